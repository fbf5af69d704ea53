"""An editor's journey: a press release with a map goes from the draft to whoever reads the feed or searches."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import feedparser
import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect
from time_machine import travel

from geoportal.accounts.models import User
from geoportal.backoffice.roles import Role, found_roles
from geoportal.news.kinds import Kind
from geoportal.news.publications import PublicationPage
from geoportal.news.sections import SectionPage
from geoportal.search.upkeep import renew_index
from tests.browser.conftest import violations

TITLE = "Ανοίγει ξανά ο φάρος για τρεις Κυριακές"
SLUG = "anoigei-xana-o-faros-gia-treis-kyriakes"
ADDRESS = f"/news/press/{SLUG}/"
MAP = "/map/?layers=places&at=16/35.51964/24.01675"
OpenPage = Callable[..., Page]


@pytest.fixture
def staff(site: str) -> Iterator[dict[Role, User]]:
    groups = found_roles()
    accounts = {}
    for role in (Role.EDITOR, Role.HEAD):
        accounts[role] = User.objects.create_user(f"journey-{role.name.lower()}", password="a-Long-enough-secret-1", is_staff=True)
        accounts[role].groups.add(groups[role])
    yield accounts
    for page in PublicationPage.objects.filter(slug=SLUG):
        page.delete()
    for account in accounts.values():
        account.delete()
    renew_index()


def sign_in(open_page: OpenPage, account: User) -> Page:
    page = open_page("/account/sign-in/?next=/backoffice/")
    page.locator("[name=username]").fill(account.username)
    page.locator("[name=password]").fill("a-Long-enough-secret-1")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/backoffice/")
    return page


def choose(page: Page, action: str) -> None:
    """Do what stands behind the arrow beside the main button."""
    page.locator("footer").get_by_role("button", name="Περισσότερες επιλογές").click()
    page.get_by_role("button", name=action).click()


def write_draft(page: Page, site: str) -> None:
    section = SectionPage.objects.get(kind=Kind.PRESS, locale__language_code="el")
    page.goto(f"{site}/backoffice/pages/add/news/publicationpage/{section.pk}/")
    page.get_by_placeholder("Τίτλος σελίδας").fill(TITLE)
    page.locator("#id_lead").fill("Με ξεναγό, στις έντεκα και στις δώδεκα.")
    page.locator(".c-sf-add-button").first.click()
    page.get_by_role("option", name="Χάρτης").click()
    page.get_by_label("σύνδεσμος του χάρτη").fill(MAP)
    page.get_by_label("τι δείχνει ο χάρτης").fill("Ο φάρος και τα σημεία γύρω του")
    page.get_by_role("button", name="Αποθήκευση σχεδίου").click()
    page.wait_for_url("**/edit/")


def previewed(page: Page) -> str:
    """Return what the preview of the page that is being written shows: the text, and whether the map has drawn itself."""
    page.get_by_role("button", name="Εμφάνιση/απόκρυψη προεπισκόπησης").click()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Προεπισκόπηση σε νέα καρτέλα").click()
    shown = opened.value
    map_is_drawn(shown)
    text = shown.inner_text("main")
    shown.close()
    return text


def map_is_drawn(page: Page) -> None:
    frame = page.frame_locator("iframe[src*='/map/embed/']")
    page.locator(".map-block iframe").first.scroll_into_view_if_needed()
    expect(frame.locator("canvas").first).to_be_visible(timeout=15_000)


def set_schedule(page: Page, at: datetime) -> None:
    page.get_by_role("button", name="Εμφάνιση/απόκρυψη κατάστασης").click()
    page.get_by_role("button", name="Ορισμός προγραμματισμού").click()
    page.locator("#id_go_live_at").fill(timezone.localtime(at).strftime("%Y-%m-%d %H:%M"))
    # Past the other hour; a click would meet the calendar that opens below.
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")


def test_from_a_draft_to_whoever_reads_it(open_page: OpenPage, site: str, staff: dict[Role, User]) -> None:
    editor = sign_in(open_page, staff[Role.EDITOR])
    write_draft(editor, site)
    draft = PublicationPage.objects.get(slug=SLUG)
    visitor = open_page("/news/press/")
    assert not draft.live
    assert TITLE not in visitor.content()
    assert visitor.request.get(site + ADDRESS).status == 404

    assert TITLE in previewed(editor)

    choose(editor, "Υποβολή σε Έγκριση προϊσταμένου")
    expect(editor.locator("body")).to_contain_text("υποβλήθηκε για έλεγχο")
    head = sign_in(open_page, staff[Role.HEAD])
    expect(head.get_by_text("περιμένει την έγκρισή σας")).to_be_visible()
    head.get_by_role("link", name=TITLE).first.click()
    at = timezone.now().replace(second=0, microsecond=0) + timedelta(hours=2)
    set_schedule(head, at)
    choose(head, "Έγκριση και δημοσίευση")
    draft.refresh_from_db()
    assert (draft.live, draft.approved_schedule) == (False, True)
    assert visitor.request.get(site + ADDRESS).status == 404

    with travel(at + timedelta(minutes=1)):
        call_command("publish_scheduled")
        visitor.goto(site + "/news/press/")
        visitor.get_by_role("heading", name=TITLE).get_by_role("link").click()
        assert visitor.url == site + ADDRESS
        map_is_drawn(visitor)
        assert violations(visitor) == []
        feed = feedparser.parse(visitor.request.get(f"{site}/feeds/news-press.atom").text())
        assert (feed.entries[0].title, feed.entries[0].link) == (TITLE, site + ADDRESS)
        visitor.goto(f"{site}/search/?q=faros+kyriakes")
        assert visitor.locator(".hits__list a").first.inner_text() == TITLE
