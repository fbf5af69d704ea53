"""How common the words of a question are, known before anything is read.

Each document has drawn one of ``LOTS`` lots; the index of those with the first lot tells in a few milliseconds of a frequent word what
all its documents would tell in fifty (docs/adr/0016).
"""

from collections.abc import Mapping
from dataclasses import replace
from math import sqrt
from typing import Any

from django.db.backends.utils import CursorWrapper

from geoportal.search.choosing import Wanted
from geoportal.search.counting import GROUPS, MATCHING, Counts, counts_of
from geoportal.search.models import Document
from geoportal.search.registry import kind_titles

# As many as the function search_lot draws from (migration 0004).
LOTS = 32
# What is not in the sample is looked for in the foremost documents of its kind, or year.
_LOOKED = 100
_TABLE = Document._meta.db_table

# What it sets holds from the next statement on: the planner takes all vectors for as near as the rows; they lie apart, and reading them
# all takes seconds.
_SAMPLE = f"""
    WITH matched AS MATERIALIZED (
        SELECT kind, year, geom IS NOT NULL AS has_place, titled @@ %(query)s::tsquery AS in_title
        FROM {_TABLE} WHERE lot = 0 AND {MATCHING}
    )
    SELECT ({GROUPS}), set_config('enable_seqscan', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)
"""


def sampled(cursor: CursorWrapper, values: Mapping[str, Any], wanted: Wanted) -> Counts:
    """Return the counts of the documents with the first lot; forbid the statements after it in this transaction to read whole tables."""
    cursor.execute(_SAMPLE, values)
    return counts_of(cursor.fetchone()[0], wanted)


def estimated_by(cursor: CursorWrapper, values: Mapping[str, Any], wanted: Wanted, *, sample: Counts) -> Counts:
    """Return how many there are at least, where one of ``LOTS`` is in ``sample``: estimates on the safe side, and what was looked for."""
    kinds, years, placed = _unseen(cursor, values, wanted, sample)
    return Counts(
        matched=_least(sample.matched),
        total=_least(sample.total),
        kinds={kind: _least(count) for kind, count in sample.kinds.items()} | kinds,
        years={year: _least(count) for year, count in sample.years.items()} | years,
        placed=_least(sample.placed) or placed,
    )


def _least(seen: int) -> int:
    """Return what is exceeded where ``seen`` of it had one lot, to two digits: in 98 of 100 cases it is less than twice its root off."""
    least = int((seen - 2 * sqrt(seen)) * LOTS)
    unit: int = 10 ** max(0, len(str(least)) - 2)
    return max(seen, least // unit * unit)


def _first(condition: str) -> str:
    return f"""
        SELECT kind, year, geom, vector FROM {_TABLE} WHERE language = %(language)s AND {condition} ORDER BY prior DESC LIMIT {_LOOKED:d}
    """


_UNSEEN = f"""
    SELECT kind, NULL, count(*) FROM unnest(%(kinds)s::text[]) AS asked(of_kind)
        CROSS JOIN LATERAL ({_first("kind = of_kind")}) AS document
    WHERE {{of_kind}} AND vector @@ %(query)s::tsquery GROUP BY kind
    UNION ALL
    SELECT NULL, year, count(*) FROM (
        SELECT min(year)::integer AS first, max(year)::integer AS last FROM {_TABLE} WHERE language = %(language)s
    ) AS known CROSS JOIN generate_series(first, last) AS asked(of_year) CROSS JOIN LATERAL ({_first("year = of_year")}) AS document
    WHERE of_year <> ALL(%(years)s) AND {{of_year}} AND vector @@ %(query)s::tsquery GROUP BY year
    UNION ALL
    SELECT NULL, NULL, count(*) FROM ({_first("geom IS NOT NULL")}) AS document
    WHERE NOT %(is_placed)s AND {{of_place}} AND vector @@ %(query)s::tsquery
"""


def _unseen(cursor: CursorWrapper, values: Mapping[str, Any], wanted: Wanted, sample: Counts) -> tuple[dict[str, int], dict[int, int], int]:
    """Return how many match among the foremost of each kind and year that is not in ``sample``, and of what has a place if it is not."""
    statement = (
        _UNSEEN.replace("{of_kind}", replace(wanted, kind="").condition())
        .replace("{of_year}", replace(wanted, year=None).condition())
        .replace("{of_place}", replace(wanted, has_place=False).condition())
    )
    asked: dict[str, Any] = {
        "kinds": [kind for kind in kind_titles() if kind not in sample.kinds],
        "years": list(sample.years),
        "is_placed": sample.placed > 0,
    }
    cursor.execute(statement, {**values, **asked})
    rows = cursor.fetchall()
    kinds = {kind: count for kind, _year, count in rows if kind}
    years = {year: count for _kind, year, count in rows if year}
    return kinds, years, sum(count for kind, year, count in rows if not kind and not year)
