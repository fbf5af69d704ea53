"""Opening hours in one line: what can be said, what cannot, and that both directions agree."""

from contextlib import suppress
from datetime import time
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from importers.hours import Hours, UnreadableHours, Week, format_hours, parse_hours

EIGHT, HALF_PAST_TWO, MIDNIGHT = time(8), time(14, 30), time()


def each(*weekdays: int, opens: time = EIGHT, closes: time = HALF_PAST_TWO, kind: str = "open") -> set[Hours]:
    return {Hours(weekday, opens, closes, kind) for weekday in weekdays}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Σαβ 25:00-14:00", "«Σαβ 25:00-14:00»: το «25:00-14:00» δεν είναι ώρες"),
        ("Δευ 08:00-14:60", "δεν είναι ώρες"),
        ("Δευ-Παρ 08:00-14:30; Παν 9-14", "«Παν 9-14»: το «Παν» δεν είναι ημέρα"),
        ("Τ 8-9", "το «Τ» δεν είναι ημέρα"),
        ("Δευ-Τετ-Παρ 8-9", "δεν είναι ημέρα"),
        ("08:00-14:00", "λείπουν οι ημέρες"),
        ("Δευ", "λείπουν οι ώρες"),
        ("Δευ 8", "δεν είναι ώρες"),
        ("Δευ 8-8", "00:00-24:00"),
        ("Δευ 24:00-08:00", "00:00-24:00"),
        ("Δευ 8-12, 11-13", "πέφτουν η μία πάνω στην άλλη"),
        ("Δευ 8-12; Δευ 11-13", "«Δευ 11-13»"),
        ("Δευ κλειστά; Δευ 8-12", "ανοιχτή και κλειστή"),
        ("Δευ 8-12; Δευ κλειστά", "ανοιχτή και κλειστή"),
        ("κάποιες φορές", "λείπουν οι ώρες"),
    ],
)
def test_what_cannot_be_read_names_the_part(text: str, words: str) -> None:
    with pytest.raises(UnreadableHours, match=r".") as error:
        parse_hours(text)

    assert words in str(error.value)


def test_people_read_the_reason_in_english() -> None:
    with translation.override("en"), pytest.raises(UnreadableHours, match="is not a day"):
        parse_hours("Foo 8-9")


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("", set()),
        ("κλειστά", set()),
        ("Δευ-Παρ 08:00-14:30; Σαβ 09:00-14:00", each(1, 2, 3, 4, 5) | each(6, opens=time(9), closes=time(14))),
        ("Mon-Fri 8:00-14.30\nSun closed", each(1, 2, 3, 4, 5)),
        ("ΔΕΥΤΕΡΑ έως ΠΑΡΑΣΚΕΥΗ: 08:00 – 14:30", each(1, 2, 3, 4, 5)),
        ("Δευτέρα, Τετάρτη και Παρασκευή 8 π.μ. - 2:30 μ.μ.", each(1, 3, 5)),
        ("Καθημερινές 8-14:30 · Αργίες 8-14:30", each(1, 2, 3, 4, 5, 8)),
        ("Σαββατοκύριακο 8-14:30", each(6, 7)),
        ("daily 8-14:30", each(1, 2, 3, 4, 5, 6, 7)),
        ("Παρ-Δευ 20:00-04:00", each(5, 6, 7, 1, opens=time(20), closes=time(4))),
        ("Τρι 8-14:30 (με ραντεβού)", each(2, kind="appointment")),
        ("Tue 8-14:30, by appointment", each(2, kind="appointment")),
        ("Κυρ όλο το 24ωρο", each(7, opens=MIDNIGHT, closes=MIDNIGHT)),
        ("Κυρ 00:00-24:00", each(7, opens=MIDNIGHT, closes=MIDNIGHT)),
        ("24/7", each(*range(1, 9), opens=MIDNIGHT, closes=MIDNIGHT)),
        ("Τετ 8-14:30, 17:30 - 21:00", each(3) | each(3, opens=time(17, 30), closes=time(21))),
    ],
)
def test_what_people_write_on_a_door_is_read(text: str, week: set[Hours]) -> None:
    assert parse_hours(text) == week


def test_hours_are_written_as_people_write_them() -> None:
    week = each(1, 2, 3, 4, 5) | each(2, opens=time(17), closes=time(20)) | each(6, closes=time(14), kind="appointment")

    assert format_hours(week) == "Δευ, Τετ-Παρ 08:00-14:30; Τρι 08:00-14:30, 17:00-20:00; Σαβ 08:00-14:00 (με ραντεβού)"
    assert format_hours(week, language="en") == "Mon, Wed-Fri 08:00-14:30; Tue 08:00-14:30, 17:00-20:00; Sat 08:00-14:00 (by appointment)"


@st.composite
def weeks(draw: Any) -> Week:
    """Weeks in which the hours of a day lie apart; the last may reach into the next day."""
    week = set()
    for weekday in draw(st.sets(st.integers(1, 8))):
        bounds = sorted(draw(st.sets(st.integers(0, 1439), min_size=2, max_size=6)))
        pairs = list(zip(bounds[::2], bounds[1::2], strict=False))
        if draw(st.booleans()):
            pairs[-1] = (pairs[-1][0], draw(st.integers(0, pairs[0][0])) if pairs[-1][0] > pairs[0][0] else 0)
        for opens, closes in pairs:
            kind = draw(st.sampled_from(["open", "appointment"]))
            if opens != closes:
                week.add(Hours(weekday, time(*divmod(opens, 60)), time(*divmod(closes, 60)), kind))
    return frozenset(week)


@given(weeks(), st.sampled_from(["el", "en"]))
def test_what_is_written_is_read_back_the_same(week: Week, language: str) -> None:
    assert parse_hours(format_hours(week, language=language)) == week


_PIECES = ["Δευ", "Παρ", "Αργίες", "κλειστά", "-", ",", ";", "8", "14:30", "25:00", "έως", "και", "(με ραντεβού)", "24/7", "χ", " ", "\n"]


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join) | st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(UnreadableHours):
        parse_hours(text)
