"""The page tree's part of the sitemap: each page once, naming its translations."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from wagtail.models import Page

from geoportal.site.sitemaps import PART_SIZE

# The home of each language is among the pages that are there whatever the data.
_TOP = 3


class TreePages(Sitemap):
    """Pages that everybody may see. Addresses differ between languages, and not every page has a translation."""

    limit = PART_SIZE

    def items(self) -> QuerySet[Page]:
        pages: QuerySet[Page] = Page.objects.live().public().filter(depth__gte=_TOP).select_related("locale").order_by("path")
        return pages

    def location(self, item: Page) -> str:
        return item.get_url() or ""

    def lastmod(self, item: Page) -> datetime | None:
        published_at: datetime | None = item.last_published_at
        return published_at

    def get_latest_lastmod(self) -> datetime | None:
        """Return the last change without reading the rows: the index asks for no more."""
        latest: datetime | None = self.items().order_by().aggregate(latest=Max("last_published_at"))["latest"]
        return latest

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
        urls: list[dict[str, Any]] = super()._urls(page, protocol, domain)  # type: ignore[misc]
        versions: dict[Any, dict[str, str]] = defaultdict(dict)
        for found in self.items().filter(translation_key__in={url["item"].translation_key for url in urls}):
            versions[found.translation_key][found.locale.language_code] = f"{protocol}://{domain}{self.location(found)}"
        for url in urls:
            url["alternates"] = _alternates(versions[url["item"].translation_key])
        return urls


def _alternates(versions: dict[str, str]) -> list[dict[str, str]]:
    """Return each version and, for who speaks neither language, the Greek one; nothing where there is one version only."""
    if len(versions) < len(settings.LANGUAGES):
        return []
    ordered = [*versions.items(), ("x-default", versions[settings.LANGUAGE_CODE])]
    return [{"lang_code": code, "location": location} for code, location in ordered]


SITEMAP = TreePages()
