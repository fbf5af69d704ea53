"""Marking in a text the words that were asked for."""

import re
import unicodedata
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from geoportal.search.queries import Question, Word
from layers.greek import to_latin

_TOKEN = re.compile(r"\w+")
_LATIN = re.compile(r"[a-z]+")
# A stem may have lost so many letters of its word.
_ENDING, _SHORTEST_STEM = 5, 3
_BEFORE, _AROUND = 60, 220


def marked(text: str, question: Question, language: str) -> SafeString:
    """Return ``text`` as HTML, escaped, the words of ``question`` in ``<mark>``."""
    parts, position = [], 0
    for match in _TOKEN.finditer(text):
        if _is_asked(match.group(), question, language):
            parts.append(format_html("{}<mark>{}</mark>", text[position : match.start()], match.group()))
            position = match.end()
    return mark_safe("".join((*parts, format_html("{}", text[position:]))))  # noqa: S308  # every part is escaped


def excerpt(text: str, question: Question, language: str) -> SafeString:
    """Return what stands around the first word of ``question`` in ``text``, marked; empty if none occurs."""
    first = next((match.start() for match in _TOKEN.finditer(text) if _is_asked(match.group(), question, language)), None)
    if first is None:
        return SafeString("")
    start = text.rfind(" ", 0, first - _BEFORE) + 1 if first > _BEFORE else 0
    end = len(text) if len(text) <= start + _AROUND else max(text.rfind(" ", start, start + _AROUND), first + 1)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return format_html_join("", "{}", ((before,), (marked(text[start:end], question, language),), (after,)))


def _is_asked(token: str, question: Question, language: str) -> bool:
    plain = _plain(token)
    return any(_is_form(plain, word, language) for word in question.words)


def _is_form(plain: str, word: Word, language: str) -> bool:
    if plain == word.plain:
        return True
    if plain.isascii() and plain.isdecimal():
        return False
    stem = word.stems[language]
    if len(stem) >= _SHORTEST_STEM and plain.startswith(stem) and len(plain) - len(stem) <= _ENDING:
        return True
    if not _LATIN.fullmatch(word.plain):
        return False
    sound = word.plain.rstrip("aeiouysn") or word.plain
    return len(sound) >= _SHORTEST_STEM and _latin(plain).startswith(sound) and len(plain) - len(sound) <= _ENDING


@lru_cache(16_384)
def _latin(plain: str) -> str:
    return to_latin(plain)


@lru_cache(16_384)
def _plain(token: str) -> str:
    """Return ``token`` as ``search_plain`` writes it."""
    folded = "".join(mark for mark in unicodedata.normalize("NFKD", token.lower()) if not unicodedata.combining(mark))
    return folded.replace("ς", "σ")
