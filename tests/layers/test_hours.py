"""Opening hours: what the database answers is what a person reading the sign on the door would say."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.easter import EASTER_ORTHODOX, easter
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.hours.holidays import PublicHoliday, fill_holidays, holidays_of, orthodox_easter
from layers.hours.models import HoursException, OpeningHours, Timetable
from layers.hours.questions import HoursOf, IsOpen, OpenAt, OpenNow, next_change_of_hours, week_at
from layers.places import Place
from tests.planting import plant

ATHENS = ZoneInfo("Europe/Athens")
ON_THE_DATABASE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

clock_times = st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0))
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
rules = st.lists(st.tuples(st.integers(1, 8), clock_times, clock_times), max_size=6)
exceptions = st.lists(st.tuples(st.integers(-2, 2), st.none() | st.tuples(clock_times, clock_times)), max_size=3)


def athens(text: str, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ATHENS, fold=fold)


def hours(timetable: Timetable, entries: Iterable[tuple[int, time, time]]) -> None:
    for weekday, opens, closes in entries:
        OpeningHours.objects.create(timetable=timetable, weekday=weekday, opens=opens, closes=closes)


def is_open(timetable: Timetable, at: datetime) -> bool:
    """Ask in both ways there are, which must agree: with the hours themselves, and with the week that the timetable keeps of them."""
    answer = Timetable.objects.filter(OpenAt("pk", at), pk=timetable.pk).exists()
    kept = Timetable.objects.get(pk=timetable.pk)
    if not kept.is_variable:
        week_hours, minutes = week_at(at)
        by_week = Timetable.objects.filter(pk=timetable.pk).extra(where=["week && %s::int4multirange"], params=[minutes]).exists()
        assert by_week == answer
        assert not answer or set(kept.week_hours) & set(week_hours)
    assert Timetable.objects.filter(OpenNow("pk", at), pk=timetable.pk).exists() == answer
    assert Timetable.objects.annotate(says=IsOpen("pk", at)).get(pk=timetable.pk).says == answer
    return answer


def sign_says_open(
    entries: list[tuple[int, time, time]], others: dict[date, list[tuple[time, time] | None]], holidays: set[date], wall: datetime
) -> bool:
    """The rules in plain Python: today's hours, then yesterday's that reach past midnight."""
    for day in (wall.date(), wall.date() - timedelta(days=1)):
        weekday = 8 if day in holidays else day.isoweekday()
        spans = [(opens, closes) for number, opens, closes in entries if number == weekday]
        if day in others:
            spans = [span for span in others[day] if span is not None]
        for opens, closes in spans:
            start = datetime.combine(day, opens)
            end = datetime.combine(day + timedelta(days=closes <= opens), closes)
            if start <= wall < end:
                return True
    return False


@pytest.mark.django_db
@ON_THE_DATABASE
@given(entries=rules, differing=exceptions, day=days, at=clock_times)
def test_open_at_an_instant_is_what_the_sign_on_the_door_says(
    entries: list[tuple[int, time, time]], differing: list[tuple[int, tuple[time, time] | None]], day: date, at: time
) -> None:
    with transaction.atomic():
        timetable = Timetable.objects.create(code="door")
        hours(timetable, entries)
        others: dict[date, list[tuple[time, time] | None]] = {}
        for offset, span in differing:
            other_day = day + timedelta(days=offset)
            others.setdefault(other_day, []).append(span)
            HoursException.objects.create(timetable=timetable, date=other_day, opens=span and span[0], closes=span and span[1])
        wall = datetime.combine(day, at)
        holidays = set(holidays_of(2026)) | set(holidays_of(2027)) | set(holidays_of(2025))

        assert is_open(timetable, wall.replace(tzinfo=ATHENS)) == sign_says_open(entries, others, holidays, _as_shown(wall))
        transaction.set_rollback(True)


def _as_shown(wall: datetime) -> datetime:
    """What clocks show at that instant: the hour that spring leaves out is shown an hour later."""
    return wall.replace(tzinfo=ATHENS).astimezone(UTC).astimezone(ATHENS).replace(tzinfo=None, fold=0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "fold", "expected"),
    [
        ("2026-10-24T23:30", 0, True),
        ("2026-10-25T03:15", 0, True),  # summer time
        ("2026-10-25T03:15", 1, True),  # the same wall time, an hour later
        ("2026-10-25T07:59", 0, True),
        ("2026-10-25T08:00", 0, False),
        ("2026-10-24T20:59", 0, False),
    ],
)
def test_a_night_lasts_through_the_change_of_clocks(at: str, fold: int, expected: bool) -> None:
    timetable = Timetable.objects.create(code="night")
    hours(timetable, [(6, time(21), time(8))])

    assert is_open(timetable, athens(at, fold=fold)) is expected


@pytest.mark.django_db
def test_sunday_night_reaches_into_monday() -> None:
    timetable = Timetable.objects.create(code="sunday")
    hours(timetable, [(7, time(22), time(2))])

    assert is_open(timetable, athens("2026-11-23T01:59"))
    assert not is_open(timetable, athens("2026-11-23T02:00"))


@pytest.mark.django_db
def test_midnight_to_midnight_is_the_whole_day_and_no_more() -> None:
    timetable = Timetable.objects.create(code="always-on-monday")
    hours(timetable, [(1, time(0), time(0))])

    assert [is_open(timetable, athens(at)) for at in ("2026-11-22T23:59", "2026-11-23T00:00", "2026-11-23T23:59", "2026-11-24T00:00")] == [
        False, True, True, False,
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("ignores", "expected"), [(False, False), (True, True)])
def test_a_public_holiday_closes_unless_the_timetable_ignores_it(ignores: bool, expected: bool) -> None:
    timetable = Timetable.objects.create(code="office", ignores_holidays=ignores)
    hours(timetable, [(3, time(8), time(14))])

    assert is_open(timetable, athens("2026-10-28T10:00")) is expected
    assert is_open(timetable, athens("2026-10-21T10:00"))


@pytest.mark.django_db
def test_hours_hold_between_their_dates_both_included() -> None:
    timetable = Timetable.objects.create(code="summer")
    OpeningHours.objects.create(
        timetable=timetable, weekday=1, opens=time(8), closes=time(20), valid_from=date(2026, 6, 1), valid_through=date(2026, 6, 8)
    )

    shown = [is_open(timetable, athens(f"2026-{day}T12:00")) for day in ("05-25", "06-08", "06-15")]
    assert shown == [False, True, False]


@pytest.mark.django_db
def test_by_appointment_is_not_open() -> None:
    timetable = Timetable.objects.create(code="appointment")
    OpeningHours.objects.create(timetable=timetable, weekday=1, opens=time(8), closes=time(20), kind=OpeningHours.Kind.APPOINTMENT)

    assert not is_open(timetable, athens("2026-11-23T12:00"))


@pytest.mark.django_db
def test_what_has_no_timetable_is_not_open() -> None:
    plant(Place, timetable=None)

    assert not Place.objects.filter(OpenAt("timetable")).exists()


@pytest.mark.django_db
@ON_THE_DATABASE
@given(entries=rules, at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 30)))
def test_nothing_opens_or_closes_before_the_next_change(entries: list[tuple[int, time, time]], at: datetime) -> None:
    with transaction.atomic():
        timetable = Timetable.objects.create(code="door")
        hours(timetable, entries)
        now = at.replace(second=0, microsecond=0, tzinfo=UTC)
        change = next_change_of_hours(now)

        assert now < change.astimezone(UTC)
        states = {is_open(timetable, now + timedelta(minutes=step)) for step in _steps(now, change)}
        assert len(states) == 1
        transaction.set_rollback(True)


def _steps(now: datetime, change: datetime) -> list[int]:
    minutes = int((change.astimezone(UTC) - now).total_seconds() // 60)
    return sorted({0, minutes // 3, minutes // 2, minutes - 1})


@pytest.mark.django_db
@pytest.mark.parametrize("given_", [{"opens": time(8), "closes": None}, {"opens": None, "closes": time(8)}])
def test_an_exception_has_both_ends_or_none(given_: dict[str, time | None]) -> None:
    with pytest.raises(IntegrityError, match="layers_hoursexception_whole"):
        HoursException.objects.create(timetable=Timetable.objects.create(code="x"), date=date(2026, 1, 2), **given_)


@given(st.integers(1901, 2099))
def test_orthodox_easter_is_dateutils(year: int) -> None:
    assert orthodox_easter(year) == easter(year, EASTER_ORTHODOX)


def test_easter_is_not_guessed_outside_its_centuries() -> None:
    with pytest.raises(ValueError, match="1901"):
        orthodox_easter(2100)


def test_the_holidays_of_2026_are_the_decreed_ones() -> None:
    movable = {day: names[0] for day, names in holidays_of(2026).items() if day.month in (2, 4, 6)}

    assert movable == {
        date(2026, 2, 23): "Καθαρά Δευτέρα",
        date(2026, 4, 10): "Μεγάλη Παρασκευή",
        date(2026, 4, 12): "Κυριακή του Πάσχα",
        date(2026, 4, 13): "Δευτέρα του Πάσχα",
        date(2026, 6, 1): "Αγίου Πνεύματος",
    }
    assert holidays_of(2026)[date(2026, 11, 21)][0] == "Εισόδια της Θεοτόκου"


@pytest.mark.django_db
def test_filling_in_holidays_leaves_what_staff_changed() -> None:
    PublicHoliday.objects.filter(date=date(2026, 5, 1)).delete()

    assert fill_holidays(since=2026, until=2026) == 0
    assert not PublicHoliday.objects.filter(date=date(2026, 5, 1)).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("filters", ["", "?open_now=true"])
def test_a_layer_tells_who_is_open_whether_it_is_asked_for_all_or_for_those(client: Client, filters: str) -> None:
    always = Timetable.objects.create(code="always", ignores_holidays=True)
    hours(always, [(day, time(0), time(0)) for day in range(1, 8)])
    never = Timetable.objects.create(code="never")
    opened, closed, unknown = plant(Place, timetable=always), plant(Place, timetable=never), plant(Place, timetable=None)

    features = client.get(f"/api/collections/places/items{filters}").json()["features"]

    told = {feature["id"]: feature["properties"]["open_now"] for feature in features}
    assert told == ({opened.pk: True} if filters else {opened.pk: True, closed.pk: False, unknown.pk: False})
    (first, *_) = features[0]["properties"]["opening_hours"]
    assert (first["weekday"], first["opens"], first["closes"], first["kind"]) == (1, "00:00", "00:00", "open")


@pytest.mark.django_db
def test_the_week_follows_the_hours() -> None:
    timetable = Timetable.objects.create(code="week")
    hours(timetable, [(1, time(8), time(14)), (7, time(22), time(2))])
    assert kept(timetable) == ("{[480,840),[18600,18840)}", False)

    row = OpeningHours.objects.get(timetable=timetable, weekday=1)
    row.closes = time(15)
    row.save()
    assert kept(timetable) == ("{[480,900),[18600,18840)}", False)

    other = Timetable.objects.create(code="other")
    OpeningHours.objects.filter(pk=row.pk).update(timetable=other)
    assert kept(timetable) == ("{[18600,18840)}", False)
    assert kept(other) == ("{[480,900)}", False)

    OpeningHours.objects.filter(timetable=timetable).delete()
    assert kept(timetable) == ("{}", False)


@pytest.mark.django_db
def test_what_is_not_the_same_in_every_week_is_variable() -> None:
    timetable = Timetable.objects.create(code="summer")
    OpeningHours.objects.create(timetable=timetable, weekday=1, opens=time(8), closes=time(20), valid_from=date(2026, 4, 1))
    assert kept(timetable) == ("{}", True)

    other = Timetable.objects.create(code="closed-once")
    closed = HoursException.objects.create(timetable=other, date=date(2026, 5, 5))
    assert kept(other)[1]
    closed.delete()
    assert not kept(other)[1]

    other.ignores_holidays = True
    other.save()
    assert kept(other)[1]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", OpeningHours.Kind)
def test_hours_of_a_season_that_is_over_are_no_longer_told(kind: str) -> None:
    timetable = Timetable.objects.create(code="season")
    hours(timetable, [(1, time(8), time(14))])
    yesterday = timezone.localdate() - timedelta(days=1)
    OpeningHours.objects.create(timetable=timetable, weekday=2, opens=time(8), closes=time(9), kind=kind, valid_through=yesterday)

    (told,) = Timetable.objects.annotate(rules=HoursOf("pk")).get(pk=timetable.pk).rules

    assert told["weekday"] == 1


def kept(timetable: Timetable) -> tuple[str, bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT week::text, is_variable FROM layers_timetable WHERE id = %s", [timetable.pk])
        week, is_variable = cursor.fetchone()
    return week, is_variable


@pytest.mark.django_db
@ON_THE_DATABASE
@given(rules=rules, exceptions=exceptions, seasonal=st.booleans())
def test_a_search_for_what_is_open_now_finds_what_says_that_it_is_open(rules: list, exceptions: list, seasonal: bool) -> None:
    with transaction.atomic():
        timetable = Timetable.objects.create(code="searched")
        hours(timetable, rules)
        if seasonal:
            OpeningHours.objects.filter(timetable=timetable).update(valid_from=timezone.localdate())
        for offset, span in exceptions:
            opens, closes = span or (None, None)
            HoursException.objects.create(
                timetable=timetable, date=timezone.localdate() + timedelta(days=offset), opens=opens, closes=closes
            )

        searched = Timetable.objects.filter(OpenNow("pk", timezone.now()), pk=timetable.pk).exists()

        assert searched == Timetable.objects.filter(OpenAt("pk"), pk=timetable.pk).exists()
        transaction.set_rollback(True)
