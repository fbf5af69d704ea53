"""Reading what people type into a search box: a name, an address in either order, in Greek, Greeklish or English."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice, product
from operator import itemgetter

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

SHORTEST, LONGEST = 2, 100

_MAX_PROBES = 16
_MAX_WORDS = 8
_MAX_NUMBERS = 2

# «23», «23Α», "23-25", "23/25"; not the digits of «25ης», not a postcode.
_NUMBER = re.compile(r"(?<!\w)(\d{1,4})\s?[^\W\d_]?(?:\s?[-–/]\s?\d{1,4}[^\W\d_]?)?(?!\w)")
# Said before or after a name without being a part of it.
_SAID_BESIDE = ("οδός", "οδού", "οδ", "αρ", "αριθμός", "street", "str", "st", "road", "rd", "no")
# What a letter of Greeklish may stand for besides its sound: x is ξ or χ, h is χ or η, u is ου or υ. Not in ch, th, ph, ou, au …
_AMBIGUOUS = re.compile(r"x|(?<![tcp])h|(?<![aeo])u")
_OTHER_LETTER = {"x": "χ", "h": "η", "u": "υ"}


class QueryRefused(ValueError):
    """What was typed cannot be searched for; the message says why and what can."""


@dataclass(frozen=True, kw_only=True)
class Probe:
    """One reading of a query: a folded name, and the house number if there is one."""

    folded: str
    number: int | None = None

    @property
    def words(self) -> list[str]:
        return self.folded.split()[:_MAX_WORDS]


def probes_of(text: str) -> list[Probe]:
    """Return the readings of ``text``, likelier ones first.

    Raises:
        QueryRefused: if it is too short or too long, or holds no letter and no digit.
    """
    text = " ".join(text.replace("\0", " ").split())
    _check(text)
    spelled = [(rank, spelling, number) for reading, number in _readings(text) for rank, spelling in enumerate(spellings(reading))]
    spelled.sort(key=itemgetter(0))
    folded = fold([spelling for _, spelling, _ in spelled])
    probes = (
        Probe(folded=name, number=number)
        for skeleton, (_, _, number) in zip(folded, spelled, strict=True)
        for name in _without_company(skeleton)
    )
    return list(islice(dict.fromkeys(probe for probe in probes if len(probe.folded) >= SHORTEST), _MAX_PROBES))


def _check(text: str) -> None:
    count = sum(letter.isalnum() for letter in text)
    if not text:
        raise QueryRefused(_("Γράψτε τι ψάχνετε: μια οδό με ή χωρίς αριθμό, ένα σημείο, μια υπηρεσία."))
    if not count:
        raise QueryRefused(_("Στο «%(text)s» δεν υπάρχει γράμμα ή αριθμός για αναζήτηση.") % {"text": text[:LONGEST]})
    if count < SHORTEST:
        raise QueryRefused(_("Γράψτε τουλάχιστον %(count)d γράμματα.") % {"count": SHORTEST})
    if len(text) > LONGEST:
        raise QueryRefused(
            _("Η αναζήτηση έχει %(given)d χαρακτήρες. Γράψτε έως %(count)d, π.χ. μόνο την οδό και τον αριθμό.")
            % {"given": len(text), "count": LONGEST}
        )


def _readings(text: str) -> Iterator[tuple[str, int | None]]:
    """Yield the whole as a name, then names with a house number after or before them, then what stands before a comma."""
    yield text, None
    for match in islice(_NUMBER.finditer(text), _MAX_NUMBERS):
        before, after = text[: match.start()].strip(" ,"), text[match.end() :].strip(" ,")
        name = before or after.partition(",")[0]
        if name:
            yield name, int(match.group(1))
    if "," in text:
        yield text.partition(",")[0], None


def spellings(text: str) -> Iterator[str]:
    """Yield ``text`` and the other Greek that its Latin letters may stand for."""
    yield text
    lower = text.lower()
    places = [match.start() for match in _AMBIGUOUS.finditer(lower)][:3]
    for choice in islice(product((False, True), repeat=len(places)), 1, None):
        letters = list(lower)
        for place, is_other in zip(places, choice, strict=True):
            if is_other:
                letters[place] = _OTHER_LETTER[letters[place]]
        yield "".join(letters)


def _without_company(folded: str) -> Iterator[str]:
    """Yield the name without «οδός», and once more without the town at its end."""
    words = folded.split()
    words = [word for word in words if word not in _said_beside()] or words
    yield " ".join(words)
    if len(words) > 1 and words[-1] in _town():
        yield " ".join(words[:-1])


@cache
def _said_beside() -> frozenset[str]:
    return frozenset(fold(_SAID_BESIDE))


@cache
def _town() -> frozenset[str]:
    """Return how the town is called at the end of an address: its name, and the last word of the municipality's (the genitive)."""
    municipality = settings.MUNICIPALITY
    names = (municipality.town.el, municipality.town.en, municipality.name.el, municipality.name.en)
    return frozenset(skeleton.split()[-1] for skeleton in fold(names))


def fold(texts: list[str] | tuple[str, ...]) -> list[str]:
    """Return the skeletons of ``texts`` (``layers_fold``, which the index of names uses)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT layers_fold(text) FROM unnest(%s::text[]) WITH ORDINALITY AS given(text, place) ORDER BY place", [list(texts)]
        )
        return [folded for (folded,) in cursor.fetchall()]
