"""What stands at the top of the page tree, as menus and the home page show it: read once for each revision of the tree."""

from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from wagtail.models import Page

from layers.revisions import revisions_of

# The revision of the whole tree (geoportal.pages.watched).
TREE = "site:pages"
# The root is at depth 1, the home of a language at 2.
_TOP = 3
_KEPT_S = 86_400


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A page that one goes on to; ``children`` are those below it that editors chose for menus."""

    slug: str
    title: str
    lead: str
    url: str
    children: tuple["Entry", ...] = ()


@dataclass(frozen=True, kw_only=True)
class Outline:
    """What stands under the home of one language, in the editors' order: nodes, audiences, and what editors keep out of menus."""

    nodes: tuple[Entry, ...] = ()
    audiences: tuple[Entry, ...] = ()
    others: tuple[Entry, ...] = ()


def outline(language: str) -> Outline:
    """Return the top of the tree in ``language``: one question for its revision, and some more where that is a new one."""
    # The revision is read first: pages that change meanwhile are told too early, never too late.
    key = f"outline:{settings.RELEASE}:{language}:{tree_revision()}"
    found: Outline | None = cache.get(key)
    if found is None:
        found = _read(language)
        cache.set(key, found, timeout=_KEPT_S)
    return found


def tree_revision() -> int:
    """Return the revision of the whole tree: who keeps a page with its menu asks whether it is still that one."""
    return revisions_of((TREE,)).get(TREE, 0)


def _read(language: str) -> Outline:
    rows = Page.objects.live().public().filter(locale__language_code=language).select_related("locale").order_by("path")
    below: dict[str, list[Page]] = defaultdict(list)
    for page in rows.filter(depth=_TOP + 1, show_in_menus=True):
        below[page.path[: -Page.steplen]].append(page)
    found: dict[str, list[Entry]] = defaultdict(list)
    for page in rows.filter(depth=_TOP).specific():
        if page.get_url():
            found[_place_of(page)].append(_entry(page, tuple(_entry(child, ()) for child in below[page.path])))
    return Outline(**{place: tuple(entries) for place, entries in found.items()})


def _place_of(page: Page) -> str:
    kind = page.cached_content_type.model
    if kind == "audiencepage":
        return "audiences"
    return "nodes" if kind == "nodepage" or page.show_in_menus else "others"


def _entry(page: Page, children: tuple[Entry, ...]) -> Entry:
    return Entry(slug=page.slug, title=page.title, lead=getattr(page, "lead", ""), url=page.get_url() or "", children=children)


def pages_of_tree(language: str, *, without: tuple[type[Page], ...] = ()) -> list[tuple[int, Page]]:
    """Return the public pages of ``language`` in the order of the tree, each with how deep it lies below the first.

    Those of the classes ``without`` are left out.
    """
    pages = Page.objects.live().public().filter(depth__gte=_TOP, locale__language_code=language).select_related("locale").order_by("path")
    pages = pages.not_type(*without) if without else pages
    return [(page.depth - _TOP, page) for page in pages]
