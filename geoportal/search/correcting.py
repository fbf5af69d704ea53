"""Putting misspelt words right: those that no title holds become the title's word most like them."""

from dataclasses import replace

from django.db import connection, transaction

from geoportal.search.models import Document
from geoportal.search.models import Word as TitleWord
from geoportal.search.queries import Question, Word, question_of

_TABLE, _DOCUMENTS = TitleWord._meta.db_table, Document._meta.db_table
# Trigrams in common of all that two spellings have; one wrong letter of seven leaves 0.5, two of ten 0.4.
_LEAST_LIKENESS = 0.4
_FEWEST_LETTERS = 3


def corrected(question: Question, language: str) -> Question | None:
    """Return ``question`` with every word that occurs nowhere made the likeliest of those that do; None if no word changes."""
    unknown = _unknown(question, language)
    likely = _likely([word.folded for word in unknown if len(word.folded) >= _FEWEST_LETTERS], language)
    if not likely:
        return None
    texts = [likely.get(word.folded, word.plain) if word in unknown else word.plain for word in question.words]
    better = question_of(" ".join(texts))
    return replace(
        better, text=_restored(question.text, dict(zip([word.plain for word in question.words], texts, strict=True)), better.text)
    )


def _restored(given: str, changes: dict[str, str], plain: str) -> str:
    """Return the question as it was typed with the changed words in their places, ``plain`` where more than spaces parts its words."""
    words = given.lower().split()
    if len(words) != len(changes):
        return plain
    return " ".join(new if new != old else word for word, (old, new) in zip(words, changes.items(), strict=True))


def _unknown(question: Question, language: str) -> list[Word]:
    conditions = [word.beginning(language) for word in question.words]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM {_DOCUMENTS} WHERE vector @@ given.query::tsquery AND language = %s) "
            "FROM unnest(%s::text[]) WITH ORDINALITY AS given(query, place) ORDER BY place",
            [language, conditions],
        )
        return [word for word, (is_known,) in zip(question.words, cursor.fetchall(), strict=True) if not is_known]


def _likely(folded: list[str], language: str) -> dict[str, str]:
    if not folded:
        return {}
    with transaction.atomic(), connection.cursor() as cursor:
        # What the operator % counts as alike, until the end of this transaction.
        cursor.execute(f"SET LOCAL pg_trgm.similarity_threshold = {_LEAST_LIKENESS:.2f}")
        cursor.execute(
            f"SELECT given.word, likely.text FROM unnest(%s::text[]) AS given(word) CROSS JOIN LATERAL ("
            f"SELECT known.text FROM {_TABLE} AS known WHERE known.folded %% given.word AND known.language = %s "
            "ORDER BY similarity(known.folded, given.word) DESC, known.folded LIMIT 1"
            ") AS likely",
            [folded, language],
        )
        return dict(cursor.fetchall())
