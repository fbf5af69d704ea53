"""Events: a rule becomes dates, in the wall time of the municipality, and stays true when it changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from icalendar import vRecur
from time_machine import travel

from layers.events.models import Event, EventOccurrence, Status, expand_occurrences
from layers.events.recurrence import horizon, instants, validate_rrule
from layers.geometry import SRID
from layers.places import Place
from tests.planting import plant

ATHENS = ZoneInfo("Europe/Athens")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

frequencies = st.builds(
    lambda frequency, interval, count: f"FREQ={frequency};INTERVAL={interval};COUNT={count}",
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY"]),
    st.integers(1, 3),
    st.integers(1, 40),
)
weekly = st.builds(
    lambda days, count: f"FREQ=WEEKLY;BYDAY={','.join(sorted(days))};COUNT={count}",
    st.sets(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1),
    st.integers(1, 40),
)
starts = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda at: at.replace(second=0, microsecond=0, fold=0))


def plant_event(**given_: object) -> Event:
    event: Event = plant(Event, **{"rrule": "", "duration": None, "starts_at": NOW, "venue": None, **given_})
    return event


@given(rule=frequencies | weekly, first=starts)
def test_a_rule_gives_the_wall_times_that_dateutil_gives(rule: str, first: datetime) -> None:
    since, until = datetime(2025, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)

    found = instants(first.replace(tzinfo=ATHENS), rrule=rule, since=since, until=until)

    shown = first.replace(tzinfo=ATHENS).astimezone(UTC).astimezone(ATHENS).replace(tzinfo=None, fold=0)
    expected = sorted({wall.replace(tzinfo=ATHENS).astimezone(UTC) for wall in rrulestr(rule, dtstart=shown)})
    assert found == [at for at in expected if since <= at < until]
    assert vRecur.from_ical(rule)["COUNT"] == [len(list(rrulestr(rule, dtstart=shown)))]


def test_a_concert_at_nine_stays_at_nine_when_clocks_change() -> None:
    found = instants(datetime(2026, 10, 24, 21, tzinfo=ATHENS), rrule="FREQ=WEEKLY;COUNT=2", since=NOW - timedelta(days=90), until=NOW)

    assert [at.astimezone(ATHENS).hour for at in found] == [21, 21]
    assert found[1] - found[0] == timedelta(days=7, hours=1)


def test_a_time_that_spring_leaves_out_is_read_with_the_offset_before_it() -> None:
    found = instants(
        datetime(2027, 3, 27, 3, 30, tzinfo=ATHENS),
        rrule="FREQ=DAILY;COUNT=2",
        since=datetime(2027, 3, 1, tzinfo=UTC),
        until=datetime(2027, 4, 1, tzinfo=UTC),
    )

    assert found[1] == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_until_in_utc_is_understood() -> None:
    found = instants(
        datetime(2026, 11, 1, 21, tzinfo=ATHENS),
        rrule="FREQ=DAILY;UNTIL=20261103T190000Z",
        since=datetime(2026, 1, 1, tzinfo=UTC),
        until=NOW,
    )

    assert len(found) == 3


@pytest.mark.parametrize(
    "rule", ["nonsense", "FREQ=HOURLY", "FREQ=WEEKLY\nEXRULE:FREQ=DAILY", "FREQ=WEEKLY;BYDAY=XX", "FREQ=", "; DROP TABLE"]
)
def test_a_rule_that_is_none_is_refused_with_an_example(rule: str) -> None:
    with pytest.raises(ValidationError, match="FREQ=WEEKLY;BYDAY=SA"):
        validate_rrule(rule)


@travel(NOW, tick=False)
@pytest.mark.django_db
def test_saving_an_event_makes_its_dates() -> None:
    event = plant_event(starts_at=datetime(2026, 11, 28, 19, tzinfo=UTC), rrule="FREQ=WEEKLY;COUNT=4", duration=timedelta(hours=2))

    dates = list(event.occurrences.order_by("starts_at"))

    assert len(dates) == 4
    assert dates[0].ends_at == datetime(2026, 11, 28, 21, tzinfo=UTC)


@travel(NOW, tick=False)
@pytest.mark.django_db
def test_a_date_that_staff_moved_stays_where_they_put_it() -> None:
    event = plant_event(rrule="FREQ=WEEKLY;COUNT=3")
    moved = event.occurrences.order_by("starts_at")[1]
    moved.starts_at += timedelta(hours=3)
    moved.is_overridden = True
    moved.save()

    event.rrule = "FREQ=WEEKLY;COUNT=2"
    event.save()

    moved.refresh_from_db()
    assert moved.starts_at == NOW + timedelta(days=7, hours=3)
    assert event.occurrences.count() == 2


@travel(NOW, tick=False)
@pytest.mark.django_db
def test_a_moved_event_leaves_no_old_date() -> None:
    event = plant_event()
    event.starts_at += timedelta(days=1)
    event.save()

    assert [entry.starts_at for entry in event.occurrences.all()] == [NOW + timedelta(days=1)]


@pytest.mark.django_db
def test_an_endless_rule_stops_at_the_horizon_and_goes_on_with_it() -> None:
    event = plant_event(rrule="FREQ=DAILY")
    _, until = horizon()
    assert event.occurrences.latest("starts_at").starts_at < until
    before = event.occurrences.count()

    expand_occurrences(event, now=datetime.now(UTC) + timedelta(days=30))

    assert event.occurrences.count() == before + 30


@travel(NOW, tick=False)
@pytest.mark.django_db
def test_a_cancelled_event_has_cancelled_dates() -> None:
    event = plant_event(rrule="FREQ=WEEKLY;COUNT=3")
    event.status = Status.CANCELLED
    event.save()

    assert set(event.occurrences.values_list("status", flat=True)) == {"cancelled"}


@pytest.mark.django_db
def test_an_event_is_where_its_venue_is_and_moves_with_it() -> None:
    venue = plant(Place)
    event = plant_event(venue=venue, geom=Point(0, 0, srid=SRID))
    event.refresh_from_db()
    assert event.geom == venue.geom

    venue.geom = Point(24.03, 35.52, srid=SRID)
    venue.save()

    event.refresh_from_db()
    assert event.geom.coords == (24.03, 35.52)


@pytest.mark.django_db
def test_what_goes_on_is_between_and_what_is_over_is_not() -> None:
    plant_event(starts_at=NOW - timedelta(hours=1), duration=timedelta(hours=2))
    over = plant_event(starts_at=NOW - timedelta(hours=3), duration=timedelta(hours=2))
    unknown_length = plant_event(starts_at=NOW - timedelta(minutes=1))

    found = EventOccurrence.objects.between(NOW, NOW + timedelta(days=1))

    assert found.count() == 1
    assert not found.filter(event__in=[over, unknown_length]).exists()
