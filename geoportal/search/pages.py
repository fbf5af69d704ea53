"""What the page of a search shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from geoportal.search.choosing import Sort, Wanted
from geoportal.search.feeds import feed_of
from geoportal.search.finding import PAGE, Manner, Results, find
from geoportal.search.highlighting import excerpt, marked
from geoportal.search.models import Document
from geoportal.search.queries import Question
from geoportal.search.registry import kind_titles
from geoportal.site.city_map import Drawn, city_map
from geoportal.site.paging import ListPage

_LAST_PAGE = 50
_COLOUR = "#0065b3"


@dataclass(frozen=True, kw_only=True)
class Result:
    """One line of the list. ``number`` is what it has on the map, 0: it is not there; ``language`` is set where it is not the page's."""

    title: SafeString
    url: str
    kind: str
    summary: SafeString
    excerpt: SafeString
    date: datetime | None
    number: int
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One value of a filter: the query of the address that chooses it, or takes it back where it is chosen."""

    title: str
    count: int
    query: str
    is_chosen: bool


def wanted_of(given: QueryDict) -> Wanted:
    """Return what the address chooses of the results; what it does not say right is not chosen."""
    year, page = given.get("year", ""), given.get("page", "")
    return Wanted(
        kind=given.get("kind", "").replace("\0", "")[:40],
        year=int(year) if _is_number(year, digits=4) else None,
        has_place=given.get("place") == "1",
        sort=Sort.DATE if given.get("sort") == Sort.DATE else Sort.RELEVANCE,
        page=min(max(1, int(page)), _LAST_PAGE) if _is_number(page, digits=6) else 1,
    )


def _is_number(text: str, *, digits: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= digits


def results_page(question: Question, given: QueryDict) -> dict[str, Any]:
    """Return the context of the page of what ``question`` finds."""
    wanted = wanted_of(given)
    results = find(question, wanted)
    titles = kind_titles()
    shown = [_result(document, results, titles, number) for number, document in _numbered(results, wanted)]
    points = [(entry.number, document) for entry, document in zip(shown, results.documents, strict=True) if entry.number]
    return {
        "question": question,
        "results": results,
        "notice": _notice(question, results),
        "entries": shown,
        "first": (wanted.page - 1) * PAGE + 1,
        "kinds": _kinds(results, wanted, titles, given),
        "years": _years(results, wanted, given),
        "place": _place(results, wanted, given),
        "sorts": [_sort(sort, wanted, given) for sort in Sort],
        "is_filtered": bool(wanted.kind or wanted.year or wanted.has_place),
        "all_query": _changed(given, kind="", year="", place=""),
        "page": _pager(results, wanted, given),
        "map": city_map([_drawn(document, number) for number, document in points]) if points else None,
        "feeds": [feed_of(question.text, kind=wanted.kind)],
    }


def _numbered(results: Results, wanted: Wanted) -> list[tuple[int, Document]]:
    first = (wanted.page - 1) * PAGE + 1
    return list(enumerate(results.documents, start=first))


def _result(document: Document, results: Results, titles: Mapping[str, str], number: int) -> Result:
    question, language = results.question, results.language
    summary = marked(document.summary[:300], question, language)
    return Result(
        title=marked(document.title, question, language),
        url=document.path,
        kind=titles.get(document.kind, document.kind),
        summary=summary,
        excerpt=SafeString("") if "<mark>" in summary else excerpt(document.text, question, language),
        date=document.date,
        number=number if getattr(document, "point", None) else 0,
        language=language if results.manner is Manner.TRANSLATED else "",
    )


def _drawn(document: Document, number: int) -> Drawn:
    return Drawn(geom=document.point, name=document.title, colour=_COLOUR, url=document.path, label=str(number))  # type: ignore[attr-defined]


def _notice(question: Question, results: Results) -> str:
    """Say how the question had to be read, where it was not read as it is."""
    if not results.counts.matched:
        return ""
    if results.manner is Manner.CORRECTED:
        words = {"given": question.text, "meant": results.question.text}
        return _("Δεν βρέθηκε κάτι για «%(given)s». Μήπως εννοείτε «%(meant)s»; Αυτά βρέθηκαν:") % words
    if results.manner is Manner.PARTIAL:
        return _("Καμία σελίδα δεν έχει όλες τις λέξεις του «%(given)s». Αυτές έχουν μερικές από αυτές:") % {"given": question.text}
    if results.manner is Manner.TRANSLATED:
        return _("Δεν βρέθηκε κάτι στα αγγλικά για «%(given)s». Αυτά βρέθηκαν στα ελληνικά:") % {"given": question.text}
    return ""


def _kinds(results: Results, wanted: Wanted, titles: Mapping[str, str], given: QueryDict) -> list[Choice]:
    order = {kind: place for place, kind in enumerate(titles)}
    return [
        Choice(title=titles.get(kind, kind), count=count, query=_toggled(given, "kind", kind, wanted.kind), is_chosen=kind == wanted.kind)
        for kind, count in sorted(results.counts.kinds.items(), key=lambda entry: order.get(entry[0], len(order)))
    ]


def _years(results: Results, wanted: Wanted, given: QueryDict) -> list[Choice]:
    chosen = str(wanted.year or "")
    return [
        Choice(title=str(year), count=count, query=_toggled(given, "year", str(year), chosen), is_chosen=year == wanted.year)
        for year, count in sorted(results.counts.years.items(), reverse=True)
    ]


def _place(results: Results, wanted: Wanted, given: QueryDict) -> Choice | None:
    if not results.counts.placed and not wanted.has_place:
        return None
    chosen = "1" if wanted.has_place else ""
    return Choice(
        title=_("Έχουν θέση στον χάρτη"),
        count=results.counts.placed,
        query=_toggled(given, "place", "1", chosen),
        is_chosen=wanted.has_place,
    )


def _sort(sort: Sort, wanted: Wanted, given: QueryDict) -> Choice:
    query = _changed(given, sort="" if sort is Sort.RELEVANCE else sort.value)
    return Choice(title=str(sort.label), count=0, query=query, is_chosen=sort is wanted.sort)


def _pager(results: Results, wanted: Wanted, given: QueryDict) -> ListPage:
    has_next = results.has_more and wanted.page < _LAST_PAGE
    return ListPage(
        rows=results.documents,
        number=wanted.page,
        previous_query=_changed(given, page=str(wanted.page - 1)) if wanted.page > 1 else "",
        next_query=_changed(given, page=str(wanted.page + 1)) if has_next else "",
    )


def _toggled(given: QueryDict, name: str, value: str, chosen: str) -> str:
    return _changed(given, **{name: "" if value == chosen else value})


def _changed(given: QueryDict, **changes: str) -> str:
    """Return the query of the same search with ``changes``; what is empty goes, and so does the page's number."""
    changed = {name: given.get(name, "") for name in ("q", "kind", "year", "place", "sort")} | changes
    return urlencode({name: value for name, value in changed.items() if value})
