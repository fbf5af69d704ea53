"""What somebody may be about to type: documents whose titles begin so, then those that have such words."""

from dataclasses import dataclass

from django.db import connection

from geoportal.search.correcting import corrected
from geoportal.search.models import Document
from geoportal.search.queries import Question
from geoportal.search.registry import kind_titles
from geoportal.site.language import page_language

MOST = 8
_FEWEST_LETTERS = 2
_TABLE = Document._meta.db_table
# How many are taken from an index before they are put in order.
_HITS = 200

_STATEMENT = f"""
    WITH begun AS MATERIALIZED (
        SELECT id, 0 AS tier FROM {_TABLE}
        WHERE language = %(language)s AND folded >= %(folded)s AND folded < %(folded)s || '~' ORDER BY folded LIMIT {_HITS:d}
    ), hit AS (
        SELECT * FROM begun UNION ALL (
            SELECT id, 1 FROM {_TABLE} WHERE titled @@ %(query)s::tsquery AND language = %(language)s
                AND (SELECT count(*) FROM begun) < {_HITS:d} LIMIT {_HITS:d}
        )
    )
    SELECT d.title, d.kind, d.path FROM {_TABLE} AS d JOIN (SELECT id, min(tier) AS tier FROM hit GROUP BY id) AS best USING (id)
    ORDER BY best.tier + CASE WHEN d.folded = %(folded)s THEN -1 ELSE 0 END, d.prior DESC, length(d.title), d.title, d.id LIMIT {MOST:d}
"""


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A document to go to: its title, what kind of thing it is, its address."""

    name: str
    kind: str
    url: str


def suggest(question: Question) -> list[Suggestion]:
    """Return at most ``MOST`` documents in the active language that ``question`` may become."""
    language = page_language()
    found = _suggest(question, language)
    if not found and (better := corrected(question, language)) is not None:
        found = _suggest(better, language)
    return found


def _suggest(question: Question, language: str) -> list[Suggestion]:
    values = {"language": language, "folded": question.folded, "query": question.loose(language, fewest=_FEWEST_LETTERS)}
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, values)
        titles = kind_titles()
        return [Suggestion(name=title, kind=titles.get(kind, kind), url=path) for title, kind, path in cursor.fetchall()]
