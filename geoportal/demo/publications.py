"""The demo's publications: dated from the day on which they are loaded, so that some are always open, urgent, just out."""

import json
import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.core.files.base import ContentFile
from wagtail.documents.models import Document

from geoportal.demo.files import read
from geoportal.demo.pictures import Pictures
from geoportal.news.kinds import Kind
from geoportal.news.placed import renew
from geoportal.news.publications import Attachment, Position, PublicationPage, TenderPage, VacancyPage
from geoportal.news.sections import SectionPage
from geoportal.news.tree import found_sections
from layers.departments import Department
from layers.geometry import SRID

Facts = dict[str, Any]
_LAST_HOUR = time(14)
_PAGES: dict[str, type[PublicationPage]] = {Kind.TENDER: TenderPage, Kind.VACANCY: VacancyPage}


def load_publications(folder: Path, *, today: date, most: int | None = None) -> int:
    """Create the demo's publications that are not there yet, in their languages, and bring the others' days to ``today``.

    Those that somebody edited stay as they are. ``most`` loads only so many, from the top of the file.
    """
    found_sections()
    entries = read(folder / "publications.json")[:most]
    loading = _Loading(folder, today=today)
    for entry in entries:
        for language, _name in settings.LANGUAGES:
            if language in entry:
                loading.load(entry, language=language)
    renew()
    return len(entries)


class _Loading:
    def __init__(self, folder: Path, *, today: date) -> None:
        self.today = today
        self.pictures = Pictures(folder / "images")
        self.departments = {department.code: department for department in Department.objects.all()}
        self.sections = {(page.kind, page.locale.language_code): page for page in SectionPage.objects.select_related("locale")}
        self.known = {(page.slug, page.kind, page.locale.language_code): page for page in PublicationPage.objects.select_related("locale")}

    def load(self, entry: Facts, *, language: str) -> None:
        known = self.known.get((entry["slug"], entry["kind"], language))
        if known is None:
            self._create(entry, language)
        elif known.latest_revision_id is None:
            times = self._times(entry)
            if known.published_on != times["published_on"]:
                page = known.specific
                for name, value in times.items():
                    setattr(page, name, value)
                page.save(clean=False)

    def _create(self, entry: Facts, language: str) -> None:
        section = self.sections[entry["kind"], language]
        page = _PAGES.get(entry["kind"], PublicationPage)(
            slug=entry["slug"],
            locale=section.locale,
            translation_key=uuid.uuid5(section.translation_key, entry["slug"]),
            **_words(entry, language),
            **_own(entry, language),
            **self._times(entry),
            **self.pictures.fields(entry.get("image"), language=language),
            department=self.departments.get(entry.get("department", "")),
            audiences=entry.get("audiences", []),
        )
        _add_parts(page, entry, language)
        section.add_child(instance=page)

    def _times(self, entry: Facts) -> Facts:
        deadline = (entry.get("tender") or entry.get("vacancy") or {}).get("deadline_in_days")
        published_on = self.today - timedelta(days=entry["days_ago"])
        published_at = min(_at(published_on, time(9)), datetime.now(ZoneInfo(settings.TIME_ZONE)))
        return {
            "published_on": published_on,
            "first_published_at": published_at,
            "last_published_at": published_at,
            "deadline": None if deadline is None else self._in(deadline, _LAST_HOUR),
            "urgent_until": _at(published_on + timedelta(days=entry["urgent_days"]), time(23, 59)) if "urgent_days" in entry else None,
            "starts_at": self._in(entry["starts_in_days"], time(9)) if "starts_in_days" in entry else None,
            "ends_at": self._in(entry["ends_in_days"], time(15)) if "ends_in_days" in entry else None,
        }

    def _in(self, days: int, hour: time) -> datetime:
        return _at(self.today + timedelta(days=days), hour)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=ZoneInfo(settings.TIME_ZONE))


def _words(entry: Facts, language: str) -> Facts:
    words = entry[language]
    body = json.dumps([{"type": kind, "value": value} for kind, value in words.get("body", [])], ensure_ascii=False)
    return {"title": words["title"], "lead": words.get("lead", ""), "body": body}


def _own(entry: Facts, language: str) -> Facts:
    """Return the place, and what the kind alone has."""
    place, tender, vacancy = (entry.get(name) or {} for name in ("place", "tender", "vacancy"))
    facts: Facts = {
        "ada": (tender or vacancy).get("ada") or "",
        "outcome": tender.get("result") or vacancy.get("results") or "",
        "outcome_text": tender.get(f"result_text_{language}") or vacancy.get(f"results_text_{language}") or "",
        "address": place.get(f"address_{language}") or "",
        "geom": GEOSGeometry(json.dumps(place["geometry"]), srid=SRID) if place else None,
    }
    if tender:
        budget = tender.get("budget")
        facts |= {"procedure": tender["procedure"], "budget": Decimal(budget) if budget else None}
        facts |= {"cpv": tender.get("cpv") or [], "adam": tender.get("adam") or ""}
    if vacancy:
        facts["employment"] = vacancy["employment"]
    return facts


def _add_parts(page: Any, entry: Facts, language: str) -> None:
    page.attachments = [
        Attachment(document=document, title=title, sort_order=order) for order, (document, title) in enumerate(_documents(entry, language))
    ]
    if entry["kind"] == Kind.VACANCY:
        page.positions = [
            Position(code=post["code"], title=post.get(f"title_{language}") or post["title_el"], count=post["count"], sort_order=order)
            for order, post in enumerate(entry["vacancy"].get("positions", []))
        ]


def _documents(entry: Facts, language: str) -> Iterator[tuple[Document, str]]:
    """Yield the files with their titles; both languages share a file."""
    for file in entry.get("files", []):
        name = f"{entry['kind']}-{entry['slug']}-{file['name']}"
        document = Document.objects.filter(title=name).first() or Document(title=name)
        if document.pk is None:
            document.file = ContentFile("\r\n".join([*file["lines"], ""]).encode(), name=file["name"])
            document.save()
        yield document, file.get(f"title_{language}") or file["title_el"]
