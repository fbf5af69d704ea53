"""Complaints for everybody: the map and the list of one question, one complaint, numbers and alerts; by keyboard and without scripts."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone
from playwright.sync_api import Browser, Page

from geoportal.complaints.models import Alert
from geoportal.messaging.models import Message
from layers.districts import District
from layers.geometry import SRID
from layers.requests.complaints import Complaint
from layers.requests.models import ServiceRequest, Supporter
from layers.requests.services import Service
from tests.browser.conftest import until, violations
from tests.browser.windows import Window, opened
from tests.cases import forget_cases_after, last_case

pytestmark = pytest.mark.browser
HOSTILE = "</script><script>document.title='HACKED'</script><img src=x onerror=\"document.title='HACKED'\">"
PAGES = {
    "map and list": "/complaints/",
    "filtered": "/complaints/?category=potholes&status=open&district={district}&near=35.5138,24.0187",
    "heat map": "/complaints/?view=heat",
    "list": "/complaints/?view=list",
    "nothing found": "/complaints/?q=ξξξξ",
    "wrong address": "/complaints/?category=x&from=x&near=x",
    "open complaint": "{open}",
    "closed complaint": "{closed}",
    "numbers": "/complaints/statistics/",
    "numbers of a kind": "/complaints/statistics/?category=potholes&period=all",
    "alerts": "/complaints/alerts/",
    "alert to confirm": "/complaints/alerts/{alert}/",
    "alert to stop": "/complaints/alerts/{alert}/stop/",
}


@pytest.fixture(scope="module")
def rows(site: str, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """Forty complaints of two kinds and, meanwhile, none of the demo's; one of them with a case behind it that somebody may support."""
    with django_db_blocker.unblock():
        last, demos = last_case(), list(Complaint.objects.all())
        Complaint.objects.all().delete()
        district = District.objects.municipal_units().order_by("pk")[0]
        made = _complaints(district)
        alert = Alert.objects.create(email="a@example.gr", service=made[0].service)
        yield {"district": district.code, "alert": alert.code, **{name: _page(made[place]) for name, place in (("open", 0), ("closed", 1))}}
        Alert.objects.all().delete()
        Message.objects.filter(kind="request-alert-confirm").delete()
        Complaint.objects.filter(pk__in=[row.pk for row in made]).delete()
        forget_cases_after(last)
        Complaint.objects.bulk_create(demos)


def _complaints(district: District) -> list[Complaint]:
    kinds = [Service.objects.get(code=code) for code in ("potholes", "lighting")]
    now = timezone.now()
    states = [("submitted", ""), ("completed", "not_fixed"), ("assigned", ""), ("rejected", "")]
    made = []
    for number in range(40):
        status, outcome = states[number % 4]
        service = kinds[number % 2 if number > 3 else 0]
        opened_at = now - timedelta(days=number * 3 + 1)
        made.append(
            Complaint.objects.create(
                number=f"2019-{number + 1}", status=status, outcome=outcome, service=service, department=service.department,
                district=district,
                text="Μεγάλη λακκούβα στη στροφή." if number % 3 == 0 else "", submitted_at=opened_at, updated_at=opened_at,
                closed_at=now if status in ("completed", "rejected") else None,
                geom=Point(24.0187 + 0.002 * (number % 7), 35.5138 - 0.0012 * (number % 5), srid=SRID),
            )
        )  # fmt: skip
    first = made[0]
    first.request = ServiceRequest.objects.create(
        protocol_year=2019, protocol_number=1, status="submitted", channel="web", due_on=now.date(), geom=first.geom, service=first.service,
        department=first.department, district=district, submitted_at=first.submitted_at,
    )  # fmt: skip
    first.save()
    return made


def _page(complaint: Complaint) -> str:
    return f"/complaints/{complaint.number.replace('-', '/')}/"


@pytest.fixture
def shown(open_page: Callable[..., Page], rows: dict[str, str]) -> Callable[..., Page]:
    def go(address: str, **options: Any) -> Page:
        page = open_page(address.format(**rows), **options)
        if options.get("java_script_enabled", True) and page.query_selector("[data-city-map]"):
            page.locator("[data-city-map]").scroll_into_view_if_needed()
            until(page, "document.querySelector('[data-city-map]').dataset.ready !== undefined")
            until(page, "!document.querySelector('[data-city-map][aria-busy]')")
        return page

    return go


@pytest.fixture(scope="module")
def wide(browser: Browser, site: str) -> Iterator[Window]:
    with opened(browser, site, 1280) as window:
        yield window


@pytest.fixture(scope="module")
def phone(browser: Browser, site: str) -> Iterator[Window]:
    with opened(browser, site, 360, contrast="more") as window:
        yield window


@pytest.mark.parametrize("name", PAGES)
def test_a_page_in_greek(wide: Window, rows: dict[str, str], name: str) -> None:
    page = wide.go(PAGES[name].format(**rows))

    assert violations(page) == []
    assert wide.is_ours_alone(), wide.hosts
    assert wide.complaints == []
    assert wide.is_for_everybody() == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_in_english_on_a_phone(phone: Window, rows: dict[str, str], name: str) -> None:
    page = phone.go(f"/en{PAGES[name].format(**rows)}")

    assert page.evaluate("document.documentElement.lang") == "en"
    assert violations(page) == []
    assert phone.is_for_everybody() == []


