"""A page of what one query or several found, counted along all of them (OGC 09-025r2 §7.7.4.4)."""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode

from django.conf import settings

from api.wfs.documents import Part
from api.wfs.requests import DataRequest
from api.wfs.selection import Selection
from layers.reading import read_summary
from layers.revisions import revision_of


def page_size(asked: DataRequest) -> int:
    """A count above the maximum means the maximum."""
    most: int = settings.API_MAX_LIMIT
    return most if asked.count is None else min(asked.count, most)


def read_parts(selections: Sequence[Selection], column: Callable[[Selection], str], *, start: int, count: int) -> tuple[list[Part], bool]:
    """Return the page of ``count`` texts from ``start`` on, and whether more come after it; ``column`` is the SQL of a row's text."""
    parts: list[Part] = []
    left, has_more = count, False
    for selection in selections:
        if left == 0 and parts:
            # What fills a page fully may still be followed by the next query's rows.
            has_more = has_more or bool(selection.read("''", start=start, count=1))
            parts.append(Part(selection=selection, texts=[], matched=None))
            continue
        found = selection.read(column(selection), start=start, count=left + 1)
        texts, has_more = found[:left], len(found) > left
        parts.append(Part(selection=selection, texts=texts, matched=_matched(selection, start, len(texts), is_all=not has_more)))
        if start and len(selections) > 1:
            start = 0 if found else max(0, start - selection.count())
        left -= len(texts)
    return parts, has_more


def _matched(selection: Selection, start: int, returned: int, *, is_all: bool) -> int | None:
    """Return how many there are in all where that costs no counting; None: unknown, until who needs it asks for the hits."""
    if is_all and (returned or not start):
        return start + returned
    query = selection.query
    if query.where is None and query.extent is None and query.ids is None:
        return read_summary(selection.layer, revision=revision_of(selection.layer.slug)).count
    return None


def links_of(asked: DataRequest, *, address: str, count: int, has_more: bool) -> Mapping[str, str]:
    """Return the addresses of the pages before and after, as far as there are any."""
    if asked.sent is None or count == 0:
        return {}
    starts = {}
    if asked.start > 0:
        starts["previous"] = (max(0, asked.start - count), min(count, asked.start))
    if has_more:
        starts["next"] = (asked.start + count, count)
    return {
        rel: f"{address}?{urlencode({**asked.sent, 'STARTINDEX': start, 'COUNT': size}, safe=',:/')}"
        for rel, (start, size) in starts.items()
    }
