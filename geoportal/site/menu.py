"""The main menu: the rooms that exist, under the core nodes of the page tree, with what editors put beside them."""

from dataclasses import dataclass
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from geoportal.pages.outline import Entry, Outline, outline
from geoportal.site.language import page_language
from layers.layer import Text


@dataclass(frozen=True, kw_only=True)
class Core:
    """One of the four core nodes: its address in the tree, what its group is called where there is no such node, and what belongs to it.

    ``rooms`` are names of addresses with their titles, ``beside`` the addresses of pages at the top of the tree.
    """

    slug: str
    title: Text
    rooms: tuple[tuple[str, Text], ...]
    beside: tuple[str, ...] = ()


CORES = (
    Core(slug="municipality", title=_("Ο Δήμος"), rooms=(("departments:departments", _("Υπηρεσίες του Δήμου")),)),
    Core(
        slug="city",
        title=_("Η πόλη"),
        rooms=(
            ("pharmacies:list", _("Φαρμακεία")),
            ("events:list", _("Εκδηλώσεις")),
            ("cinemas:list", _("Σινεμά")),
            ("places:places", _("Σημεία")),
            ("routes:walks", _("Διαδρομές")),
        ),
    ),
    Core(
        slug="e-services",
        title=_("e-Υπηρεσίες"),
        rooms=(
            ("requests:report", _("Δηλώστε ένα πρόβλημα")),
            ("requests:ask", _("Παρακολούθηση αιτήματος")),
            ("complaints:list", _("Προβλήματα στον χάρτη")),
            ("atlas:here", _("Τι ισχύει σε ένα σημείο")),
            ("atlas:search", _("Αναζήτηση διεύθυνσης")),
            ("services", _("Ανοικτά δεδομένα")),
        ),
    ),
    Core(slug="news", title=_("Επικαιρότητα"), rooms=(("feeds", _("Ροές ενημέρωσης")),), beside=("tenders", "hiring")),
)
# What lies elsewhere and belongs to an entry; the map holds rooms that have entries of their own.
BELONGING = {"services": ("api:landing",)}
_MAP = "atlas:map"


@dataclass(frozen=True, kw_only=True)
class MenuLink:
    """``current`` is what ``aria-current`` says: the page itself, something that holds the page, or nothing."""

    title: str
    url: str
    current: str = ""


@dataclass(frozen=True, kw_only=True)
class MenuGroup:
    title: str
    links: tuple[MenuLink, ...]

    @property
    def is_current(self) -> bool:
        return any(link.current for link in self.links)


@dataclass(frozen=True, kw_only=True)
class Menu:
    map: MenuLink
    search: MenuLink
    groups: tuple[MenuGroup, ...]
    audiences: tuple[MenuLink, ...]


def main_menu(path: str) -> Menu:
    """Return the menu in the active language; what is the page at ``path``, or holds it, is marked."""
    found = outline(page_language())
    link = partial(_link, path)
    groups = tuple(_group(found, core, path) for core in CORES)
    known = {core.slug for core in CORES}
    others = tuple(MenuGroup(title=node.title, links=_of_node(node, path)) for node in found.nodes if node.slug not in known)
    is_elsewhere = any(group.is_current for group in groups)
    the_map = link(_("Χάρτης"), reverse(_MAP))
    return Menu(
        map=MenuLink(title=the_map.title, url=the_map.url) if is_elsewhere else the_map,
        search=link(_("Αναζήτηση"), reverse("search:search")),
        groups=(*groups, *others),
        audiences=tuple(link(entry.title, entry.url) for entry in found.audiences),
    )


def _group(found: Outline, core: Core, path: str) -> MenuGroup:
    node = next((node for node in found.nodes if node.slug == core.slug), None)
    rooms = tuple(_link(path, words, *map(reverse, (name, *BELONGING.get(name, ())))) for name, words in core.rooms)
    beside = tuple(_link(path, entry.title, entry.url) for entry in found.others if entry.slug in core.beside)
    return MenuGroup(title=node.title if node else str(core.title), links=(*(_of_node(node, path) if node else ()), *beside, *rooms))


def _of_node(node: Entry, path: str) -> tuple[MenuLink, ...]:
    children = tuple(_link(path, child.title, child.url) for child in node.children)
    whole = _link(path, _("Όλη η ενότητα"), node.url)
    # The node holds its children, but one page has one mark.
    is_below = any(child.current for child in children)
    return (MenuLink(title=whole.title, url=whole.url) if is_below else whole, *children)


def _link(path: str, title: Text, url: str, *holding: str) -> MenuLink:
    current = "page" if path == url else "true" if path.startswith((url, *holding)) else ""
    return MenuLink(title=str(title), url=url, current=current)
