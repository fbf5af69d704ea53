"""The desk by keyboard: a case is claimed, sent on, asked about and completed; its pages are for everybody and fit a telephone."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from geoportal.accounts.models import User
from geoportal.backoffice.desk.models import PersonalDataView
from geoportal.backoffice.roles import Role, found_roles
from layers.departments import Department
from layers.requests.models import RoutingRule, ServiceRequest
from layers.requests.services import Service
from layers.requests.status_notes import StatusNote
from layers.requests.submitting import Contact, Report, submit
from layers.requests.workflow import Status
from tests.browser.conftest import until, violations
from tests.cases import forget_cases_after, last_case

pytestmark = pytest.mark.browser
PASSWORD = "a-Long-enough-secret-1"
DESK = "/backoffice/desk/"
LIGHTS, WORKS = "ilektrofotismos", "technikes-ypiresies"
PEOPLE = {
    "desk-head": (Role.HEAD, LIGHTS),
    "desk-lights": (Role.CLERK, LIGHTS),
    "desk-works": (Role.CLERK, WORKS),
    "desk-admin": (Role.ADMINISTRATOR, ""),
}
PAGES = {
    "list": ("desk-head", f"{DESK}?queue=open"),
    "list of all": ("desk-admin", f"{DESK}?queue=open"),
    "search that finds nothing": ("desk-head", f"{DESK}?q=ξξξξ"),
    "search that is not understood": ("desk-head", f"{DESK}?q=ab&bbox=1"),
    "case": ("desk-head", f"{DESK}{{case}}/?queue=open"),
    "print": ("desk-head", f"{DESK}{{case}}/print/"),
    "new": ("desk-head", f"{DESK}new/"),
    "registered": ("desk-head", f"{DESK}new/{{case}}/"),
    "replies": ("desk-head", f"{DESK}replies/"),
    "reply": ("desk-head", f"{DESK}replies/{{note}}/"),
    "rules": ("desk-admin", f"{DESK}rules/simulation/?days=30&rules={{rule}}"),
    "rule": ("desk-admin", f"{DESK}rules/{{rule}}/"),
    "looks": ("desk-admin", f"{DESK}looks/"),
}


@pytest.fixture(scope="module")
def people(site: str, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        groups, last = found_roles(), last_case()
        for name, (role, department) in PEOPLE.items():
            user = User.objects.create_user(
                name, password=PASSWORD, is_staff=True, department=Department.objects.filter(code=department).first()
            )
            user.groups.add(groups[role])
        yield
        forget_cases_after(last)
        User.objects.filter(username__in=PEOPLE).delete()


@pytest.fixture(scope="module")
def rows(people: None, django_db_blocker: Any) -> Iterator[dict[str, int]]:
    with django_db_blocker.unblock():
        note = StatusNote.objects.create(title="Λάμπα", action="complete", text_el="Άλλαξε η λάμπα.", text_en="The lamp was changed.")
        rule = RoutingRule.objects.create(position=9, is_active=False, department=Department.objects.get(code=WORKS))
        made = [make_case(number) for number in range(3)]
        yield {"case": made[0].pk, "note": note.pk, "rule": rule.pk}
        note.delete()
        rule.delete()


def make_case(number: int = 0) -> ServiceRequest:
    service = Service.objects.get(code="lighting")
    answers = {question["code"]: question["values"][0]["key"] for question in service.questions if question["required"]}
    place = (24.0187 + number * 0.0001, 35.5118)
    contact = Contact(name="Μαρία", email=f"m{number}@example.gr")
    return submit(Report(service=service, description="Η λάμπα αναβοσβήνει.", answers=answers, lon_lat=place, contact=contact)).case


@pytest.fixture(scope="module")
def windows(browser: Browser, site: str, people: None) -> Iterator[Callable[..., Page]]:
    """A page signed in as one of the people; kept for the module."""
    contexts: dict[str, BrowserContext] = {}

    def open_as(name: str, address: str, *, width: int = 1280) -> Page:
        if name not in contexts:
            contexts[name] = browser.new_context(viewport={"width": 1280, "height": 900}, locale="el-GR")
            page = contexts[name].new_page()
            page.goto(f"{site}/account/sign-in/?next={DESK}")
            page.locator("[name=username]").fill(name)
            page.locator("[name=password]").fill(PASSWORD)
            page.locator("main button[type=submit]").click()
            page.wait_for_url(f"**{DESK}")
        page = contexts[name].pages[0]
        page.set_viewport_size({"width": width, "height": 900 if width > 600 else 740})
        page.goto(site + address)
        return page

    yield open_as
    for context in contexts.values():
        context.close()


def press(page: Page, key: str) -> None:
    until(page, "document.querySelector('[data-keys=ready]')")
    page.keyboard.press(key)


def settled(page: Page) -> None:
    if page.locator("[data-city-map]:visible").count():
        until(page, "document.querySelector('[data-city-map][data-ready]')")
    if page.locator("[data-picker-map]:visible").count():
        until(page, "document.querySelector('[data-picker-map][data-ready]')")
    until(page, "!document.querySelector('section.w-panel:not([role])')")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_desk_is_for_everybody(windows: Callable[..., Page], rows: dict[str, int], name: str, width: int) -> None:
    who, address = PAGES[name]
    page = windows(who, address.format(**rows), width=width)
    settled(page)

    assert page.locator("h1").count() == 1
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def claim_and_forward(page: Page) -> None:
    press(page, "a")
    page.get_by_text("Το αίτημα είναι δικό σας.").wait_for()
    press(page, "f")
    until(page, "document.activeElement.name === 'forward-to'")
    while not page.evaluate("document.activeElement.selectedOptions[0].text.startsWith('Διεύθυνση Τεχνικών')"):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Ο στύλος είναι δικός σας.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Το αίτημα προωθήθηκε.").wait_for()


def claim_and_ask(page: Page) -> None:
    press(page, "j")
    page.keyboard.press("Enter")
    page.locator("#case").wait_for()
    press(page, "a")
    page.get_by_text("Το αίτημα είναι δικό σας.").wait_for()
    press(page, "r")
    until(page, "document.activeElement.name === 'ask-text'")
    page.keyboard.type("Ποιος στύλος; acr")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Η ερώτηση στάλθηκε").wait_for()


def complete(page: Page) -> None:
    press(page, "c")
    until(page, "document.activeElement.name === 'complete-outcome'")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Ισιώθηκε ο στύλος.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Το αίτημα ολοκληρώθηκε.").wait_for()


def test_a_case_goes_its_way_by_keyboard(windows: Callable[..., Page], rows: dict[str, int]) -> None:
    case = make_case()
    claim_and_forward(windows("desk-lights", f"{DESK}{case.pk}/?queue=new"))
    assert ServiceRequest.objects.get(pk=case.pk).department.code == WORKS  # type: ignore[union-attr]

    page = windows("desk-works", f"{DESK}?q={case.code}")
    claim_and_ask(page)
    assert ServiceRequest.objects.get(pk=case.pk).status == Status.WAITING
    complete(page)

    done = ServiceRequest.objects.get(pk=case.pk)
    assert (done.status, done.outcome) == (Status.COMPLETED, "fixed")
    assert [entry.action for entry in done.history.all()] == ["submit", "claim", "forward", "claim", "ask", "complete"]
    assert PersonalDataView.objects.filter(request=case, user__username="desk-works").exists()


def test_a_long_case_is_printed_whole(windows: Callable[..., Page], rows: dict[str, int]) -> None:
    page = windows("desk-head", f"{DESK}{rows['case']}/print/")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 300})
    try:
        assert page.evaluate("document.documentElement.scrollHeight") > 600
        assert not page.locator("#wagtail-sidebar").is_visible()
    finally:
        page.emulate_media(media="screen")


def test_keys_are_told_by_a_key_and_can_be_turned_off(windows: Callable[..., Page], rows: dict[str, int]) -> None:
    page = windows("desk-head", f"{DESK}{rows['case']}/?queue=open")
    press(page, "?")
    assert page.evaluate("document.querySelector('[data-help-dialog]').open")
    assert violations(page) == []
    page.get_by_label("Τα πλήκτρα ισχύουν").uncheck()
    page.keyboard.press("Escape")
    press(page, "n")
    assert page.locator("#act-note[open]").count() == 0

    page.reload()
    page.locator("[data-help]").click()
    page.get_by_label("Τα πλήκτρα ισχύουν").check()
    page.keyboard.press("Escape")
    press(page, "n")
    until(page, "document.activeElement.name === 'note-text'")
    page.keyboard.type("a c ?")
    assert page.locator("[name=note-text]").input_value() == "a c ?"
    assert not page.evaluate("document.querySelector('[data-help-dialog]').open")


def test_a_case_is_registered_and_asked_only_what_its_answers_call_for(windows: Callable[..., Page], rows: dict[str, int]) -> None:
    page = windows("desk-head", f"{DESK}new/")
    page.locator("[name=service]").select_option("rubbish")
    page.locator("[data-shown-if]").first.wait_for(state="attached")
    conditional = page.locator("[data-shown-if]").first
    name, value = (conditional.get_attribute(f"data-shown-{part}") for part in ("if", "for"))
    until(page, "document.querySelector('.line[hidden]')")
    assert not conditional.is_visible()
    page.locator(f"[name='{name}']").select_option(value)

    assert conditional.is_visible()
    assert violations(page) == []


def test_a_ready_reply_is_put_into_the_words_at_once(windows: Callable[..., Page], rows: dict[str, int]) -> None:
    page = windows("desk-head", f"{DESK}{rows['case']}/?queue=open")
    press(page, "c")
    page.locator("#act-complete [name=reply]").select_option("Λάμπα")
    page.locator("#act-complete [data-insert]").click()

    assert page.locator("[name=complete-text]").input_value() == "Άλλαξε η λάμπα."


def test_a_case_is_completed_on_a_telephone_without_scripts(browser: Browser, site: str, rows: dict[str, int]) -> None:
    case = make_case(2)
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="el-GR", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/account/sign-in/?next={DESK}")
    page.locator("[name=username]").fill("desk-head")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.goto(f"{site}{DESK}{case.pk}/?queue=new")
    page.locator("#act-complete summary").click()
    page.locator("#act-complete [name=reply]").select_option("Λάμπα")
    page.locator("#act-complete [data-insert]").click()
    assert page.locator("[name=complete-text]").input_value() == "Άλλαξε η λάμπα."
    page.locator("[name=complete-outcome]").select_option("fixed")
    page.locator("#act-complete form > button[type=submit]").last.click()

    assert ServiceRequest.objects.get(pk=case.pk).status == Status.COMPLETED
    context.close()
