"""The list of a queue or of a search, page by page: the next page begins after the last row seen, so that none is slower than the first."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_date, parse_datetime

from geoportal.backoffice.desk.deadlines import Deadline, deadline_of
from geoportal.backoffice.desk.words import name_of, person, place_of, title_of
from geoportal.site.dates import instant_words
from geoportal.site.language import localised
from layers.requests import clock
from layers.requests.codes import written
from layers.requests.models import ServiceRequest
from layers.requests.workflow import OPEN

A_PAGE = 40
_RELATED = ("service", "department", "district", "assignee")
_OUTLINES = ("department__jurisdiction", "district__geom")


@dataclass(frozen=True, kw_only=True)
class Row:
    case: ServiceRequest
    title: str
    name: str
    code: str
    place: str
    deadline: Deadline
    department: str
    assignee: str
    submitted: str
    district: str = ""
    lat_lon: str = ""

    @property
    def is_open(self) -> bool:
        return self.case.status in OPEN


@dataclass(frozen=True, kw_only=True)
class Listed:
    """``following``: what the address of the next page says, empty on the last."""

    rows: list[Row] = field(default_factory=list)
    following: str = ""


def listed(cases: Any, *, after: str = "", is_by_deadline: bool) -> Listed:
    """Return a page of the queryset ``cases``: the most urgent first, or the newest. A mark that is none begins at the beginning."""
    column = "due_on" if is_by_deadline else "submitted_at"
    mark = _mark(after, is_day=is_by_deadline)
    if mark is not None:
        cases = cases.filter(_beyond(column, mark, is_rising=is_by_deadline))
    order = (column, "pk") if is_by_deadline else (f"-{column}", "-pk")
    found = list(cases.select_related(*_RELATED).defer(*_OUTLINES).order_by(*order)[: A_PAGE + 1])
    today = clock.today()
    rows = [row_of(case, today) for case in found[:A_PAGE]]
    last = rows[-1].case if len(found) > A_PAGE else None
    return Listed(rows=rows, following=f"{getattr(last, column).isoformat()}~{last.pk}" if last else "")


def row_of(case: ServiceRequest, today: date) -> Row:
    return Row(
        case=case,
        title=title_of(case),
        name=name_of(case),
        code=written(case.code),
        place=place_of(case),
        deadline=deadline_of(case, today),
        department=localised(case.department, "name") if case.department else "",
        assignee=person(case.assignee),
        submitted=instant_words(case.submitted_at),
        district=localised(case.district, "name") if case.district else "",
        lat_lon=f"{case.geom.y:.6f}, {case.geom.x:.6f}" if case.geom else "",
    )


def _beyond(column: str, mark: tuple[date | datetime, int], *, is_rising: bool) -> Q:
    value, number = mark
    way = "gt" if is_rising else "lt"
    # The first condition alone lets the index begin there.
    return Q(**{f"{column}__{way}e": value}) & (Q(**{f"{column}__{way}": value}) | Q(**{f"pk__{way}": number}))


def _mark(after: str, *, is_day: bool) -> tuple[date | datetime, int] | None:
    text, _tilde, number = after.partition("~")
    try:
        value = parse_date(text) if is_day else parse_datetime(text)
    except ValueError:
        value = None
    if value is None or not number.isdecimal() or len(number) > 18 or (isinstance(value, datetime) and value.tzinfo is None):
        return None
    return value, int(number)
