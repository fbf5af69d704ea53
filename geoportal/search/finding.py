"""Finding documents: those that stand a chance are ranked, a page of them is told, and how many there are.

A word that half of all documents hold must not cost the ranking of half of all documents, nor their reading: of those that match, the
``_CANDIDATES`` that come first by their ``prior``, and as many of those with the words in their titles, are compared with the question.
Where few match, they are read to be counted and put in order; where many do, the first are met soonest by going through all documents in
their order (docs/adr/0016).
"""

from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.gis.db.models.functions import Centroid
from django.db import connection, transaction
from django.db.models import TextChoices

from geoportal.search.choosing import Sort, Wanted
from geoportal.search.correcting import corrected
from geoportal.search.counting import Counts, counts_of, whole
from geoportal.search.models import Document
from geoportal.search.queries import Question
from geoportal.search.ranking import ranking
from geoportal.search.sampling import LOTS, estimated_by, sampled
from geoportal.site.language import page_language

PAGE = 20
# Where more titles than this have the words, the foremost of them are met sooner by going through all documents in their order.
_TITLES = 5_000
# Up to how many are counted one by one, as far as the sample tells.
COUNTED = 10_000
# Where so many in the sample are chosen, the foremost are met sooner than all are read, and there are more than anybody turns over.
_SEEN = 16
_TOLD = ("room", "key", "kind", "title", "summary", "text", "path", "date")


class Manner(TextChoices):
    """How the question had to be read until something was found."""

    EXACT = "exact"
    CORRECTED = "corrected"
    PARTIAL = "partial"
    TRANSLATED = "translated"


@dataclass(frozen=True, kw_only=True)
class Results:
    """A page of documents, and the ``counts`` of all.

    Where ``is_common``, the words are in more documents than are counted, and the counts are the fewest there are; the total is so too
    unless it ``is_counted``. ``question`` is what was looked for in the end, in ``language``; ``manner`` says how it came to it.
    """

    question: Question
    language: str
    manner: Manner = Manner.EXACT
    documents: list[Document] = field(default_factory=list)
    has_more: bool = False
    counts: Counts = field(default_factory=Counts)
    is_common: bool = False
    is_counted: bool = True


def find(question: Question, wanted: Wanted) -> Results:
    """Return what answers ``question`` in the active language: as it is, else with its misspelt words put right, else any of its words;
    an English question is last asked of the Greek documents."""
    language = page_language()
    results = _results(question, question.loose(language), wanted, language)
    if results.counts.matched:
        return results
    better = corrected(question, language)
    if better is not None:
        results = _results(better, better.loose(language), wanted, language)
        if results.counts.matched:
            return replace(results, manner=Manner.CORRECTED)
    if language != "el":
        results = _results(question, question.loose("el"), wanted, "el")
        if results.counts.matched:
            return replace(results, manner=Manner.TRANSLATED)
    if question.is_long:
        results = _results(question, question.partial(language), wanted, language)
    return replace(results, question=question, manner=Manner.PARTIAL)


def _results(question: Question, query: str, wanted: Wanted, language: str) -> Results:
    values = _values(question, query, wanted, language)
    with transaction.atomic(), connection.cursor() as cursor:
        sample = sampled(cursor, values, wanted)
        is_common = sample.matched * LOTS > COUNTED
        is_read = not is_common or _in_order(sample, wanted) < _SEEN
        statement = ranking(wanted, is_read=is_read, is_common=is_common, has_common_titles=sample.titled * LOTS > _TITLES)
        cursor.execute(statement, values)
        groups, ids = cursor.fetchone()
        ids, counts = ids or [], counts_of(groups, wanted)
        if is_common:
            estimated = estimated_by(cursor, values, wanted, sample=sample)
            met = PAGE * (wanted.page - 1) + len(ids)
            counts = estimated.with_known(counts if is_read else whole(max(estimated.total, met), wanted))
    return Results(
        question=question,
        language=language,
        documents=read(ids[:PAGE]),
        has_more=len(ids) > PAGE,
        counts=counts,
        is_common=is_common,
        is_counted=is_read,
    )


def _in_order(sample: Counts, wanted: Wanted) -> int:
    """Return how many in ``sample`` are chosen and have a place in the wanted order: by date, those with a date."""
    return sum(sample.years.values()) if wanted.sort is Sort.DATE and wanted.year is None else sample.total


def _values(question: Question, query: str, wanted: Wanted, language: str) -> dict[str, str | int | None]:
    return {
        "query": query,
        "exact": question.exact(language),
        "language": language,
        "folded": question.folded,
        "length": len(question.folded.split()),
        "kind": wanted.kind,
        "year": wanted.year,
        "limit": PAGE + 1,
        "offset": PAGE * (wanted.page - 1),
    }


def read(ids: list[int]) -> list[Document]:
    """Return what is told of the documents ``ids``, in their order, each with ``point``, where it is on a small map (None: nowhere)."""
    documents: Any = Document.objects.annotate(point=Centroid("geom")).only(*_TOLD).in_bulk(ids)
    return [documents[pk] for pk in ids if pk in documents]
