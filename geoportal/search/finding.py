"""Finding documents: all that match are counted by kind and year; those that stand a chance are ranked, a page of them is told.

A word that half of all documents hold must not cost the ranking of half of all documents: of those that match, the ``_CANDIDATES`` that
come first by their ``prior``, and as many of those with the words in their titles, are compared with the question (docs/adr/0016).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.gis.db.models.functions import Centroid
from django.db import connection, transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from geoportal.search.correcting import corrected
from geoportal.search.models import Document
from geoportal.search.queries import Question
from geoportal.site.language import page_language

PAGE = 20
# How many are compared by their titles, how many of them by all of their text; nobody turns to a page beyond those.
_CANDIDATES, _RANKED = 100, 100
# Where more titles than this have the words, the foremost of them are met sooner by going through all documents in their order.
_TITLES = 5_000
# Up to how many are counted.
COUNTED = 10_000
_TABLE = Document._meta.db_table


class Sort(TextChoices):
    RELEVANCE = "relevance", _("Σχετικότητα")
    DATE = "date", _("Νεότερα πρώτα")


class Manner(TextChoices):
    """How the question had to be read until something was found."""

    EXACT = "exact"
    CORRECTED = "corrected"
    PARTIAL = "partial"
    TRANSLATED = "translated"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which of the documents that match are asked for: of a ``kind``, a ``year``, only those with a place; which page, in which order."""

    kind: str = ""
    year: int | None = None
    has_place: bool = False
    sort: Sort = Sort.RELEVANCE
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class Results:
    """A page of documents, and how many there are: ``matched`` whatever is chosen, ``total`` of those chosen, by kind, by year, with a
    place. Each of the last three leaves its own choice aside. Where more match than ``COUNTED``, the counts are the fewest there are.

    ``question`` is what was looked for in the end, in ``language``; ``manner`` says how it came to it.
    """

    question: Question
    language: str
    manner: Manner = Manner.EXACT
    documents: list[Document] = field(default_factory=list)
    matched: int = 0
    total: int = 0
    has_more: bool = False
    kinds: Mapping[str, int] = field(default_factory=dict)
    years: Mapping[int, int] = field(default_factory=dict)
    placed: int = 0


def find(question: Question, wanted: Wanted) -> Results:
    """Return what answers ``question`` in the active language: as it is, else with its misspelt words put right, else any of its words;
    an English question is last asked of the Greek documents."""
    language = page_language()
    results = _results(question, question.loose(language), wanted, language)
    if results.matched:
        return results
    better = corrected(question, language)
    if better is not None:
        results = _results(better, better.loose(language), wanted, language)
        if results.matched:
            return replace(results, manner=Manner.CORRECTED)
    if language != "el":
        results = _results(question, question.loose("el"), wanted, "el")
        if results.matched:
            return replace(results, manner=Manner.TRANSLATED)
    if question.is_long:
        results = _results(question, question.partial(language), wanted, language)
    return replace(results, question=question, manner=Manner.PARTIAL)


