"""The statement that puts what matches a question in order: which documents stand a chance, and how they compare."""

from geoportal.search.choosing import Sort, Wanted
from geoportal.search.counting import GROUPS, MATCHING
from geoportal.search.models import Document

# How many are compared by their titles, how many of them by all of their text; nobody turns to a page beyond those.
_CANDIDATES, _RANKED = 100, 100
_TABLE = Document._meta.db_table

_IN_ITS_ORDER = "vector @@ %(query)s::tsquery AND language = %(language)s"
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
                        ELSE 0.9 * exp(-greatest(0, extract(epoch FROM now() - d.date)::float8) / 47336400) - 0.6 END AS score
            FROM {_TABLE} AS d JOIN (
                SELECT id FROM (SELECT id FROM foremost ORDER BY prior DESC, id LIMIT {_CANDIDATES:d}) AS newest
                UNION SELECT id FROM titled UNION SELECT id FROM named
            ) AS candidate USING (id)
            ORDER BY score DESC, d.title, d.id LIMIT {_RANKED:d}
        ) AS lead JOIN {_TABLE} AS whole USING (id)
        ORDER BY lead.score + ts_rank('{{0.1, 0.3, 0.5, 0.6}}', whole.vector, %(query)s::tsquery, 1) DESC, lead.title, lead.id
        LIMIT %(limit)s OFFSET %(offset)s
    ) AS ranked
"""
_BY_DATE = """
    SELECT id, row_number() OVER () AS place FROM (
        SELECT id FROM foremost ORDER BY date DESC NULLS LAST, prior DESC, id LIMIT %(limit)s OFFSET %(offset)s
    ) AS newest
"""
# Where no index serves an equality, the planner makes it the last condition, after a look into the vectors, which lie apart; not this one.
_EQUALS = "= ANY(ARRAY[%({})s])"
# A day more at both ends: whose year it is depends on where.
_WITHIN_YEAR = "AND date >= make_date(%(year)s, 1, 1) - 1 AND date < make_date(%(year)s, 12, 31) + 2"


def ranking(wanted: Wanted, *, is_read: bool, is_common: bool, has_common_titles: bool) -> str:
    """Return the statement that tells the groups of what it reads (``counting.GROUPS``) and the identifiers of the wanted page in order.

    With ``is_read`` it reads what matches (if the words are common, only what of it is chosen), else it goes through all documents in
    their order until it has met enough; the same of what has the words in its title, by ``has_common_titles``.
    """
    chosen = wanted.condition()
    read = (f"{wanted.condition(equals=_EQUALS)} AND {_IN_ITS_ORDER}" if is_common else MATCHING) if is_read else "false"
    language = "language" if has_common_titles else "language || ''"
    return f"""
        WITH matched AS MATERIALIZED (
            SELECT id, kind, year, date, prior, geom IS NOT NULL AS has_place, false AS in_title FROM {_TABLE} WHERE {read}
        ), foremost AS (
            {f"SELECT id, date, prior FROM matched WHERE {wanted.condition(place='has_place')}" if is_read else _met(wanted)}
        ), titled AS (
            SELECT id FROM {_TABLE} WHERE titled @@ %(query)s::tsquery AND {language} = %(language)s AND {chosen}
            ORDER BY prior DESC LIMIT {_CANDIDATES:d}
        ), named AS (
            SELECT id FROM {_TABLE} WHERE folded = %(folded)s AND {chosen} AND {_IN_ITS_ORDER} ORDER BY prior DESC LIMIT {_CANDIDATES:d}
        ), page AS ({_BY_DATE if wanted.sort is Sort.DATE else _BY_RELEVANCE})
        SELECT ({GROUPS}), (SELECT array_agg(id ORDER BY place) FROM page)
    """


def _met(wanted: Wanted) -> str:
    """Return the statement that meets the foremost of what is chosen; what has no date comes after what has one."""
    documents = f"SELECT id, date, prior FROM {_TABLE} WHERE {_IN_ITS_ORDER}"
    if wanted.sort is Sort.RELEVANCE:
        return f"{documents} AND {wanted.condition()} ORDER BY prior DESC LIMIT {_CANDIDATES:d}"
    documents = f"{documents} AND {wanted.condition(equals=_EQUALS)}"
    return f"""
        WITH dated AS MATERIALIZED (
            {documents} AND date IS NOT NULL {_WITHIN_YEAR if wanted.year else ""}
            ORDER BY date DESC FETCH FIRST (%(limit)s + %(offset)s) ROWS WITH TIES
        )
        SELECT * FROM dated UNION ALL (
            {documents} AND date IS NULL AND (SELECT count(*) FROM dated) < %(limit)s + %(offset)s
            ORDER BY prior DESC LIMIT %(limit)s + %(offset)s
        )
    """
