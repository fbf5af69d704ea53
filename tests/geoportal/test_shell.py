"""The shell: two languages, a strict policy, pages for what goes wrong, answers for machines that watch."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from geoportal.site.context import address_in

pytestmark = pytest.mark.django_db
PAGES = ["/", "/map/", "/map/?view=list", "/services/", "/account/sign-in/", "/feeds/", "/accessibility/", "/privacy/"]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("accepted", ["el", "en", "de", ""])
def test_the_address_alone_decides_the_language(client: Client, address: str, accepted: str) -> None:
    greek = client.get(address, headers={"Accept-Language": accepted})
    english = client.get(f"/en{address}", headers={"Accept-Language": accepted})

    assert '<html lang="el">' in greek.content.decode()
    assert '<html lang="en">' in english.content.decode()
    assert (greek["Content-Language"], english["Content-Language"]) == ("el", "en")
    assert "Accept-Language" not in greek.get("Vary", "")


@pytest.mark.parametrize("address", PAGES)
def test_english_pages_hold_no_greek_but_the_switch_and_names(client: Client, address: str) -> None:
    body = re.sub(r"<(script|style).*?</\1>", "", client.get(f"/en{address}").content.decode(), flags=re.DOTALL)
    body = re.sub(r"<a[^>]*data-language-switch[^>]*>[^<]*</a>", "", body)

    assert re.findall(r"[Α-Ωα-ωά-ώ]{3,}", body) == []


@pytest.mark.parametrize("address", PAGES)
def test_pages_send_a_policy_without_exceptions(client: Client, address: str) -> None:
    policy = client.get(address)["Content-Security-Policy"]

    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "nonce" not in policy


@pytest.mark.parametrize("address", [*PAGES, "/no-such-page/"])
def test_pages_hold_no_inline_script_or_style(client: Client, address: str) -> None:
    body = client.get(address).content.decode()

    assert not re.search(r"\son\w+=", body)
    assert not re.search(r"\sstyle=", body)
    assert "<style" not in body
    for attributes in re.findall(r"<script([^>]*)>", body):
        assert "src=" in attributes or 'type="application/json"' in attributes or 'type="application/ld+json"' in attributes


@pytest.mark.parametrize("address", [*PAGES, "/no-such-page/"])
def test_pages_ask_nobody_else_for_anything(client: Client, address: str) -> None:
    body = client.get(address).content.decode()
    # These two are read, not fetched.
    body = re.sub(r'<link rel="(canonical|alternate)"[^>]*>', "", body)

    assert re.findall(r'<(?:link|script|img|source)[^>]+(?:src|href)="(?:https?:)?//', body) == []


def test_a_third_partys_tiles_are_off_until_the_municipality_says_so(client: Client) -> None:
    assert settings.BASEMAP_TILES_URL == ""
    assert "openstreetmap.org" not in client.get("/map/")["Content-Security-Policy"]


SWITCHES = [
    ("/", "en", "/en/"),
    ("/en/", "el", "/"),
    ("/en", "el", "/"),
    ("/map/?layers=a", "en", "/en/map/?layers=a"),
    ("/en/map/", "el", "/map/"),
    ("/en/map/", "en", "/en/map/"),
    ("/english/", "en", "/en/english/"),
]


@pytest.mark.parametrize(("path", "language", "expected"), SWITCHES)
def test_the_switch_leads_to_the_same_page(path: str, language: str, expected: str) -> None:
    assert address_in(language, path) == expected


@pytest.mark.parametrize("address", ["/no-such-page/", "/map/nope/1/", "/map/places/999999/", "/en/map/places/1/card/x"])
def test_what_is_not_there_gets_a_page_that_leads_on(client: Client, address: str) -> None:
    answer = client.get(address, follow=True)

    assert answer.status_code == 404
    assert "/map/" in answer.content.decode()


def test_the_page_for_what_broke_uses_nothing_that_may_have_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OperationalError

    monkeypatch.setattr("geoportal.home.views.content_at", broken)
    answer = Client(raise_request_exception=False).get("/")

    assert answer.status_code == 500
    assert "Κάτι χάλασε" in answer.content.decode()
    assert "Something broke" in answer.content.decode()


def test_a_form_without_its_token_is_refused_with_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/account/sign-in/", {"username": "x", "password": "y"})

    assert answer.status_code == 403
    assert "Η φόρμα έληξε" in answer.content.decode()


def test_health_is_of_this_process_alone(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert client.get("/healthz").json() == {"status": "ok", "release": settings.RELEASE}


def test_readiness_tells_database_queue_and_workers(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()), (%s)", [timezone.now() - timedelta(minutes=5)])

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "database": "ok", "queue": "ok", "workers": 1, "waiting_jobs": 0}
    assert "no-store" in answer["Cache-Control"]


def test_without_a_database_nobody_is_sent_here(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError

    monkeypatch.setattr("geoportal.site.views.connection.cursor", away)
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["database"]) == (503, "unreachable")


def test_without_its_tables_the_queue_is_not_ready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE procrastinate_workers RENAME TO elsewhere")

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["queue"]) == (503, "unreachable")
