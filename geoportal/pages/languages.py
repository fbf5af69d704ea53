"""The same place in the other language."""

from dataclasses import replace
from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Page

from geoportal.site.context import PageAddresses, address_in, page_addresses


class OtherLanguage(TypedDict):
    """The address of a page in the other language; where it ``is_translation`` it is the page itself, else a page above it."""

    code: str
    name: str
    url: str
    is_translation: bool


def other_language_of(page: Page) -> OtherLanguage:
    """Return where ``page`` is in the other language: its translation, else that of the nearest page above it."""
    code = next(code for code, _name in settings.LANGUAGES if code != page.locale.language_code)
    name = "English" if code == "en" else "Ελληνικά"
    url, is_translation = _translated_url(page, code)
    return OtherLanguage(code=code, name=name, url=url or address_in(code, "/"), is_translation=is_translation)


def with_part(other: OtherLanguage, page: Page, request: HttpRequest) -> OtherLanguage:
    """Return ``other`` leading to the same part of the page that ``request`` shows: a year of an archive, a list's filters."""
    own, shown = page.get_url() or "", request.get_full_path()
    if not other["is_translation"] or not own or not shown.startswith(own):
        return other
    return OtherLanguage(**{**other, "url": other["url"] + shown.removeprefix(own)})


def addresses_of(page: Page, request: HttpRequest, other: OtherLanguage) -> PageAddresses:
    """Return the absolute addresses of ``page``, or of a part of it (an archive's year, a list's second page), in its languages."""
    usual = page_addresses(request)
    part = usual.canonical.removeprefix(request.build_absolute_uri(page.get_url() or request.path))
    versions = {page.locale.language_code: usual.canonical}
    if other["is_translation"]:
        versions[other["code"]] = request.build_absolute_uri(other["url"]) + part
    default = versions.get(settings.LANGUAGE_CODE, usual.canonical)
    in_order = [(code, versions[code]) for code, _name in settings.LANGUAGES if code in versions]
    return replace(usual, languages=(*in_order, ("x-default", default)))


def _translated_url(page: Page, code: str) -> tuple[str, bool]:
    # The page itself may be a draft that is previewed: it has no place in the list of those above it yet.
    keys = [page.translation_key, *page.get_ancestors().filter(depth__gt=2).order_by("-depth").values_list("translation_key", flat=True)]
    there = {other.translation_key: other for other in Page.objects.live().filter(translation_key__in=keys, locale__language_code=code)}
    nearest = next((key for key in keys if key in there), None)
    return (there[nearest].get_url() or "", nearest == page.translation_key) if nearest else ("", False)
