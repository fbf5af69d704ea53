"""The desk in English: not a word of Greek but those of the citizen."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from wagtail.users.models import UserProfile

from geoportal.backoffice.roles import Role
from layers.requests import actions
from layers.requests.models import RoutingRule, ServiceRequest
from layers.requests.services import Service
from layers.requests.status_notes import StatusNote
from layers.requests.submitting import Contact
from tests.cases import QUESTIONS, make_case, make_department, make_service, square

pytestmark = pytest.mark.django_db
DESK = "/backoffice/desk/"
GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]+")


@pytest.fixture
def case(service: Service, sign_in: Callable[..., Any]) -> ServiceRequest:
    """A case with whatever a page can tell, in English where it is data."""
    _client, head = sign_in(Role.HEAD, username="head")
    asked = make_service("asked", questions=QUESTIONS, title_el="Ερωτήσεις", title_en="Asked")
    RoutingRule.objects.create(position=1, department=service.department, area=square(24.01, 35.51), reason="Harbour")
    StatusNote.objects.create(title="Lamp", text_el="Lamp.", text_en="Lamp.")
    contact = Contact(name="Maria", email="m@example.gr")
    made = make_case(asked, description="No light.", address="Main st.", language="en", answers={"lamps": "many"}, contact=contact)
    make_case(asked, description="No light.", address="", answers={"lamps": "one"})
    actions.claim(made, by=head)
    actions.ask(made, question="Which pole?", by=head)
    actions.forward(made, to=make_department("cleaning"), note="yours", by=sign_in(Role.RECEPTION, "", username="desk")[1], is_joint=True)
    return made


def test_no_page_of_the_desk_speaks_greek_in_english(case: ServiceRequest, sign_in: Callable[..., Any]) -> None:
    client, admin = sign_in(Role.ADMINISTRATOR, "", is_superuser=True)
    profile = UserProfile.get_for_user(admin)
    profile.preferred_language = "en"
    profile.save()
    addresses = [
        "", "?queue=open", "?q=ab&bbox=1,2&area=x", "?q=light", f"{case.pk}/", f"{case.pk}/print/", "new/", f"new/{case.pk}/", "looks/",
        "replies/", "replies/add/", "rules/", "rules/add/", "rules/simulation/?days=9",
    ]  # fmt: skip

    for address in addresses:
        page = client.get(DESK + address)
        assert page.status_code in (200, 422), address
        # Wagtail's own words, and the name of the other language in its list.
        text = re.sub(r"<script.*?</script>", "", page.text, flags=re.DOTALL)
        assert GREEK.findall(text) == [], address
    refused = client.post(f"{DESK}{case.pk}/do/claim/")
    assert refused.status_code == 409
    assert "Not done: you may not do this" in refused.text
