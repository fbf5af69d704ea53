"""Sitemaps (sitemaps.org, protocol 0.9): what each room names of its pages, in both languages. The settings list the rooms."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.module_loading import import_string

from geoportal.site.language import page_language
from layers.lookups import all_layers
from layers.revisions import changes_of

# The protocol allows 50,000 addresses and 50 MB; an address in two languages with its alternates takes some 400 bytes.
PART_SIZE = 20_000


class Bilingual(Sitemap):
    """Addresses in every language, each naming the others."""

    i18n = True
    alternates = True
    x_default = True
    limit = PART_SIZE


class Pages(Bilingual):
    """The pages that are there whatever the data."""

    def items(self) -> list[str]:
        return list(settings.SITEMAP_PAGES)

    def location(self, item: str) -> str:
        return reverse(item)


class Collections(Bilingual):
    """The page of each public layer and dataset, which its address asks for in a language."""

    def items(self) -> list[tuple[str, datetime | None]]:
        slugs = [layer.slug for layer in all_layers()]
        changes = changes_of(slugs)
        return [(slug, changes[slug][1] if slug in changes else None) for slug in slugs]

    def location(self, item: tuple[str, datetime | None]) -> str:
        return f"{reverse('api:collection', args=(item[0],))}?f=html&lang={page_language()}"

    def lastmod(self, item: tuple[str, datetime | None]) -> datetime | None:
        return item[1]


class _InEachLanguage:
    """Rows, each once for every language, as Django's pages of a sitemap want them: counted by the database, read by the slice.

    Slices begin with the first language of a row, since ``PART_SIZE`` is a multiple of their number.
    """

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.rows, self.languages = rows, [code for code, _name in settings.LANGUAGES]

    def __len__(self) -> int:
        return self.rows.count() * len(self.languages)

    def __getitem__(self, part: slice) -> list[tuple[Any, str]]:
        count = len(self.languages)
        return [(row, code) for row in self.rows[part.start // count : -(-part.stop // count)] for code in self.languages]


class RowPages(Bilingual):
    """The page of each of ``rows``, found by its ``code`` at ``view``; dated where the rows keep ``updated_at``."""

    def __init__(self, *, rows: Callable[[], QuerySet[Any]], view: str) -> None:
        self.rows, self.view = rows, view

    def items(self) -> QuerySet[Any]:
        return self.rows().order_by("pk").only("code", *(["updated_at"] if self._is_dated else []))

    def _items(self) -> _InEachLanguage:
        return _InEachLanguage(self.items())

    def location(self, item: Any) -> str:
        return reverse(self.view, args=(item.code,))

    def lastmod(self, item: Any) -> datetime | None:
        return item.updated_at if self._is_dated else None

    def get_latest_lastmod(self) -> datetime | None:
        """Return the last change without reading the rows: the index asks for no more."""
        return self.rows().order_by().aggregate(latest=Max("updated_at"))["latest"] if self._is_dated else None

    @property
    def _is_dated(self) -> bool:
        try:
            self.rows().model._meta.get_field("updated_at")
        except FieldDoesNotExist:
            return False
        return True


def sitemaps() -> Mapping[str, Sitemap]:
    """Return the parts by their names."""
    return {name: import_string(path) for name, path in settings.SITEMAPS.items()}


PAGES, COLLECTIONS = Pages(), Collections()
