import pytest
from django.utils import translation

from geoportal.site.hours import hours_lines


def rule(weekday: int, opens: str, closes: str, **given: str) -> dict[str, object]:
    return {"weekday": weekday, "opens": opens, "closes": closes, "valid_from": None, "valid_through": None, "kind": "open", **given}


@pytest.mark.parametrize(
    ("rules", "lines"),
    [
        ([rule(day, "08:00", "14:30") for day in range(1, 6)], ["Δευτέρα–Παρασκευή 8:00–14:30"]),
        (
            [rule(1, "08:00", "14:00"), rule(1, "17:30", "21:00"), rule(3, "08:00", "14:00"), rule(3, "17:30", "21:00")],
            ["Δευτέρα, Τετάρτη 8:00–14:00, 17:30–21:00"],
        ),
        ([rule(7, "10:00", "14:00"), rule(8, "10:00", "14:00")], ["Κυριακή, Αργίες 10:00–14:00"]),
        ([rule(6, "00:00", "00:00")], ["Σάββατο όλο το 24ωρο"]),
        ([rule(6, "22:00", "02:00")], ["Σάββατο 22:00–2:00"]),
        (
            [rule(1, "08:00", "20:00", valid_from="2026-06-01", valid_through="2026-08-31")],
            ["Δευτέρα 8:00–20:00 (1 Ιουνίου έως 31 Αυγούστου)"],
        ),
        ([rule(1, "08:00", "10:00", kind="appointment", note_el="2ος όροφος")], ["Δευτέρα 8:00–10:00 (με ραντεβού; 2ος όροφος)"]),
        ([], []),
    ],
)
def test_hours_read_as_on_a_door(rules: list[dict[str, object]], lines: list[str]) -> None:
    assert hours_lines(rules) == lines


def test_hours_read_so_in_english_too() -> None:
    with translation.override("en"):
        assert hours_lines([rule(day, "08:00", "14:30") for day in range(1, 6)]) == ["Monday–Friday 8:00–14:30"]
