"""A section as its page shows it: filters, the list, the archive, the calendar of deadlines."""

from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from geoportal.news.finding import PublicationQuery
from geoportal.news.kinds import STATUSES, WITH_DEADLINES, Kind, Status
from geoportal.news.words import words_of
from geoportal.site.instants import day_of
from geoportal.site.month import month_of
from geoportal.site.paging import page_of
from layers.audiences import Audience

PAGE_SIZE = 20
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_FILTERS = ("q", "status", "year", "department", "audience", "day")


def query_of(given: QueryDict, *, language: str, kind: Kind | None, year: int | None, month: int | None) -> tuple[PublicationQuery, str]:
    """Return what the address asks for, and what to say of what was not understood. The path's year goes before the parameter's."""
    day, unread = day_of(given)
    status, audience, year_text = given.get("status", "")[:20], given.get("audience", "")[:20], given.get("year", "")[:10]
    asked_year = int(year_text) if year_text.isascii() and year_text.isdecimal() and is_year(int(year_text)) else None
    unknown = [
        *([status] if status and status not in Status.values else []),
        *([audience] if audience and audience not in Audience.values else []),
        *([year_text] if year_text and asked_year is None else []),
    ]
    notice = _("Δεν υπάρχει επιλογή «%(text)s»: φαίνονται όλα.") % {"text": "», «".join(unknown)} if unknown else ""
    query = PublicationQuery(
        language=language,
        kind=kind,
        text=given.get("q", "").replace("\x00", "").strip()[:100],
        status=Status(status) if status in Status.values and kind in WITH_DEADLINES else None,
        year=year or asked_year,
        month=month,
        day=day if kind in WITH_DEADLINES else None,
        department=given.get("department", "").replace("\x00", "")[:60],
        audience=Audience(audience) if audience in Audience.values else None,
    )
    return query, " ".join(filter(None, (notice, unread)))


def is_year(number: int) -> bool:
    return _FIRST_YEAR <= number <= _LAST_YEAR


def listing(given: QueryDict, *, language: str, kind: Kind | None, year: int | None = None, month: int | None = None) -> dict[str, Any]:
    """Return what templates/news/section.html shows beside the section's own words."""
    query, notice = query_of(given, language=language, kind=kind, year=year, month=month)
    rows, now = query.rows(), timezone.now()
    page = page_of(rows, given, size=PAGE_SIZE)
    has_deadlines = kind in WITH_DEADLINES
    return {
        "query": query,
        "notice": notice,
        "count": rows.count(),
        "list_page": page,
        "publications": [words_of(row, now=now) for row in page.rows],
        "period": _period(query),
        "has_filters": any(given.get(name) for name in _FILTERS),
        "archive": query.archive(),
        "departments": query.departments(),
        "audiences": Audience.choices,
        "statuses": [(status.value, status.label) for status in STATUSES[kind]] if kind and has_deadlines else [],
        "counts": query.counts() if kind is None else {},
        "month": _month(given, query) if has_deadlines else None,
    }


def _month(given: QueryDict, query: PublicationQuery) -> Any:
    today = timezone.localdate()
    until = max(query.last_deadline() or today, today)
    return month_of(given, today=today, until=until, chosen=query.day, busy_days=query.days_with_deadlines)


def _period(query: PublicationQuery) -> str:
    """Return the year, or the month and the year, that the list is of."""
    if query.year is None:
        return ""
    return date_format(date(query.year, query.month, 1), "F Y") if query.month else str(query.year)
