"""The words that rosters use: for columns, for kinds of duty."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from importers.dates import Unreadable, read_minute
from importers.folding import fold
from importers.mapping import Column

_KINDS: dict[str, tuple[str, ...]] = {
    "day": ("ημερα", "ημερησια", "ημερησιο", "διημερευση", "διημερευει", "διημερευον", "διημερευοντα", "διημερευουσα", "day"),
    "night": (
        "νυχτα", "νυκτα", "νυχτερινη", "νυχτερινο", "διανυκτερευση", "διανυκτερευει", "διανυκτερευον", "διανυκτερευοντα",
        "διανυκτερευουσα", "night", "overnight",
    ),
    "extended": ("διευρυμενο", "διευρυμενη", "διευρυμενα", "extended"),
}  # fmt: skip
_ROUND_THE_CLOCK = ("24ωρο", "24ωρη", "εικοσιτετραωρο", "εικοσιτετραωρη", "ημερα και νυχτα", "ημερα νυχτα", "24h", "day and night")
_COLUMNS: dict[str, tuple[str, ...]] = {
    "pharmacy": (
        "κωδικοσ", "κωδικοσ φαρμακειου", "code", "pharmacy code", "φαρμακειο", "φαρμακεια", "pharmacy", "ονομα", "ονομα φαρμακειου",
        "επωνυμια", "ονοματεπωνυμο", "φαρμακοποιοσ", "name", "εφημερευον φαρμακειο",
    ),
    "date": ("ημερομηνια", "ημ νια", "ημνια", "ημερ", "date"),
    "kind": ("ειδοσ", "τυποσ", "βαρδια", "εφημερια", "υπηρεσια", "kind", "type", "duty", "shift"),
    "start": ("απο", "εναρξη", "αρχη", "αρχιζει", "ωρα εναρξησ", "ωρα απο", "starts at", "start", "from", "starts"),
    "end": ("εωσ", "ωσ", "μεχρι", "ληξη", "τελοσ", "τελειωνει", "ωρα ληξησ", "ωρα εωσ", "ends at", "end", "to", "until", "ends"),
    "weekday": ("ημερα εβδομαδασ", "weekday", "day of week"),
}  # fmt: skip
_DAY = fold("ημέρα")
_SPAN = re.compile(r"\(?\s*(\d{1,2}[:.]\d{2})\s*(?:-|–|—|έως|ως|to)\s*(\d{1,2}[:.]\d{2})\s*\)?", re.IGNORECASE)


@dataclass(frozen=True)
class DutyColumn:
    """A column that names, date by date, who has a duty of ``kind``; ``minutes``, where its heading says when that begins and ends."""

    place: int
    kind: str
    minutes: tuple[int, int] | None


def kinds_of(text: str) -> tuple[str, ...]:
    """Return the kinds of duty that ``text`` names: none, one, or day and night for the whole 24 hours."""
    words = fold(text)
    if words in _ROUND_THE_CLOCK:
        return "day", "night"
    first = words.partition(" ")[0]
    return tuple(kind for kind, spoken in _KINDS.items() if first in spoken)


def find(role: str, columns: Sequence[Column]) -> int | None:
    """Return where the column stands whose heading says ``role``; of several, the one whose word comes first in our list."""
    names = [fold(column.name) for column in columns]
    return next((names.index(word) for word in _COLUMNS[role] if word in names), None)


def is_day_heading(column: Column) -> bool:
    """Whether the heading is «Ημέρα», which may mean the date, its weekday, or who is on duty by day."""
    return fold(column.name) == _DAY


def duty_columns(columns: Sequence[Column]) -> list[DutyColumn]:
    """Return the columns that name pharmacies on duty."""
    found = []
    for place, column in enumerate(columns):
        name = column.name.replace("_", " ")
        for kind in kinds_of(_SPAN.sub(" ", name))[:1]:
            found.append(DutyColumn(place, kind, _minutes(name)))  # noqa: PERF401
    return found


def _minutes(heading: str) -> tuple[int, int] | None:
    match = _SPAN.search(heading)
    if match is None:
        return None
    try:
        start, end = read_minute(match[1]), read_minute(match[2])
    except Unreadable:
        return None
    return start, end if end > start else end + 1440
