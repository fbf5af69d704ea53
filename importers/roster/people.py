"""Which pharmacy a roster means: by code, or by name however it is spelt."""

import re
from collections import defaultdict
from difflib import get_close_matches

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from importers.folding import fold
from layers.pharmacies import Pharmacy

_GENERIC = {"φαρμακειο", "φαρμακειον", "φαρμακοποιοσ", "pharmacy", "του", "τησ", "ο", "η"}
_LINES = re.compile(r"\s*[\n;|]\s*")
_WEAK = re.compile(r"\s*(?:,|/|\+|&|\bκαι\b|\bκαί\b|\band\b)\s*", re.IGNORECASE)
_NOBODY = {"", "-", "—", "–", "κανένα", "κανενα", "none"}
_CLOSE = 0.7
_MAX_NEAR = 3


class Pharmacies:
    """The pharmacies that a roster may name; ``published`` are those whose duties the public sees."""

    def __init__(self) -> None:
        rows = list(Pharmacy.objects.all())
        self.names = {row.pk: row.name_el for row in rows}
        self.published = {row.pk for row in rows if row.is_published}
        self._codes = {row.code.casefold(): row for row in rows}
        self._spoken: dict[str, set[Pharmacy]] = defaultdict(set)
        for row in rows:
            for name in (row.name_el, row.name_en):
                self._spoken[fold(name)].add(row)
                self._spoken[_significant(name)].add(row)

    def find(self, text: str) -> Pharmacy:
        """Return the pharmacy whose code or name is ``text``.

        Raises:
            ValidationError: if there is none, with those spelt alike, or several.
        """
        by_code: Pharmacy | None = self._codes.get(text.strip().casefold())
        if by_code is not None:
            return by_code
        found = self._spoken.get(fold(text)) or self._spoken.get(_significant(text)) or set()
        if len(found) == 1:
            return next(iter(found))
        if found:
            codes = ", ".join(sorted(row.code for row in found))
            raise ValidationError(_("«%(name)s» λέγονται πολλά φαρμακεία. Γράψτε τον κωδικό: %(codes)s.") % {"name": text, "codes": codes})
        near = self._near(text)
        if near:
            raise ValidationError(_("δεν υπάρχει φαρμακείο «%(name)s». Μήπως: %(near)s;") % {"name": text, "near": ", ".join(near)})
        raise ValidationError(_("δεν υπάρχει φαρμακείο «%(name)s». Εισάγετέ το πρώτα στο επίπεδο pharmacies.") % {"name": text})

    def find_all(self, text: str) -> list[Pharmacy]:
        """Return the pharmacies that a cell names, apart by lines, semicolons, commas, slashes or «και».

        Raises:
            ValidationError: as for ``find``, of the first that cannot be told.
        """
        return [pharmacy for line in _LINES.split(text.strip()) if line.strip() not in _NOBODY for pharmacy in self._line(line.strip())]

    def _line(self, line: str) -> list[Pharmacy]:
        # A name may have a comma or a slash of its own.
        try:
            return [self.find(line)]
        except ValidationError:
            parts = [part for part in _WEAK.split(line) if part]
            if len(parts) < 2:
                raise
        return [self.find(part) for part in parts]

    def _near(self, text: str) -> list[str]:
        """Return those whose code, whole name or a longer word of it is spelt much like ``text``."""
        known = {fold(code): row for code, row in self._codes.items()}
        known |= {part: row for name, rows in self._spoken.items() for row in rows for part in (name, *_long_words(name))}
        asked = (_significant(text), *_long_words(text))
        close = [name for words in asked for name in get_close_matches(words, known, n=_MAX_NEAR, cutoff=_CLOSE)]
        return list(dict.fromkeys(f"{known[name].name_el} ({known[name].code})" for name in close))[:_MAX_NEAR]


def _long_words(name: str) -> list[str]:
    return [word for word in _significant(name).split() if len(word) > 3]


def _significant(name: str) -> str:
    """Return the words that tell a name from another, in an order of their own: surname and first name change places."""
    return " ".join(sorted(word for word in fold(name).split() if word not in _GENERIC))
