"""What people come for: a pharmacy in the night, a film tonight, something on Saturday nearby."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.gis.geos import Point
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from playwright.sync_api import Page

from layers.cinemas import Screening
from layers.events.models import EventOccurrence
from layers.geometry import SRID
from layers.pharmacies import DutyShift, Pharmacy
from tests.browser.conftest import violations

pytestmark = pytest.mark.browser

ATHENS = ZoneInfo("Europe/Athens")
PAGES = [
    "/pharmacies/", "/en/pharmacies/?show=all", "/pharmacies/ampelaki/", "/events/", "/en/events/?when=weekend",
    "/events/proino-peripato-teichi/", "/cinemas/", "/en/cinemas/cine-pefko/", "/cinemas/films/to-teleftaio-karavi/",
]  # fmt: skip
OpenPage = Callable[..., Page]
with_and_without_scripts = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("address", PAGES)
def test_no_page_has_a_barrier(open_page: OpenPage, address: str, width: int) -> None:
    page = open_page(address, width=width)

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@with_and_without_scripts
def test_a_pharmacy_on_duty_near_an_address_on_the_night_clocks_change(open_page: OpenPage, scripts: bool) -> None:
    page = open_page("/pharmacies/", java_script_enabled=scripts)
    nearest = Pharmacy.objects.nearest(Point(24.0187, 35.5138, srid=SRID))[0]
    start = datetime(2026, 10, 24, 21, tzinfo=ATHENS)
    shift, _ = DutyShift.objects.get_or_create(pharmacy=nearest, kind="night", period=DateTimeTZRange(start, start + timedelta(hours=11)))

    page.get_by_label("Ημέρα και ώρα").fill("2026-10-25T03:15")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_label("Πού είστε;").fill("35.5138, 24.0187")
    page.keyboard.press("Enter")

    first = page.locator(".rows > li").first
    assert nearest.name_el in first.inner_text()
    assert "Εφημερεύει έως τις 8:00" in first.inner_text()
    shift.delete()


@with_and_without_scripts
def test_a_film_tonight(open_page: OpenPage, scripts: bool) -> None:
    page = open_page("/", java_script_enabled=scripts)
    late = timezone.localtime().replace(hour=23, minute=59)
    screening = Screening.objects.select_related("film", "screen__cinema")[0]
    Screening.objects.filter(pk=screening.pk).update(starts_at=late, is_cancelled=False)

    page.get_by_role("link", name="Σινεμά απόψε").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/cinemas/")
    page.locator(".city__list").get_by_role("link", name=screening.film.title_el).first.click()

    assert screening.screen.cinema.name_el in page.locator("main").inner_text()
    screening.save()


@with_and_without_scripts
def test_events_on_saturday_within_a_kilometre(open_page: OpenPage, scripts: bool) -> None:
    page = open_page("/events/", java_script_enabled=scripts)
    today = timezone.localdate()
    saturday = today + timedelta(days=(6 - today.isoweekday()) % 7 or 7)

    page.get_by_label("Ημέρα", exact=True).fill(saturday.isoformat())
    page.get_by_role("button", name="Εμφάνιση").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Έως ένα χιλιόμετρο από:").fill("35.5138, 24.0187")
    page.keyboard.press("Enter")
    page.wait_for_url("**near=**")

    shown = set(page.locator(".row h3").all_inner_texts())
    midnight = datetime(saturday.year, saturday.month, saturday.day, tzinfo=ATHENS)
    dates = EventOccurrence.objects.published().between(midnight, midnight + timedelta(days=1)).select_related("event")
    here = Point(24.0187, 35.5138, srid=SRID)
    near = {
        entry.event.title_el for entry in dates if type(entry.event).objects.near(here, radius_m=1000).filter(pk=entry.event_id).exists()
    }
    assert shown == near
    assert shown
