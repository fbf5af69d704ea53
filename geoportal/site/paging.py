"""Long lists in pages, without counting what nobody asked for."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """``previous_query`` and ``next_query`` are the queries of the neighbouring pages' addresses, empty where there is none."""

    rows: list[Any]
    number: int
    previous_query: str
    next_query: str


def page_of(rows: QuerySet[Any], given: QueryDict, *, size: int) -> ListPage:
    """Return the page of ``rows`` that the address asks for with ``page``; what is no number of a page is the first."""
    text = given.get("page", "")
    number = max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) <= 6 else 1
    found = list(rows[(number - 1) * size : number * size + 1])
    return ListPage(
        rows=found[:size],
        number=number,
        previous_query=_query(given, number - 1) if number > 1 else "",
        next_query=_query(given, number + 1) if len(found) > size else "",
    )


def _query(given: QueryDict, number: int) -> str:
    changed = given.copy()
    changed["page"] = str(number)
    return changed.urlencode(safe=",")
