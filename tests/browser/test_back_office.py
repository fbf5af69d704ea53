"""The staff's side for everybody: every template of its own, and Wagtail's as the rooms fill them, by axe-core."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page

from geoportal.accounts.models import User
from geoportal.news.kinds import Kind
from geoportal.news.publications import PublicationPage
from geoportal.news.sections import SectionPage
from geoportal.pages.models import ArticlePage
from layers.datasets.actions import delete_dataset
from layers.departments import Department
from layers.events.models import Event
from layers.pharmacies import Pharmacy
from layers.places import Place
from layers.routes import Route
from tests.browser.conftest import until, violations
from tests.datasets import make_dataset
from tests.mail import written
from tests.workers import lose_jobs

pytestmark = pytest.mark.browser
PASSWORD = "a-Long-enough-secret-1"
CONTENT = "/backoffice/content"
PAGES = {
    "dashboard": "/backoffice/",
    "list": f"{CONTENT}/place/",
    "list without finds": f"{CONTENT}/place/?q=ξξξξ",
    "form with a point": f"{CONTENT}/place/edit/{{place}}/",
    "form with hours": f"{CONTENT}/pharmacy/edit/{{pharmacy}}/",
    "form with an area and a point": f"{CONTENT}/department/edit/{{department}}/",
    "form with a line": f"{CONTENT}/route/edit/{{route}}/",
    "form with a period": f"{CONTENT}/event/edit/{{event}}/",
    "empty form": f"{CONTENT}/place/add/",
    "a row in words": f"{CONTENT}/place/inspect/{{place}}/",
    "history": f"{CONTENT}/place/history/{{place}}/",
    "deletion": f"{CONTENT}/place/delete/{{place}}/",
    "bulk edit": "{bulk}",
    "tokens": "/backoffice/tokens/",
    "new token": "/backoffice/tokens/add/",
    "jobs": "/backoffice/jobs/",
    "messages": "/backoffice/messages/",
    "message": "/backoffice/messages/{message}/",
    "texts of messages": "/backoffice/messages/texts/",
    "text of a message": "/backoffice/messages/texts/request-delayed/el/",
    "layers": "/backoffice/layers/",
    "dataset": "/backoffice/layers/{dataset}/",
    "deletion of a dataset": "/backoffice/layers/{dataset}/delete/",
    "gaps": "/backoffice/gaps/",
    "gap": "/backoffice/gaps/place/hours/",
    "tree": "/backoffice/pages/{section}/",
    "article": "/backoffice/pages/{article}/edit/",
    "tender": "/backoffice/pages/{tender}/edit/",
    "history of a page": "/backoffice/pages/{article}/history/",
    "site history": "/backoffice/reports/site-history/",
    "workflows": "/backoffice/workflows/list/",
    "users": "/backoffice/users/",
    "images": "/backoffice/images/",
    "not there": "/backoffice/no-such-page/",
    "own account": "/account/",
}


@pytest.fixture(scope="module")
def desk(browser: Browser, site: str, django_db_blocker: Any) -> Iterator[Page]:
    with django_db_blocker.unblock():
        account = User.objects.create_superuser("desk", password=PASSWORD)
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="el-GR")
        page = context.new_page()
        page.goto(f"{site}/account/sign-in/?next=/backoffice/")
        page.locator("[name=username]").fill("desk")
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main button[type=submit]").click()
        page.wait_for_url("**/backoffice/")
        yield page
        context.close()
        account.delete()


@pytest.fixture(scope="module")
def addresses(site: str, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """The addresses of ``PAGES``, and, while they are looked at, a dataset and a message."""
    with django_db_blocker.unblock():
        dataset, message = make_dataset(), written("looked at")
        place = Place.objects.published().order_by("pk")[0]
        rows = {
            "place": place.pk,
            "pharmacy": _first(Pharmacy),
            "department": _first(Department),
            "route": _first(Route),
            "event": _first(Event),
            "bulk": reverse("wagtail_bulk_action", args=("layers", "place", "edit")) + f"?id={place.pk}",
            "dataset": dataset.slug,
            "message": message.pk,
            "section": SectionPage.objects.get(kind=Kind.TENDER, locale__language_code="el").pk,
            "article": ArticlePage.objects.get(slug="old-harbour", locale__language_code="el").pk,
            "tender": PublicationPage.objects.filter(kind=Kind.TENDER)[0].pk,
        }
        yield {name: address.format(**rows) for name, address in PAGES.items()}
        delete_dataset(dataset)
        message.delete()
        lose_jobs()


def _first(model: Any) -> int:
    return int(model.objects.order_by("pk").values_list("pk", flat=True)[0])


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_staff_is_for_everybody(desk: Page, site: str, addresses: dict[str, str], name: str) -> None:
    desk.goto(site + addresses[name])
    if desk.query_selector("[data-picker]"):
        until(
            desk, "document.querySelectorAll('[data-picker-map][data-ready]').length === document.querySelectorAll('[data-picker]').length"
        )
    until(desk, "!document.querySelector('section.w-panel:not([role])')")
    if desk.query_selector("[data-draftail-input]"):
        until(desk, "document.querySelector('[role=textbox][aria-label]')")

    assert desk.locator("h1").count() >= 1
    assert violations(desk) == []
    assert desk.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
