"""Marking in a text the words that were asked for."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from geoportal.search.queries import Question
from layers.greek import to_latin

_LATIN = re.compile(r"[a-z]+")
# Patterns know the letters of Greek and of Latin, each with its accents; other marks are taken off before a text is looked through.
_LETTERS = (*range(0x30, 0x100), *range(0x386, 0x3CF))
_RARE = re.compile(r"[ΐΰϊϋ\u0100-\u017f\u1f00-\u1fff]")
# A stem may have lost so many letters of its word.
_ENDING, _SHORTEST_STEM = 5, 3
_BEFORE, _AROUND = 60, 220


def marked(text: str, question: Question, language: str) -> SafeString:
    """Return ``text`` as HTML, escaped, the words of ``question`` in ``<mark>``."""
    parts, position = [], 0
    for start, end in _asked(text, question, language):
        parts.append(f"{escape(text[position:start])}<mark>{escape(text[start:end])}</mark>")
        position = end
    return mark_safe("".join((*parts, escape(text[position:]))))  # noqa: S308  # every part is escaped


def excerpt(text: str, question: Question, language: str) -> SafeString:
    """Return what stands around the first word of ``question`` in ``text``, marked; empty if none occurs."""
    first = next((start for start, _end in _asked(text, question, language)), None)
    if first is None:
        return SafeString("")
    start = text.rfind(" ", 0, first - _BEFORE) + 1 if first > _BEFORE else 0
    end = len(text) if len(text) <= start + _AROUND else max(text.rfind(" ", start, start + _AROUND), first + 1)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return mark_safe(f"{before}{marked(text[start:end], question, language)}{after}")  # noqa: S308  # what is marked is escaped


def _asked(text: str, question: Question, language: str) -> Iterator[tuple[int, int]]:
    """Yield where in ``text`` words stand that ``question`` asks for, in whatever form."""
    forms, sounds = _forms_of(tuple((word.plain, word.stems[language]) for word in question.words))
    for match in forms.finditer(_small(text)):
        if match.lastgroup != "greek" or any(_sounds(match.group(), sound) for sound in sounds):
            yield match.span()


@lru_cache(256)
def _forms_of(words: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return what matches ``words`` (each as it is, with its stem), whole, in a text of small letters with accents.

    What Latin letters stand for cannot be told by a pattern: words in Greek are its group ``greek`` if they may begin with such a sound;
    the sounds are returned too.
    """
    spelled = [plain for plain, _stem in words if _LATIN.fullmatch(plain)]
    sounds = tuple(sound for plain in spelled if len(sound := plain.rstrip("aeiouysn") or plain) >= _SHORTEST_STEM)
    # A number has one form.
    stems = [stem for _plain, stem in words if len(stem) >= _SHORTEST_STEM and not stem.isdecimal()]
    whole = [_written(plain) for plain, _stem in words]
    begun = [rf"{_written(start)}\w{{0,{_ENDING}}}" for start in (*stems, *sounds)]
    greek = "".join(variants for plain, variants in _variants().items() if any(_may_begin(sound, plain) for sound in sounds))
    forms = "|".join([*whole, *begun, *([rf"(?P<greek>[{greek}]\w*)"] if greek else [])])
    return re.compile(rf"\b(?:{forms})\b"), sounds


def _small(text: str) -> str:
    """Return ``text`` in small letters, each in its place."""
    # The one capital that becomes two characters.
    return _RARE.sub(lambda match: _plain(match.group())[:1] or match.group(), text.replace("İ", "I").lower())


def _written(plain: str) -> str:
    """Return what matches the letters of ``plain`` with any accents."""
    variants = _variants()
    return "".join(f"[{variants[letter]}]" if letter in variants else re.escape(letter) for letter in plain)


@cache
def _variants() -> dict[str, str]:
    """Return, for each letter that ``search_plain`` writes, the small letters that it writes so."""
    variants: dict[str, str] = defaultdict(str)
    for letter in map(chr, _LETTERS):
        if letter.isalnum() and letter.islower() and not _RARE.match(letter):
            variants[_plain(letter)] += letter
    return dict(variants)


def _plain(text: str) -> str:
    """Return ``text`` as ``search_plain`` writes it."""
    folded = "".join(mark for mark in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(mark))
    return folded.replace("ς", "σ")


def _may_begin(sound: str, letter: str) -> bool:
    """Whether a word that begins with ``letter`` may sound so from its beginning: «μπ» is a b there."""
    return not letter.isascii() and (sound.startswith(_latin(letter)[:1]) or (letter == "μ" and sound.startswith("b")))


def _sounds(word: str, sound: str) -> bool:
    return _latin(word).startswith(sound) and len(word) - len(sound) <= _ENDING


@lru_cache(16_384)
def _latin(word: str) -> str:
    return to_latin(_plain(word))
