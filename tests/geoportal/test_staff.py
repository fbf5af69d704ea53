"""The accounts of staff: made in the back office with their department and roles."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale

from geoportal.accounts.models import User
from geoportal.backoffice.roles import Role, found_roles
from geoportal.pages.models import NodePage
from geoportal.pages.tree import found_tree
from layers.departments import Department
from tests.planting import plant
from tests.staff import signed_in, staff

pytestmark = pytest.mark.django_db

USERS = "/backoffice/users/"
SECRET = "a-Long-enough-secret-1"


@pytest.fixture
def parks() -> Department:
    return plant(Department, code="prasino", name_el="Πράσινο", name_en="Parks")


@pytest.fixture
def administrator(parks: Department) -> Client:
    return signed_in(Role.ADMINISTRATOR)


def account(*roles: Role, **given: Any) -> dict[str, Any]:
    groups = found_roles()
    names = {"username": "eleni", "email": "eleni@example.org", "first_name": "Ελένη", "last_name": "Δοκιμή"}
    secret = {"password1": SECRET, "password2": SECRET, "is_staff": "on"}
    return {**names, **secret, "groups": [groups[role].pk for role in roles], **given}


def test_an_account_is_made_with_its_department_and_roles(administrator: Client, parks: Department) -> None:
    answer = administrator.post(f"{USERS}new/", account(Role.CLERK, department=parks.pk))

    made = User.objects.get(username="eleni")
    assert answer.status_code == 302
    assert (made.department, made.is_staff, [group.name for group in made.groups.all()]) == (parks, True, [Role.CLERK.value])
    assert made.check_password(SECRET)
    assert "Πράσινο" in administrator.get(USERS).content.decode()


def test_who_moves_to_another_department_is_told_to_the_back_office(administrator: Client, parks: Department) -> None:
    clerk = staff(Role.CLERK, parks.code)
    lights = plant(Department, code="fota", name_el="Φώτα", name_en="Lights")
    page = administrator.get(f"{USERS}edit/{clerk.pk}/")
    sent = account(Role.CLERK, username=clerk.username, department=lights.pk, is_active="on", password1="", password2="")

    assert f'<option value="{parks.pk}" selected>' in page.content.decode()
    assert administrator.post(f"{USERS}edit/{clerk.pk}/", sent).status_code == 302
    clerk.refresh_from_db()
    assert clerk.department == lights


@pytest.mark.parametrize(
    ("role", "given", "told"),
    [
        (Role.CLERK, {"department": ""}, "Ο ρόλος «Υπάλληλος» είναι μιας υπηρεσίας"),
        (Role.AUDITOR, {"is_staff": ""}, "Ο ρόλος «Ελεγκτής» είναι προσωπικού"),
        (Role.AUDITOR, {"password1": "chania", "password2": "chania"}, "12"),
    ],
)
def test_an_account_that_cannot_work_is_refused_with_its_remedy(
    role: Role, given: dict[str, str], told: str, administrator: Client
) -> None:
    sent = {name: value for name, value in account(role, **given).items() if value}

    assert told in administrator.post(f"{USERS}new/", sent).content.decode()
    assert not User.objects.filter(username="eleni").exists()


def test_the_accounts_of_a_department_are_listed(administrator: Client, parks: Department, django_assert_max_num_queries: Any) -> None:
    staff(Role.CLERK, parks.code)
    staff(Role.AUDITOR)
    administrator.get(USERS)

    with django_assert_max_num_queries(15):
        found = administrator.get(f"{USERS}?department={parks.pk}").content.decode()
    assert "clerk-prasino" in found
    assert "auditor-all" not in found


def test_only_administrators_keep_accounts(parks: Department) -> None:
    assert signed_in(Role.HEAD, parks.code).get(f"{USERS}new/").status_code == 302


def test_the_auditor_sees_what_everybody_changed(parks: Department) -> None:
    home = found_tree()["el"]
    page = home.add_child(instance=NodePage(title="Κόμβος ελέγχου", slug="audited", locale=home.locale))
    page.save_revision(user=staff(Role.EDITOR, parks.code), log_action=True)
    signed_in(Role.ADMINISTRATOR).post(f"{USERS}new/", account(Role.CLERK, department=parks.pk))
    auditor = signed_in(Role.AUDITOR)
    told = auditor.get("/backoffice/history/").content.decode()

    assert "Κόμβος ελέγχου" in told
    assert f"#{User.objects.get(username='eleni').pk}" in told
    assert "/backoffice/history/" in auditor.get("/backoffice/").content.decode()
    assert auditor.get("/backoffice/history/?export=xlsx").status_code == 200
    assert signed_in(Role.CLERK, parks.code).get("/backoffice/history/").status_code == 302


def test_an_editor_translates_a_page_and_switches_to_it(parks: Department) -> None:
    home = found_tree()["el"]
    page = home.add_child(instance=NodePage(title="Λιμάνι", slug="port", locale=home.locale))
    editor = signed_in(Role.EDITOR, parks.code)
    address = f"/backoffice/translation/submit/page/{page.pk}/"
    english = Locale.objects.get(language_code="en")

    assert "English" in editor.get(address).content.decode() or "Αγγλικά" in editor.get(address).content.decode()
    assert editor.post(address, {"locales": [english.pk]}).status_code == 302
    assert page.get_translation(english).alias_of is None


def test_a_preview_carries_the_accessibility_checker_and_the_page_does_not(parks: Department) -> None:
    home = found_tree()["el"]
    page = home.add_child(instance=NodePage(title="Λιμάνι", slug="port", locale=home.locale))
    page.save_revision().publish()
    editor = signed_in(Role.EDITOR, parks.code)

    preview = editor.get(f"/backoffice/pages/{page.pk}/view_draft/").content.decode()
    assert "checker-axe-configuration" in preview
    assert "checker-axe-configuration" not in editor.get("/port/").content.decode()
