import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from time_machine import travel

from layers.events.models import Event, EventCategory, Status
from layers.geometry import SRID
from tests.planting import plant

ATHENS = ZoneInfo("Europe/Athens")
# The night after it the clocks go back.
FIRST = datetime(2026, 10, 24, 21, tzinfo=ATHENS)

pytestmark = pytest.mark.django_db


def saturday() -> date:
    today = timezone.localdate()
    return today + timedelta(days=(6 - today.isoweekday()) % 7 or 7)


def an_event(title: str, starts_at: datetime, lon: float = 24.02, **given: object) -> Event:
    values: dict[str, object] = {
        "title_el": title, "title_en": f"{title} (en)", "venue": None, "geom": Point(lon, 35.51, srid=SRID), "duration": timedelta(hours=2),
        "is_all_day": False, "is_free": False, "starts_at": starts_at, **given,
    }  # fmt: skip
    event: Event = plant(Event, **values)
    return event


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ATHENS)


def test_saturday_within_a_kilometre(client: Client) -> None:
    an_event("Κοντά το Σάββατο", at(saturday(), 20))
    an_event("Μακριά το Σάββατο", at(saturday(), 20), lon=24.06)
    an_event("Κοντά την Κυριακή", at(saturday() + timedelta(days=1), 20))

    page = client.get(f"/events/?day={saturday()}&near=35.51,24.021").content.decode()

    assert "Κοντά το Σάββατο" in page
    assert "Μακριά το Σάββατο" not in page
    assert "Κοντά την Κυριακή" not in page


def test_what_goes_on_now_is_still_told_today_and_what_is_over_is_not(client: Client) -> None:
    now = timezone.now()
    an_event("Σε εξέλιξη", now - timedelta(minutes=30))
    an_event("Τελειωμένη", now - timedelta(hours=3))

    page = client.get("/events/?when=today").content.decode()

    assert "Σε εξέλιξη" in page
    assert "Τελειωμένη" not in page


def test_a_whole_day_is_on_until_the_day_is_over(client: Client) -> None:
    an_event("Ολοήμερη", at(timezone.localdate(), 0), is_all_day=True, duration=None)

    assert "Ολοήμερη" in client.get("/events/?when=today").content.decode()


def test_by_category_and_free(client: Client) -> None:
    music = plant(EventCategory, code="music")
    an_event("Συναυλία", at(saturday(), 20), category=music, is_free=True)
    an_event("Ακριβή συναυλία", at(saturday(), 21), category=music)
    an_event("Έκθεση", at(saturday(), 20), is_free=True)

    page = client.get("/events/?category=music&free=1").content.decode()

    assert "Συναυλία" in page
    assert "Ακριβή συναυλία" not in page
    assert "Έκθεση" not in page


def test_a_cancelled_event_says_so_first(client: Client) -> None:
    an_event("Ματαιωμένη", at(saturday(), 20), status=Status.CANCELLED, code="mataiomeni")

    assert "Ακυρώθηκε" in client.get("/events/").content.decode()
    assert "Ακυρώθηκε" in client.get("/events/mataiomeni/").content.decode()


@pytest.mark.parametrize("query", ["day=0000-00-00", "day=9999-12-31", "day=χθες"])
def test_a_day_that_is_none_is_told(client: Client, query: str) -> None:
    answer = client.get(f"/events/?{query}")

    assert answer.status_code == 200
    assert "δεν διαβάζεται" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "said"), [("when=x", "Η επιλογή «x» δεν υπάρχει (when: today, weekend, coming)"), ("category=x", "Το είδος «x» δεν υπάρχει")]
)
def test_a_choice_that_is_none_is_told(client: Client, query: str, said: str) -> None:
    assert said in client.get(f"/events/?{query}").content.decode()


def test_near_tells_how_far(client: Client) -> None:
    an_event("Κοντά", at(saturday(), 20))

    assert "90 μ., 2 λεπτά με τα πόδια" in client.get("/events/?near=35.51,24.021").content.decode()


@pytest.mark.parametrize("month", ["2026-13", "x", "0000-00", "1999-01", "9999-12"])
def test_a_month_that_is_none_shows_one_that_is(client: Client, month: str) -> None:
    answer = client.get(f"/events/?month={month}")

    assert answer.status_code == 200
    assert 'id="month"' in answer.content.decode()


