"""Texts with places to fill in: ``{name}``, as staff write them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from geoportal.messaging.kinds import Kind

_MARK = re.compile(r"\{([a-z_]+)\}")
# Whatever is in braces, and braces without their other half.
_BRACES = re.compile(r"\{([^{}\n]*)\}|[{}]")
_ADDRESS = re.compile(r"https?://[^\s<>\"{}]+[^\s<>\"{}.,;:!?)»]")
_SUBJECT_LENGTH = 250


@dataclass(frozen=True)
class Text:
    """What is said: in templates with places to fill in, in messages filled in."""

    subject: str
    body: str


def faults_of(kind: Kind, text: Text) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a template of ``kind``: the field ("subject", "body"), then place and remedy in words."""
    for field, lines in (("subject", [text.subject]), ("body", text.body.splitlines())):
        for number, line in enumerate(lines, 1):
            yield from ((field, fault) for fault in _faults_of_line(kind, line, number))
    names = set(_MARK.findall(text.body))
    for placeholder in kind.placeholders:
        if placeholder.is_required and placeholder.name not in names:
            told = _("Λείπει το πεδίο {%(name)s} (%(title)s). Προσθέστε το στο κείμενο, εκεί όπου πρέπει να φαίνεται.")
            yield "body", told % {"name": placeholder.name, "title": placeholder.title}


def _faults_of_line(kind: Kind, line: str, number: int) -> Iterator[str]:
    for found in _BRACES.finditer(line):
        place = {"line": number, "column": found.start() + 1, "known": kind.known}
        if found[1] is None:
            yield _("Γραμμή %(line)d, θέση %(column)d: μια αγκύλη χωρίς ταίρι. Σβήστε την, ή γράψτε ένα πεδίο: %(known)s.") % place
        elif kind.placeholder(found[1]) is None:
            told = _("Γραμμή %(line)d, θέση %(column)d: δεν υπάρχει πεδίο {%(name)s}. Γράψτε ένα από αυτά: %(known)s.")
            yield told % {**place, "name": found[1]}


def filled(kind: Kind, text: Text, values: Mapping[str, str]) -> Text:
    """Return ``text`` with ``values``. A line with places to fill in, all of them empty, is left out."""
    clean = {entry.name: _clean(values.get(entry.name, ""), has_lines=entry.has_lines) for entry in kind.placeholders}
    subject = " ".join(_put(text.subject, clean).split())[:_SUBJECT_LENGTH]
    lines = [_put(line, clean) for line in text.body.splitlines() if not _is_empty(line, clean)]
    return Text(subject, re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip())


def addresses_in(texts: Iterable[str]) -> list[str]:
    """Return the web addresses that are written in ``texts``."""
    return [address for text in texts for address in _ADDRESS.findall(text)]


def _put(text: str, values: Mapping[str, str]) -> str:
    return _MARK.sub(lambda mark: values.get(mark[1], mark[0]), text)


def _is_empty(line: str, values: Mapping[str, str]) -> bool:
    names = _MARK.findall(line)
    return bool(names) and not any(values.get(name) for name in names)


def _clean(value: str, *, has_lines: bool) -> str:
    """Take out what neither a database nor a mail program can take, and what would begin a line that is not there."""
    lines = ["".join(sign for sign in line if unicodedata.category(sign) not in ("Cc", "Cs")).strip() for line in value.splitlines()]
    return ("\n" if has_lines else " ").join(lines).strip()
