"""Answers are read as their datatypes say; what cannot be meant is told with the value and the remedy."""

from datetime import timedelta

import pytest
from django.utils import timezone

from layers.requests.questions import AnswersRefused, read_answers
from layers.requests.services import Service

WHEN = Service(
    code="when",
    questions=[{"code": "seen", "datatype": "datetime", "required": False, "order": 1, "text_el": "Πότε;", "text_en": "When?"}],
)


def test_a_day_without_a_zone_is_of_the_portal_s_own() -> None:
    assert read_answers(WHEN, {"seen": "2026-07-01 18:30"}) == {"seen": "2026-07-01T18:30:00+03:00"}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("χθες", "γράψτε ημέρα και ώρα"),
        ("2026-13-45 10:00", "γράψτε ημέρα και ώρα"),
        ("0226-07-01 10:00", "είναι πολύ παλιά"),
        ("9999-12-31 23:59", "είναι στο μέλλον"),
    ],
)
def test_a_time_that_cannot_be_meant_is_refused_with_what_to_do(given: str, words: str) -> None:
    with pytest.raises(AnswersRefused) as refusal:
        read_answers(WHEN, {"seen": given})

    assert words in refusal.value.errors["seen"]
    assert given[:40] in refusal.value.errors["seen"]


def test_a_time_of_next_month_is_refused_with_what_to_do() -> None:
    given = (timezone.now() + timedelta(days=40)).isoformat()

    with pytest.raises(AnswersRefused) as refusal:
        read_answers(WHEN, {"seen": given})

    assert "είναι στο μέλλον" in refusal.value.errors["seen"]
    assert given[:40] in refusal.value.errors["seen"]
