"""A citizen tells a problem: on the map, by the keyboard, without scripts, without a line; and follows it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from geoportal.accounts.models import User
from layers.requests import actions
from layers.requests.attachments import Attachment
from layers.requests.codes import read_code
from layers.requests.history import HistoryEntry
from layers.requests.models import Reporter, ServiceRequest
from layers.requests.services import Service
from layers.requests.submitting import Report, submit
from layers.requests.workflow import Outcome, Status
from tests.browser.conftest import until, violations
from tests.browser.windows import opened
from tests.cases import forget_cases_after, last_case, make_staff
from tests.photographs import encoded, four_colours

pytestmark = pytest.mark.browser
ANSWERS = {"problem": "out"}
HEAD = "reporting-head"
SAID = "Το φως αναβοσβήνει από το Σάββατο."


@pytest.fixture(autouse=True)
def _taken_back(site: str) -> Iterator[None]:
    last = last_case()
    yield
    forget_cases_after(last)
    User.objects.filter(username=HEAD).delete()


def reported(page: Page) -> ServiceRequest:
    """Return the case whose code the page shows."""
    return ServiceRequest.objects.get(code=read_code(page.locator(".sent__big").inner_text()))


def test_a_problem_is_told_on_the_map_with_a_photo(open_page: Callable[..., Page], tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(encoded(four_colours((640, 480))))
    page = open_page("/report/")
    until(page, "document.querySelector('[data-pin-map][data-ready]')")
    page.locator("[data-pin-map]").click(position={"x": 300, "y": 300})
    until(page, "document.querySelector('[data-pin-where]').textContent")
    assert violations(page) == []
    page.get_by_role("button", name="Συνέχεια").click()

    page.get_by_label("Τι είδους πρόβλημα;").fill("καμένη λάμπα")
    until(page, "document.querySelectorAll('.kinds button').length === 1")
    assert violations(page) == []
    page.locator(".kinds button").click()

    page.get_by_label("Τι συμβαίνει;").fill(SAID)
    page.get_by_text("Δεν ανάβει", exact=True).click()
    page.set_input_files("#photo-files", photo)
    page.locator(".photos img").wait_for()
    assert page.get_by_label("Τι συμβαίνει;").input_value() == SAID
    assert page.get_by_label("Δεν ανάβει", exact=True).is_checked()
    assert violations(page) == []
    page.get_by_role("button", name="Συνέχεια").click()

    page.get_by_label("E-mail").fill("eleni@example.gr")
    assert violations(page) == []
    page.get_by_role("button", name="Στείλτε το στον Δήμο").click()

    page.locator(".sent__big").wait_for()
    assert violations(page) == []
    case = reported(page)
    assert (case.description, case.status, case.service.code) == (SAID, Status.SUBMITTED, "lighting")
    assert case.geom is not None
    assert Attachment.objects.get(request=case).by_citizen
    assert Reporter.objects.get(request=case).email == "eleni@example.gr"

    page.get_by_role("link", name="Παρακολουθήστε το").click()
    page.get_by_role("heading", name="Η πορεία του").wait_for()
    until(page, "document.querySelector('.photos img').naturalWidth > 0")
    assert violations(page) == []


@pytest.mark.parametrize("width", [1280, 320])
def test_a_problem_is_told_by_the_keyboard_alone(browser: Browser, site: str, width: int) -> None:
    with opened(browser, site, width) as window:
        page = window.go("/en/report/")
        page.get_by_role("combobox", name="Where is the problem?").focus()
        page.keyboard.type("2 Chalidon")
        page.locator("[role=option]").first.wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        until(page, "document.querySelector('[name=lat]').value")
        assert window.fits()
        page.keyboard.press("Enter")
        page.locator(".kinds").first.wait_for()
        assert window.fits()
        _tab_to(page, "Pothole or damaged road")
        page.keyboard.press("Enter")
        page.get_by_label("What is wrong?").focus()
        page.keyboard.type("A deep hole.")
        _answer(page)
        assert window.fits()
        page.get_by_role("button", name="Continue").press("Enter")
        page.get_by_label("E-mail").wait_for()
        assert window.fits()
        page.get_by_role("button", name="Send it to the municipality").press("Enter")
        page.locator(".sent__big").wait_for()

        case = reported(page)
        assert (case.service.code, case.language, case.description) == ("potholes", "en", "A deep hole.")
        assert window.fits()
        assert window.complaints == []


def _tab_to(page: Page, words: str) -> None:
    for _ in range(60):
        if page.evaluate("document.activeElement.innerText || ''").strip().startswith(words):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key never came to {words!r}")


def _answer(page: Page) -> None:
    """Answer the questions that have to be answered, with their first choice."""
    for question in page.locator("fieldset.question:not([hidden])").all():
        question.locator("input").first.focus()
        page.keyboard.press("Space")


def test_a_problem_is_told_without_scripts_and_answered_when_asked(browser: Browser, site: str, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(encoded(four_colours((640, 480))))
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{site}/report/")
    assert not page.get_by_role("button", name="Είμαι εκεί τώρα").is_visible()
    page.get_by_label("Πού είναι το πρόβλημα;").fill("Δημοτική Αγορά")
    page.get_by_role("button", name="Συνέχεια").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Συνέχεια").click()
    page.get_by_role("button", name=re.compile("^Σκουπίδια")).click()
    page.get_by_role("button", name="Συνέχεια").click()
    assert page.get_by_role("alert").is_visible(), "words are missing"
    page.get_by_label("Τι συμβαίνει;").fill(SAID)
    for question in page.locator("fieldset.question:not([data-shown-if])").all():
        question.locator("input").first.check()
    page.set_input_files("#photo-files", photo)
    page.get_by_role("button", name="Προσθήκη φωτογραφιών").click()
    assert page.locator(".photos img").count() == 1
    page.get_by_role("button", name="Συνέχεια").click()
    page.get_by_role("button", name="Στείλτε το στον Δήμο").click()

    case = reported(page)
    assert (case.description, case.service.code) == (SAID, "rubbish")
    assert case.geom is not None
    page.get_by_role("link", name="Παρακολουθήστε το").click()
    page.get_by_text("Προσθέστε φωτογραφία ή σχόλιο").click()
    page.get_by_label("Τι θέλετε να προσθέσετε;").fill("Ακόμη εκεί είναι.")
    page.get_by_role("button", name="Αποστολή").click()
    assert page.get_by_text("Ακόμη εκεί είναι.").is_visible()
    assert HistoryEntry.objects.filter(request=case, action="answer").count() == 1
    context.close()


def test_a_problem_told_without_a_line_is_sent_when_there_is_one(browser: Browser, site: str) -> None:
    context = browser.new_context(locale="el-GR", viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{site}/report/")
    # The first page of a report leaves the one that works without a line in the browser.
    until(page, "window.navigator.serviceWorker.controller")
    before = ServiceRequest.objects.count()

    context.set_offline(True)
    page.goto(f"{site}/report/")
    assert page.get_by_role("heading", level=1).inner_text() == "Δηλώστε ένα πρόβλημα, και χωρίς σύνδεση"
    until(page, "'offlineReady' in document.documentElement.dataset")
    page.get_by_label("Τι είδους πρόβλημα;").select_option("potholes")
    page.get_by_label("Τι συμβαίνει;").fill(SAID)
    page.get_by_label("Πού είναι το πρόβλημα;").fill("Χάληδων 20")
    page.get_by_role("button", name="Στείλτε το στον Δήμο").click()
    page.get_by_text("Περιμένει σύνδεση").wait_for()
    page.reload()
    page.get_by_text("Περιμένει σύνδεση").wait_for()
    assert ServiceRequest.objects.count() == before

    context.set_offline(False)
    page.get_by_text("Το λάβαμε. Ο κωδικός σας:").wait_for()
    case = ServiceRequest.objects.latest("pk")
    assert (case.description, case.address, case.service.code) == (SAID, "Χάληδων 20", "potholes")
    assert ServiceRequest.objects.count() == before + 1
    page.get_by_role("link", name=re.compile("^[0-9A-Z]{5}-[0-9A-Z]{5}$")).click()
    page.get_by_role("heading", name="Η πορεία του").wait_for()
    context.close()


def test_the_page_for_a_slow_line_is_accessible(open_page: Callable[..., Page]) -> None:
    page = open_page("/report/offline/", width=320)

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_nobody_else_is_asked_for_anything(browser: Browser, site: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(re.sub(r"^\w+://([^/:]+).*", r"\1", request.url)))
    page.goto(f"{site}/report/")
    until(page, "document.querySelector('[data-pin-map][data-ready]')")

    assert settings.BASEMAP_TILES_URL == ""
    assert hosts == {"localhost"}
    assert context.cookies() == []
    context.close()


def test_a_case_that_was_closed_is_judged_and_opened_again_on_a_telephone(browser: Browser, site: str) -> None:
    case = submit(Report(service=Service.objects.get(code="lighting"), description=SAID, lon_lat=(24.0187, 35.5138), answers=ANSWERS)).case
    head = make_staff(HEAD, "handle_request", "direct_requests", department=case.department.code)  # type: ignore[union-attr]
    actions.complete(case, outcome=Outcome.FIXED, text="Αλλάξαμε τη λάμπα.", by=head)
    with opened(browser, site, 360) as window:
        page = window.go(f"/track/?code={case.code.lower()}")
        assert page.get_by_text("Αλλάξαμε τη λάμπα.").is_visible()
        assert violations(page) == []
        page.get_by_text("Άσχημα", exact=True).click()
        page.get_by_role("button", name="Στείλτε τη γνώμη σας").click()
        page.get_by_role("heading", name="Μας είπατε τη γνώμη σας").wait_for()

        page.get_by_text("Το πρόβλημα δεν λύθηκε;").click()
        page.get_by_label("Τι δεν έγινε;").fill("Πάλι δεν ανάβει.")
        assert violations(page) == []
        page.get_by_role("button", name="Ανοίξτε το ξανά").click()
        page.get_by_role("heading", name="Άνοιξε ξανά").wait_for()
        assert page.get_by_text("Πάλι δεν ανάβει.").is_visible()
        assert window.fits()
        assert window.complaints == []
    case.refresh_from_db()
    assert (case.status, case.reopened, case.assignee) == (Status.SUBMITTED, 1, None)
