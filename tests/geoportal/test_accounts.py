from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone
from time_machine import travel

from geoportal.accounts.models import User
from geoportal.accounts.tasks import forget_failed_sign_ins
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

    assert {account.username for account in created} == {
        "admin", "gis", "polites", "proistamenos", "syntaktis", "elegktis", "dimotis", "michanikos", "technitis", "ilektrologos", "epoptis",
        "kathariotita", "kiporos", "astynomos", "poleodomos", "kep",
    }  # fmt: skip
    assert create_accounts(path) == []
    assert path.stat().st_mode & 0o777 == 0o600
    for account in created:
        assert f"{account.username:12} {account.password}" in path.read_text()
        assert User.objects.get(username=account.username).check_password(account.password)
    assert len({account.password for account in created}) == len(created)


def guess(client: Client, username: str, password: str, address: str = "203.0.113.7") -> Any:
    return client.post("/account/sign-in/", {"username": username, "password": password}, REMOTE_ADDR=address)


def test_who_guesses_waits_and_nobody_else_does(client: Client, settings: Any) -> None:
    User.objects.create_user("maria", password="a-long-password-1")
    User.objects.create_user("nikos", password="a-long-password-2")
    for number in range(settings.AXES_FAILURE_LIMIT):
        answer = guess(client, "maria", f"wrong-{number}")
    assert answer.status_code == 429

    locked = guess(client, "maria", "a-long-password-1")

    assert (locked.status_code, locked["Retry-After"]) == (429, "900")
    assert "Δοκιμάστε ξανά σε 15 λεπτά" in locked.content.decode()
    assert guess(Client(), "nikos", "a-long-password-2").status_code == 302
    assert guess(Client(), "maria", "a-long-password-1", address="198.51.100.9").status_code == 302
    with travel(timezone.now() + timedelta(minutes=16)):
        assert guess(client, "maria", "a-long-password-1").status_code == 302


def test_what_is_kept_of_a_failed_sign_in_goes_when_it_no_longer_counts(client: Client) -> None:
    guess(client, "maria", "wrong")
    assert forget_failed_sign_ins(0) == 0
    with travel(timezone.now() + timedelta(minutes=16)):
        assert forget_failed_sign_ins(0) == 1
    assert not AccessAttempt.objects.exists()
