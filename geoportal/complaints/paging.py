"""Long lists by the last row shown: the thousandth page costs what the first does, and new complaints move no row to another page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict

from geoportal.complaints.finding import newest_first
from layers.requests.complaints import Complaint, ComplaintQuerySet

PAGE_ROWS = 25


@dataclass(frozen=True, kw_only=True)
class Window:
    """``newer`` and ``older`` are the queries of the neighbouring pages' addresses, empty where there is none."""

    rows: list[Complaint]
    newer: str
    older: str


def window_of(rows: ComplaintQuerySet, given: QueryDict, kept: Mapping[str, str]) -> Window:
    """Return the page of ``rows`` that the address asks for with ``after`` (older than that row) or ``before`` (newer); what is no row's
    place is the first page. ``kept`` is the rest of the address."""
    after, before = _place(given.get("after", "")), _place(given.get("before", ""))
    if before is not None:
        found: list[Any] = list(newest_first(rows.filter(_beyond(before, newer=True))).reverse()[: PAGE_ROWS + 1])
        has_newer, has_older = len(found) > PAGE_ROWS, True
        found = found[:PAGE_ROWS][::-1]
    else:
        beyond = rows if after is None else rows.filter(_beyond(after, newer=False))
        found = list(newest_first(beyond)[: PAGE_ROWS + 1])
        has_newer, has_older = after is not None, len(found) > PAGE_ROWS
        found = found[:PAGE_ROWS]
    return Window(
        rows=found,
        newer=urlencode({**kept, "before": _written(found[0])}) if has_newer and found else "",
        older=urlencode({**kept, "after": _written(found[-1])}) if has_older and found else "",
    )


def _beyond(place: tuple[datetime, int], *, newer: bool) -> Q:
    instant, pk = place
    # The first condition alone is what the index is entered by.
    if newer:
        return Q(submitted_at__gte=instant) & (Q(submitted_at__gt=instant) | Q(pk__gt=pk))
    return Q(submitted_at__lte=instant) & (Q(submitted_at__lt=instant) | Q(pk__lt=pk))


def _written(row: Complaint) -> str:
    return f"{row.submitted_at.astimezone(UTC):%Y%m%dT%H%M%S.%f}-{row.pk}"


def _place(text: str) -> tuple[datetime, int] | None:
    instant, _hyphen, pk = text[:60].partition("-")
    try:
        return datetime.strptime(instant, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC), int(pk[:18])
    except ValueError:
        return None
