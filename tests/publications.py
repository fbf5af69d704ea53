"""Publications made for a test: each in its section, said to be published."""

import re
from datetime import date, timedelta
from typing import Any

from django.contrib.gis.geos import Point
from django.test import Client
from django.utils import timezone

from geoportal.news.kinds import Kind
from geoportal.news.placed import renew
from geoportal.news.publications import PublicationPage, TenderPage, VacancyPage
from geoportal.news.sections import SectionPage
from geoportal.news.tree import found_sections
from layers.geometry import SRID

HARBOUR = Point(24.0171, 35.5180, srid=SRID)
TODAY = date(2026, 11, 23)

_PAGES: dict[str, type[PublicationPage]] = {Kind.TENDER: TenderPage, Kind.VACANCY: VacancyPage}


def section_of(kind: str, language: str = "el") -> SectionPage:
    sections = SectionPage.objects.filter(kind=kind, locale__language_code=language)
    if not sections.exists():
        found_sections()
    return sections.get()


def make_publication(kind: str = Kind.PRESS, slug: str = "story", *, language: str = "el", is_live: bool = True, **given: Any) -> Any:
    """Create a publication of ``kind`` in its section, published unless ``is_live`` is false: without a revision, which costs most."""
    section = section_of(kind, language)
    if kind in _PAGES:
        given.setdefault("deadline", timezone.now() + timedelta(days=30))
    page = _PAGES.get(kind, PublicationPage)(
        title=given.pop("title", f"Τίτλος {slug}"), slug=slug, locale=section.locale, live=is_live, **given
    )
    if is_live:
        page.first_published_at = page.last_published_at = timezone.now()
    section.add_child(instance=page)
    renew(page.translation_key)
    return page


def titles(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.findall(r'<h3><a href="[^"]+">([^<]+)</a></h3>', answer.content.decode())