def test_the_months_lead_to_each_other_and_to_their_days(client: Client) -> None:
    today = timezone.localdate()
    following = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    an_event("Του άλλου μήνα", at(following + timedelta(days=9), 20))

    page = client.get("/events/?free=&when=coming").content.decode()
    assert f"month={following:%Y-%m}#month" in page
    assert "Προηγούμενος μήνας" not in page

    other = client.get(f"/events/?month={following:%Y-%m}").content.decode()
    assert f'href="?day={following + timedelta(days=9)}"' in other
    assert f"month={today:%Y-%m}#month" in other


def test_the_list_is_a_calendar_to_subscribe_to(client: Client) -> None:
    music = plant(EventCategory, code="music")
    an_event("Συναυλία", at(saturday(), 20), category=music, code="synavlia")
    an_event("Έκθεση", at(saturday(), 20))

    assert 'href="/events/calendar.ics?category=music"' in client.get("/events/?category=music").content.decode()
    calendar = Calendar.from_ical(client.get("/events/calendar.ics?category=music").content)

    assert [str(entry["SUMMARY"]) for entry in calendar.walk("VEVENT")] == ["Συναυλία"]
    assert str(calendar.walk("VEVENT")[0]["URL"]).endswith("/events/synavlia/")


def test_machines_read_an_event_as_schema_org_says(client: Client) -> None:
    an_event("Βραδιά </script>", at(saturday(), 20), code="vradia", is_free=True, status=Status.CANCELLED)

    page = client.get("/events/vradia/").content.decode()
    (entry,) = json.loads(page.partition('type="application/ld+json">')[2].partition("</script>")[0])

    assert entry["@type"] == "Event"
    assert entry["name"] == "Βραδιά </script>"
    assert entry["eventStatus"] == "https://schema.org/EventCancelled"
    assert datetime.fromisoformat(entry["startDate"]) == at(saturday(), 20)
    assert entry["location"]["geo"] == {"@type": "GeoCoordinates", "latitude": 35.51, "longitude": 24.02}


@pytest.mark.parametrize("query", ["page=-1", "page=99999", "near=%00", "free=2"])
def test_other_nonsense_shows_a_page(client: Client, query: str) -> None:
    assert client.get(f"/events/?{query}").status_code == 200


@travel(FIRST, tick=False)
def test_the_calendar_file_holds_every_date_in_the_towns_time(client: Client) -> None:
    event = an_event("Μουσική, «βραδιά»", FIRST, code="vradia", rrule="FREQ=WEEKLY;COUNT=2", price_el="")
    moved = event.occurrences.order_by("starts_at")[1]
    moved.status, moved.is_overridden = Status.CANCELLED, True
    moved.save()

    answer = client.get("/events/vradia.ics")
    calendar = Calendar.from_ical(answer.content)

    assert answer["Content-Type"].startswith("text/calendar")
    assert [str(entry["STATUS"]) for entry in calendar.walk("VEVENT")] == ["CONFIRMED", "CANCELLED"]
    starts = [entry.decoded("DTSTART") for entry in calendar.walk("VEVENT")]
    assert [start.astimezone(ATHENS).hour for start in starts] == [21, 21]
    assert calendar.walk("VTIMEZONE")[0]["TZID"] == "Europe/Athens"
    assert str(calendar.walk("VEVENT")[0]["SUMMARY"]) == "Μουσική, «βραδιά»"


def test_an_unpublished_event_is_nowhere(client: Client) -> None:
    an_event("Κρυφή", at(saturday(), 20), code="kryfi", is_published=False)

    assert client.get("/events/kryfi/").status_code == 404
    assert client.get("/events/kryfi.ics").status_code == 404
    assert "Κρυφή" not in client.get("/events/").content.decode()


def test_sixty_dates_cost_few_queries(client: Client, django_assert_max_num_queries: object) -> None:
    for number in range(30):
        an_event(f"Εκδήλωση {number}", at(saturday(), 20))
    client.get("/pharmacies/")

    with django_assert_max_num_queries(5):  # type: ignore[operator]
        client.get("/events/")