def test_map_and_list_agree_before_and_after_a_filter(shown: Callable[..., Page]) -> None:
    page = shown("/complaints/")
    assert page.inner_text("#found") == "40 προβλήματα"
    assert page.inner_text("[data-map-status]") == "Στον χάρτη: 40"
    page.select_option("#category", "potholes")
    page.select_option("#status", "open")
    page.get_by_role("button", name="Εμφάνιση").click()
    page.wait_for_url("**/complaints/?**")
    page.locator("[data-city-map]").scroll_into_view_if_needed()
    until(page, "document.querySelector('[data-map-status]').textContent")

    assert "category=potholes" in page.url
    assert page.inner_text("#found") == "20 προβλήματα"
    assert page.inner_text("[data-map-status]") == "Στον χάρτη: 20"
    assert page.locator(".complaint-rows > li").count() == 20


def test_a_number_on_the_map_is_a_button_that_leads_closer(shown: Callable[..., Page]) -> None:
    page = shown("/complaints/")
    cluster = page.locator(".cluster").first
    assert cluster.get_attribute("role") == "button"
    assert "προβλήματα εδώ" in (cluster.get_attribute("title") or "")
    before = page.locator(".leaflet-control-scale-line").inner_text()
    cluster.focus()
    page.keyboard.press("Enter")
    until(page, f"document.querySelector('.leaflet-control-scale-line').textContent !== '{before}'")


def test_the_heat_map_is_painted_and_its_list_is_the_same(shown: Callable[..., Page]) -> None:
    page = shown("/complaints/?view=heat&category=potholes")

    painted = page.evaluate(
        "(() => { const c = document.querySelector('canvas.heat'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        " let n = 0; for (let i = 3; i < d.length; i += 4) if (d[i]) n += 1; return n; })()"
    )
    assert painted > 500
    assert page.inner_text("#found") == page.inner_text("[data-map-status]").replace("Στον χάρτη: ", "") + " προβλήματα"


def test_without_scripts_list_filters_pages_and_support_work(shown: Callable[..., Page]) -> None:
    page = shown("/complaints/", java_script_enabled=False)
    assert not page.locator("[data-city-map]").is_visible()
    assert page.locator(".complaint-rows > li").count() == 25
    page.get_by_role("link", name="Παλαιότερα").click()
    assert page.locator(".complaint-rows > li").count() == 15
    page.select_option("#category", "lighting")
    page.get_by_role("button", name="Εμφάνιση").click()
    assert page.inner_text("#found") == "18 προβλήματα"
    page.get_by_text("Περισσότερα φίλτρα").click()
    page.fill("#q", "1/2019")
    page.select_option("#category", "")
    page.get_by_role("button", name="Εμφάνιση").click()
    page.locator(".complaint-rows__name").click()
    assert page.locator("h1").inner_text().strip().startswith("Λακκούβα")


def test_me_too_is_said_by_keyboard_and_counted(shown: Callable[..., Page], rows: dict[str, str]) -> None:
    page = shown("{open}")
    before = Supporter.objects.count()
    page.locator("#id_email").focus()
    page.keyboard.press("Tab")
    # The link to the privacy notice lies between.
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Κι εγώ"
    page.keyboard.press("Enter")
    page.get_by_text("έχετε μετρηθεί").wait_for()

    assert Supporter.objects.count() == before + 1


def test_an_alert_is_asked_for_confirmed_and_stopped(shown: Callable[..., Page]) -> None:
    page = shown("/complaints/alerts/?category=potholes")
    page.fill("#email", "b@example.gr")
    page.get_by_role("button", name="Θέλω ειδοποιήσεις").click()
    page.get_by_text("Σας στείλαμε ένα γράμμα").wait_for()
    alert = Alert.objects.get(email="b@example.gr")
    page.goto(f"{page.url.partition('?')[0]}{alert.code}/")
    page.get_by_role("button", name="Ναι, τις θέλω").click()
    page.get_by_text("Οι ειδοποιήσεις άρχισαν").wait_for()
    page.get_by_role("link", name="Να σταματήσουν").click()
    page.get_by_role("button", name="Να σταματήσουν").click()
    page.get_by_text("Οι ειδοποιήσεις σταμάτησαν").wait_for()

    assert not Alert.objects.filter(email="b@example.gr").exists()


def test_numbers_on_a_phone_scroll_within_their_frames(shown: Callable[..., Page]) -> None:
    page = shown("/complaints/statistics/", width=360)
    page.get_by_text("Πίνακας: Ανά κατηγορία").click()

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator(".number-table table").nth(2).is_visible()


def test_the_council_s_file_opens_without_a_network_and_runs_nothing_that_a_kind_is_called(
    browser: Browser, site: str, rows: dict[str, str], tmp_path: Path
) -> None:
    kind = Service.objects.filter(code="potholes")
    title = kind.get().title_el
    kind.update(title_el=HOSTILE)
    kept = tmp_path / "map.html"
    kept.write_bytes(urlopen(f"{site}/complaints/statistics/map.html").read())  # noqa: S310  # the live site
    kind.update(title_el=title)
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(kept.as_uri())
    page.locator(".marker-cluster").first.wait_for()

    assert 30 <= sum(map(int, page.locator(".marker-cluster").all_inner_texts())) <= 40
    assert page.title() != "HACKED"
    assert page.locator(".told table").inner_text()
    assert asked == [kept.as_uri()]
    assert wrong == []
    context.close()
