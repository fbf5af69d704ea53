"""What the search finds of the page tree: every live public page that has a text, of whatever class.

A class may say more of its pages by attributes or methods without parameters: ``search_kind`` (a code; pages are else a "page"), with
``search_kinds`` naming in the plural each kind that its pages have (else the class's own name); ``search_date``, ``search_weight``,
``search_department`` (a code), ``search_geometry`` (EPSG:4326). The text is that of the class's ``search_fields``.
"""

from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from django.db.models import Count, Max
from django.db.models.signals import post_delete, post_save
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageViewRestriction
from wagtail.search.index import SearchField
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from geoportal.pages.models import ContentPage
from geoportal.search.room import Entry, SearchRoom
from geoportal.search.upkeep import renew_entries
from layers.layer import Text

_SLUG = "pages"
_KIND = "page"


def _kinds() -> Mapping[str, Text]:
    kinds: dict[str, Text] = {_KIND: _("Σελίδες")}
    for model in _page_classes(ContentPage):
        own = getattr(model, "search_kinds", None) or {_own(model, "search_kind", ""): model._meta.verbose_name_plural}
        kinds |= {kind: title for kind, title in own.items() if kind and kind != _KIND}
    return kinds


def _page_classes(base: type[Any]) -> Iterator[type[Any]]:
    for model in base.__subclasses__():
        if not model._meta.abstract:
            yield model
        yield from _page_classes(model)


def _own(page: Any, name: str, default: Any) -> Any:  # page: an instance of any class of ours, or the class
    given = getattr(page, name, default)
    if not callable(given):
        return given
    return default if isinstance(page, type) else given()


def _entries() -> Iterator[Entry]:
    return _entries_of(Page.objects.live().public())


def _entries_of(pages: Any) -> Iterator[Entry]:
    for page in pages.specific().select_related("locale").iterator(chunk_size=200):
        if isinstance(page, ContentPage) and (path := page.get_url()):
            yield _entry(page, path)


def _entry(page: Any, path: str) -> Entry:
    lead = str(page.lead)
    return Entry(
        key=str(page.pk),
        language=page.locale.language_code,
        kind=_own(page, "search_kind", "") or _KIND,
        title=page.title,
        path=path,
        summary=lead or page.search_description,
        text=" ".join(_texts(page)),
        department=_own(page, "search_department", ""),
        audiences=tuple(getattr(page, "audiences", ())),
        date=_own(page, "search_date", None) or page.first_published_at,
        geometry=_own(page, "search_geometry", None),
        weight=_own(page, "search_weight", 1.2),
    )


def _texts(page: Any) -> Iterator[str]:
    """Yield the text of what the page's class wants to be searched, without title and lead."""
    for entry in page.get_search_fields():
        if isinstance(entry, SearchField) and entry.field_name not in ("title", "lead"):
            value = entry.get_value(page)
            for text in value if isinstance(value, list | tuple) else [value]:
                yield unescape(strip_tags(str(text or "")))


def _state() -> str:
    """Pages tell of their changes themselves; this is for what no signal tells (a restored backup, a bulk update)."""
    live = Page.objects.live().public()
    return repr(sorted(live.aggregate(count=Count("pk"), latest=Max("pk"), published=Max("last_published_at")).items()))


ROOM = SearchRoom(slug=_SLUG, kinds=_kinds, entries=_entries, state=_state)


def renew_pages(pages: Any) -> None:
    """Bring what the index holds of ``pages`` up to date, whether or not they may be seen."""
    keys = {str(pk) for pk in pages.values_list("pk", flat=True)}
    entries = list(_entries_of(pages.live().public()))
    renew_entries(_SLUG, entries, gone=keys - {entry.key for entry in entries})


def _renew_one(instance: Page, **_facts: Any) -> None:
    renew_pages(Page.objects.filter(pk=instance.pk))


def _renew_branch(instance: Page, **_facts: Any) -> None:
    renew_pages(Page.objects.filter(pk=instance.pk).get().get_descendants(inclusive=True))


def _renew_restricted(instance: PageViewRestriction, **_facts: Any) -> None:
    branch = Page.objects.filter(pk=instance.page_id).first()
    if branch is not None:
        renew_pages(branch.get_descendants(inclusive=True))


def _forget(sender: type[Any], instance: Any, **_facts: Any) -> None:
    if issubclass(sender, Page):
        renew_entries(_SLUG, (), gone=[str(instance.pk)])


def listen() -> None:
    """Hear of every page that is shown, hidden, moved, renamed or deleted."""
    page_published.connect(_renew_one, dispatch_uid="search_published")
    page_unpublished.connect(_renew_one, dispatch_uid="search_unpublished")
    post_page_move.connect(_renew_branch, dispatch_uid="search_moved")
    page_slug_changed.connect(_renew_branch, dispatch_uid="search_renamed")
    post_save.connect(_renew_restricted, sender=PageViewRestriction, dispatch_uid="search_restricted")
    post_delete.connect(_renew_restricted, sender=PageViewRestriction, dispatch_uid="search_freed")
    post_delete.connect(_forget, dispatch_uid="search_deleted")
