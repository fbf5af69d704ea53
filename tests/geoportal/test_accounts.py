from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client

from geoportal.accounts.models import User
from geoportal.demo.accounts import create_accounts
from importers.models import ImportRun

pytestmark = pytest.mark.django_db


def test_staff_sign_in_see_the_last_imports_and_sign_out(client: Client) -> None:
    User.objects.create_user("gis", password="ένα μεγάλο σύνθημα", is_staff=True)
    ImportRun.objects.create(file_name="kadoi.zip", target="Κάδοι", outcome="refused", report={"message": "Λείπει το .dbf"})

    answer = client.post("/account/sign-in/", {"username": "gis", "password": "ένα μεγάλο σύνθημα"}, follow=True)

    assert answer.redirect_chain == [("/account/", 302)]
    assert "Λείπει το .dbf" in answer.content.decode()
    assert client.post("/account/sign-out/").status_code == 302
    assert client.get("/account/").status_code == 302


def test_citizens_see_no_imports(client: Client) -> None:
    client.force_login(User.objects.create_user("dimotis"))

    assert "εισαγωγές" not in client.get("/account/").content.decode()


def test_a_wrong_password_is_told_without_saying_which_part_was_wrong(client: Client) -> None:
    User.objects.create_user("gis", password="ένα μεγάλο σύνθημα")
    answers = [
        client.post("/account/sign-in/", {"username": name, "password": "λάθος"}).content.decode().replace(name, "")
        for name in ("gis", "nobody")
    ]

    assert "Η σύνδεση δεν έγινε" in answers[0]
    assert len(answers[0]) == len(answers[1])


def test_sign_in_leads_back_to_the_page_but_never_to_another_site(client: Client) -> None:
    User.objects.create_user("gis", password="ένα μεγάλο σύνθημα")
    credentials = {"username": "gis", "password": "ένα μεγάλο σύνθημα"}

    assert client.post("/account/sign-in/", {**credentials, "next": "/en/map/"})["Location"] == "/en/map/"
    client.logout()
    assert client.post("/account/sign-in/", {**credentials, "next": "https://evil.example/"})["Location"] == "/account/"


@pytest.mark.parametrize("password", ["1234", "password1234", "gis"])
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, User(username="gis"))


def test_an_address_belongs_to_one_account_whatever_its_capitals() -> None:
    User.objects.create_user("a", email="Maria@example.org")
    with pytest.raises(IntegrityError):
        User.objects.create_user("b", email="maria@example.org")


def test_a_user_is_shown_without_personal_data() -> None:
    user = User.objects.create_user("maria", email="maria@example.org")

    assert "maria" not in str(user)


def test_demo_accounts_are_made_once_and_kept_from_others(tmp_path: Path) -> None:
    path = tmp_path / "demo-accounts.txt"

    created = create_accounts(path)

    assert {account.username for account in created} == {"admin", "gis", "polites", "dimotis"}
    assert create_accounts(path) == []
    assert path.stat().st_mode & 0o777 == 0o600
    for account in created:
        assert f"{account.username:10} {account.password}" in path.read_text()
        assert Client().login(username=account.username, password=account.password)
    assert len({account.password for account in created}) == 4
