"""Reading what people type: words in Greek, Greeklish or English, as the index knows them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from layers.gazetteer.queries import spellings

LONGEST, MOST_WORDS = 200, 12
_FEWEST_OF_PREFIX = 3
_SPELLINGS = 4
_LATIN = re.compile(r"[a-z]")

# Words that say nothing alone, as ``search_plain`` writes them. The stemmers keep them, so that a title made of them is found.
_EMPTY_WORDS = frozenset(
    {"ο", "η", "το", "οι", "τα", "του", "τησ", "των", "τον", "την", "τουσ", "τισ", "στο", "στη", "στην", "στον", "στουσ", "στισ", "στα",
     "σε", "για", "απο", "με", "και", "κι", "να", "θα", "που", "πωσ", "τι", "ενασ", "μια", "ενα", "ειναι", "δε", "δεν", "μου", "σου", "μασ",
     "σασ", "a", "an", "the", "of", "in", "on", "at", "for", "to", "and", "or", "is", "are", "my", "how", "where", "what"}
)  # fmt: skip


class QuestionRefused(ValueError):
    """What was typed cannot be searched for; the message says why and what can."""


@dataclass(frozen=True, kw_only=True)
class Word:
    """One word of a question: ``plain`` small and without accents, its ``stems`` by language, the ``skeletons`` of what it may spell.

    ``folded`` is the skeleton of all of it, with its ending.
    """

    plain: str
    stems: dict[str, str]
    folded: str
    skeletons: tuple[str, ...]

    def exact(self, language: str) -> str:
        """Return the condition (a ``tsquery`` as text) that a document has the word, inflected or in other letters."""
        return _any_of([self.stems[language], self.plain, *self.skeletons])

    def beginning(self, language: str, *, fewest: int = _FEWEST_OF_PREFIX) -> str:
        """Return the condition that it has the word or, if ``fewest`` letters are typed, one that begins so."""
        starts = [start for start in (self.plain, self.folded) if len(start) >= fewest]
        return _any_of([self.stems[language], self.plain, *self.skeletons], starts)


@dataclass(frozen=True, kw_only=True)
class Question:
    """What was typed: ``text`` as it was, the ``words`` that tell something, and the skeleton of all of it."""

    text: str
    words: tuple[Word, ...]
    folded: str

    def exact(self, language: str) -> str:
        return " & ".join(word.exact(language) for word in self.words)

    def loose(self, language: str, *, fewest: int = _FEWEST_OF_PREFIX) -> str:
        """Return the condition that every word occurs, of the last one the beginning."""
        *first, last = self.words
        return " & ".join([*(word.exact(language) for word in first), last.beginning(language, fewest=fewest)])

    def partial(self, language: str) -> str:
        """Return the condition that any of the words occurs."""
        return " | ".join(word.exact(language) for word in self.words)

    @cached_property
    def is_long(self) -> bool:
        return len(self.words) > 1


def _any_of(lexemes: Iterable[str], starts: Iterable[str] = ()) -> str:
    """Lexemes are letters and digits alone (``search_plain``, ``layers_fold``): quoting them needs no escape."""
    whole = [f"'{lexeme}'" for lexeme in dict.fromkeys(lexemes) if lexeme]
    begun = [f"'{start}':*" for start in dict.fromkeys(starts) if start]
    return f"({' | '.join([*whole, *begun])})"


def question_of(text: str) -> Question:
    """Return what ``text`` asks.

    Raises:
        QuestionRefused: if it is too long, or holds no letter and no digit.
    """
    text = " ".join(text.replace("\0", " ").split())
    _check(text)
    words, folded = _read(text)
    if not words:
        raise QuestionRefused(_no_letters(text))
    telling = [word for word in words if word.plain not in _EMPTY_WORDS] or words
    return Question(text=text, words=tuple(telling), folded=folded)


def _check(text: str) -> None:
    if not text:
        raise QuestionRefused(_("Γράψτε μία ή περισσότερες λέξεις για αυτό που ψάχνετε."))
    if not any(letter.isalnum() for letter in text):
        raise QuestionRefused(_no_letters(text))
    if len(text) > LONGEST:
        raise QuestionRefused(
            _("Η αναζήτηση έχει %(given)d χαρακτήρες. Γράψτε έως %(most)d: αρκούν οι λέξεις που ξεχωρίζουν αυτό που ψάχνετε.")
            % {"given": len(text), "most": LONGEST}
        )
    if (given := len(text.split())) > MOST_WORDS:
        raise QuestionRefused(
            _("Η αναζήτηση έχει %(given)d λέξεις. Γράψτε έως %(most)d: αρκούν εκείνες που ξεχωρίζουν αυτό που ψάχνετε.")
            % {"given": given, "most": MOST_WORDS}
        )


def _no_letters(text: str) -> str:
    return _("Στο «%(text)s» δεν υπάρχει γράμμα ή αριθμός για αναζήτηση.") % {"text": text[:LONGEST]}


def _read(text: str) -> tuple[list[Word], str]:
    """Ask the database for the words of ``text`` as the index writes them: one question."""
    columns = ", ".join(["search_stems(word, %s)"] * len(settings.LANGUAGES))
    languages = [code for code, _name in settings.LANGUAGES]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT word, {columns}, layers_fold(word), search_skeletons(word), (SELECT layers_fold(%s)) "
            "FROM unnest(string_to_array(search_plain(%s), ' ')) WITH ORDINALITY AS given(word, place) WHERE word <> '' ORDER BY place",
            [*languages, text, text],
        )
        rows = cursor.fetchall()
    others = _other_spellings([row[0] for row in rows])
    words = [
        Word(
            plain=row[0],
            stems=dict(zip(languages, row[1:-3], strict=True)),
            folded=row[-3],
            skeletons=tuple(dict.fromkeys([row[-2].replace(" ", ""), *others.get(row[0], ())])),
        )
        for row in rows
    ]
    return words, rows[0][-1] if rows else ""


def _other_spellings(words: Iterable[str]) -> dict[str, list[str]]:
    """Return the skeletons of what Latin letters may stand for besides their sound: x is ξ or χ, h is χ or η."""
    spelled = [(word, spelling) for word in words if _LATIN.search(word) for spelling in islice(spellings(word), 1, _SPELLINGS)]
    if not spelled:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, search_skeletons(spelling) FROM unnest(%s::text[], %s::text[]) AS given(word, spelling)",
            [list(part) for part in zip(*spelled, strict=True)],
        )
        found: dict[str, list[str]] = {}
        for word, skeleton in cursor.fetchall():
            found.setdefault(word, []).append(skeleton.replace(" ", ""))
    return found