_MATCHING = "vector @@ %(query)s::tsquery AND language = %(language)s"
# What is counted comes from the index of words, which alone needs no vector: ``language || ''`` keeps the other indexes away.
_STATEMENT = f"""
    WITH matched AS MATERIALIZED (
        SELECT id, kind, year, date, prior, geom IS NOT NULL AS has_place FROM {_TABLE}
        WHERE vector @@ %(query)s::tsquery AND language || '' = %(language)s LIMIT {COUNTED + 1:d}
    ), marked AS MATERIALIZED (
        SELECT *, (%(kind)s = '' OR kind = %(kind)s) AS of_kind, (%(year)s::integer IS NULL OR year = %(year)s) AS of_year,
               (NOT %(has_place)s OR has_place) AS of_place FROM matched
    ), chosen AS (
        SELECT id, date, prior FROM marked WHERE of_kind AND of_year AND of_place AND (SELECT count(*) FROM matched) <= {COUNTED:d}
    ), titles AS MATERIALIZED (
        SELECT id, kind, year, prior, geom FROM {_TABLE}
        WHERE titled @@ %(query)s::tsquery AND language || '' = %(language)s LIMIT {_TITLES + 1:d}
    ), titled AS (
        (SELECT id FROM titles WHERE {{chosen}} AND (SELECT count(*) FROM titles) <= {_TITLES:d} ORDER BY prior DESC LIMIT {_CANDIDATES:d})
        UNION ALL
        (SELECT id FROM {_TABLE} WHERE (SELECT count(*) FROM titles) > {_TITLES:d} AND {{chosen}} AND language = %(language)s
             AND titled @@ %(query)s::tsquery ORDER BY prior DESC LIMIT {_CANDIDATES:d})
    ), named AS (
        SELECT id FROM {_TABLE} WHERE folded = %(folded)s AND {{chosen}} AND {_MATCHING} ORDER BY prior DESC LIMIT {_CANDIDATES:d}
    ), page AS ({{page}})
    SELECT (SELECT count(*) FROM matched), (SELECT count(*) FROM marked WHERE of_kind AND of_year AND of_place),
           (SELECT json_object_agg(kind, n) FROM (SELECT kind, count(*) AS n FROM marked WHERE of_year AND of_place GROUP BY kind) AS k),
           (SELECT json_object_agg(year, n) FROM (
               SELECT year, count(*) AS n FROM marked WHERE of_kind AND of_place AND year IS NOT NULL GROUP BY year) AS y),
           (SELECT count(*) FROM marked WHERE of_kind AND of_year AND has_place),
           (SELECT array_agg(id ORDER BY place) FROM page)
"""
# Of what more documents hold than are counted, the first are taken from the index of their order, until there are enough.
_COMMON = f"SELECT id, date, prior FROM {_TABLE} WHERE (SELECT count(*) FROM matched) > {COUNTED:d} AND {{chosen}} AND {_MATCHING}"
# A title that is the question comes first, then one that has its words and no other in whatever inflection, then those that begin so, then
# by the words' places; what the kind weighs and how new it is decide between equals, and what is years old comes after what bears no date.
# Titles are compared first, whole texts only of those ``_RANKED`` that then lead.
_BY_RELEVANCE = f"""
    SELECT id, row_number() OVER () AS place FROM (
        SELECT lead.id FROM (
            SELECT d.id, d.title, CASE WHEN d.folded = %(folded)s THEN 4
                      WHEN array_length(string_to_array(d.folded, ' '), 1) = %(length)s AND d.titled @@ %(query)s::tsquery THEN 3
                      WHEN d.folded LIKE %(folded)s || ' %%' THEN 1.5
                      WHEN d.folded LIKE %(folded)s || '%%' THEN 0.7 ELSE 0 END
                 + 3 * ts_rank('{{0.05, 0.2, 0.5, 1}}', d.titled, %(exact)s::tsquery, 1) + 0.5 * d.weight
                 + CASE WHEN d.date IS NULL THEN 0.15
                        ELSE 0.9 * exp(-greatest(0, extract(epoch FROM now() - d.date)) / 47336400) - 0.6 END AS score
            FROM {_TABLE} AS d JOIN (
                SELECT id FROM (SELECT id FROM chosen ORDER BY prior DESC, id LIMIT {_CANDIDATES:d}) AS newest
                UNION SELECT id FROM ({_COMMON} ORDER BY prior DESC LIMIT {_CANDIDATES:d}) AS common
                UNION SELECT id FROM titled UNION SELECT id FROM named
            ) AS candidate USING (id)
            ORDER BY score DESC, d.title, d.id LIMIT {_RANKED:d}
        ) AS lead JOIN {_TABLE} AS whole USING (id)
        ORDER BY lead.score + ts_rank('{{0.1, 0.3, 0.5, 0.6}}', whole.vector, %(query)s::tsquery, 1) DESC, lead.title, lead.id
        LIMIT %(limit)s OFFSET %(offset)s
    ) AS ranked
"""
_BY_DATE = f"""
    SELECT id, row_number() OVER () AS place FROM (
        SELECT id FROM (
            SELECT id, date, prior FROM chosen
            UNION ALL (SELECT * FROM ({_COMMON} AND date IS NOT NULL ORDER BY date DESC LIMIT %(limit)s + %(offset)s) AS common)
        ) AS any_of
        ORDER BY date DESC NULLS LAST, prior DESC, id LIMIT %(limit)s OFFSET %(offset)s
    ) AS newest
"""


def _chosen(wanted: Wanted) -> str:
    """Return the conditions of what is chosen and no others: an index serves only what is asked for by itself."""
    conditions = ["kind = %(kind)s"] * bool(wanted.kind) + ["year = %(year)s"] * (wanted.year is not None)
    return " AND ".join([*conditions, *["geom IS NOT NULL"] * wanted.has_place]) or "true"


def _results(question: Question, query: str, wanted: Wanted, language: str) -> Results:
    page = _BY_DATE if wanted.sort is Sort.DATE else _BY_RELEVANCE
    values: dict[str, str | int | bool | None] = {
        "query": query,
        "exact": question.exact(language),
        "language": language,
        "folded": question.folded,
        "length": len(question.folded.split()),
        "kind": wanted.kind,
        "year": wanted.year,
        "has_place": wanted.has_place,
        "limit": PAGE + 1,
        "offset": (wanted.page - 1) * PAGE,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        # The planner takes all vectors for as near as the rows; they lie apart, and reading them all takes seconds.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL max_parallel_workers_per_gather = 0")
        cursor.execute(_STATEMENT.replace("{page}", page).replace("{chosen}", _chosen(wanted)), values)
        matched, total, kinds, years, placed, ids = cursor.fetchone()
    ids = ids or []
    return Results(
        question=question,
        language=language,
        documents=read(ids[:PAGE]),
        matched=matched,
        total=total,
        has_more=len(ids) > PAGE,
        kinds=kinds or {},
        years={int(year): count for year, count in (years or {}).items()},
        placed=placed,
    )


def read(ids: list[int]) -> list[Document]:
    """Return the documents ``ids`` in their order, each with ``point``, where it is on a small map (None: nowhere)."""
    documents: Any = Document.objects.annotate(point=Centroid("geom")).defer("vector", "titled", "folded", "names", "geom").in_bulk(ids)
    return [documents[pk] for pk in ids if pk in documents]
