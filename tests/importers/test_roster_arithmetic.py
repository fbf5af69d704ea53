"""Gaps and overlaps of a roster, against a grid of minutes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from importers.instants import instant_of
from importers.roster.duty import Duty, gaps, likely_kind, overlapping, usual_period

ATHENS = ZoneInfo("Europe/Athens")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FIRST = date(2026, 10, 23)
DUTIES = st.lists(
    st.builds(
        lambda pharmacy, kind, start, length: Duty(
            row=0,
            pharmacy=pharmacy,
            kind=kind,
            start=datetime(2026, 10, 22, 20, tzinfo=UTC) + timedelta(minutes=start),
            end=datetime(2026, 10, 22, 20, tzinfo=UTC) + timedelta(minutes=start + length),
        ),
        st.integers(1, 3),
        st.sampled_from(["day", "night"]),
        st.integers(0, 5 * 1440),
        st.integers(1, 1440),
    ),
    max_size=12,
)


def minutes(start: datetime, end: datetime) -> set[int]:
    return set(range(int(start.timestamp()) // 60, int(end.timestamp()) // 60))


@given(DUTIES, st.sampled_from(["day", "night", "extended"]), st.integers(0, 3))
def test_gaps_are_the_minutes_that_nobody_covers(duties: list[Duty], kind: str, days: int) -> None:
    """The span holds the night on which clocks go back."""
    until = FIRST + timedelta(days=days)

    found = gaps(kind, since=FIRST, until=until, covered=[(duty.start, duty.end) for duty in duties])

    asked = set().union(*(minutes(*usual_period(kind, FIRST + timedelta(days=day))) for day in range(days + 1)))
    covered = set().union(*(minutes(duty.start, duty.end) for duty in duties))
    told = [minutes(*gap) for gap in found]
    assert set().union(*told) == asked - covered
    assert sum(map(len, told)) == len(asked - covered)


@given(DUTIES)
def test_overlaps_are_the_minutes_in_which_a_pharmacy_is_twice(duties: list[Duty]) -> None:
    found = [{id(one), id(other)} for one, other in overlapping(duties)]

    expected = [
        {id(one), id(other)}
        for place, one in enumerate(duties)
        for other in duties[place + 1 :]
        if one.pharmacy == other.pharmacy and minutes(one.start, one.end) & minutes(other.start, other.end)
    ]
    assert sorted(map(sorted, found)) == sorted(map(sorted, expected))


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)))
def test_every_wall_time_is_an_instant_and_notes_only_where_clocks_change(wall: datetime) -> None:
    begin, end = instant_of(wall), instant_of(wall, is_end=True)

    assert begin.at <= end.at
    assert bool(begin.note) == bool(end.note)
    if not begin.note:
        assert begin.at == end.at == wall.replace(tzinfo=ATHENS)


def test_a_duty_that_does_not_say_its_kind_is_of_the_one_that_most_of_it_is() -> None:
    assert likely_kind(NOON, NOON + timedelta(hours=5)) == "day"
    assert likely_kind(NOON + timedelta(hours=8), NOON + timedelta(hours=18)) == "night"
    assert likely_kind(NOON - timedelta(hours=11), NOON - timedelta(hours=5)) == "night"
