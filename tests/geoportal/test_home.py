"""The home page: what is so today, kept as long as it holds, and sent again only when it changed."""

import gzip
import re
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from psycopg.types.range import TimestamptzRange
from time_machine import travel

from geoportal.accounts.models import User
from geoportal.demo.content import load_demo
from geoportal.home import answer
from geoportal.home.services import home_services
from geoportal.home.sketch import dots, draw
from geoportal.pages.models import NodePage
from geoportal.pages.tree import found_tree
from layers.events.models import Event
from layers.pharmacies import DutyShift, Pharmacy
from tests.planting import plant

NOON = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


def settle() -> None:
    """Count the revisions up now, as the end of a transaction does."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def pharmacy(db: None) -> Pharmacy:
    """On duty from noon for four hours."""
    pharmacy = plant(Pharmacy, name_el="Φαρμακείο Νότα", name_en="Nota Pharmacy", geom=Point(24.02, 35.51, srid=4326), is_published=True)
    plant(DutyShift, pharmacy=pharmacy, kind="day", period=TimestamptzRange(NOON, NOON + timedelta(hours=4)))
    return pharmacy


def body_of(client: Client, address: str = "/", **options: Any) -> str:
    return client.get(address, **options).content.decode()


def test_it_tells_who_is_on_duty_and_until_when(pharmacy: Pharmacy, client: Client) -> None:
    settle()
    with travel(NOON + timedelta(hours=1), tick=False):
        body = body_of(client)

    assert "Φαρμακείο Νότα" in body
    assert "Εφημερεύει έως τις 16:00" in body
    assert "1 εφημερεύει τώρα" in body


def test_the_end_of_a_duty_is_seen_although_nobody_writes(pharmacy: Pharmacy, client: Client) -> None:
    settle()
    seen = []
    for hours in (1, 3.99, 4):
        with travel(NOON + timedelta(hours=hours), tick=False):
            seen.append("Φαρμακείο Νότα" in body_of(client))

    assert seen == [True, True, False]


def test_an_event_stands_under_its_day_and_goes_when_it_is_over(db: None, client: Client) -> None:
    plant(Event, title_el="Συναυλία", starts_at=NOON + timedelta(hours=2), duration=timedelta(hours=1), is_all_day=False, rrule="")
    settle()
    seen = []
    for hours in (0, 2.5, 3.1):
        with travel(NOON + timedelta(hours=hours), tick=False):
            body = body_of(client)
            seen.append(("Συναυλία" in body, "1 εκδήλωση σήμερα" in body))

    assert seen == [(True, True), (True, True), (False, False)]


@pytest.mark.django_db(transaction=True)
def test_a_page_that_is_published_is_there_at_once(client: Client) -> None:
    assert "Παιδεία" not in body_of(client)

    found_tree()["el"].add_child(instance=NodePage(title="Παιδεία", slug="education", lead="Σχολεία και βιβλιοθήκες."))

    body = body_of(client)
    assert body.count("Παιδεία") > 1
    assert "Σχολεία και βιβλιοθήκες." in body
    assert "Παιδεία" in body_of(client, "/pharmacies/")


def test_who_holds_it_gets_nothing_again(pharmacy: Pharmacy, client: Client, statements: list[str]) -> None:
    settle()
    first = client.get("/")
    assert (first.status_code, first["Cache-Control"]) == (200, "public, no-cache")
    assert "Set-Cookie" not in first
    assert "Cookie" in first["Vary"]
    statements.clear()

    again = client.get("/", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert len(statements) == 1


def test_what_is_kept_is_told_again_after_one_question(pharmacy: Pharmacy, client: Client, statements: list[str]) -> None:
    settle()
    first = client.get("/", headers={"Accept-Encoding": "gzip"})
    statements.clear()

    again = client.get("/", headers={"Accept-Encoding": "gzip"})

    assert gzip.decompress(again.content) == gzip.decompress(first.content)
    assert again["Content-Encoding"] == "gzip"
    assert len(statements) == 1


def test_a_written_row_makes_another_page(pharmacy: Pharmacy, client: Client) -> None:
    settle()
    with travel(NOON + timedelta(hours=1), tick=False):
        first = client.get("/")
        Pharmacy.objects.filter(pk=pharmacy.pk).update(name_el="Φαρμακείο Ρόδη")
        settle()
        second = client.get("/", headers={"If-None-Match": first["ETag"]})

    assert second.status_code == 200
    assert second["ETag"] != first["ETag"]
    assert "Φαρμακείο Ρόδη" in second.content.decode()


def test_nothing_is_kept_of_a_page_that_is_somebodys(db: None, client: Client) -> None:
    settle()
    user = User.objects.create_user("anna", password="ένα μεγάλο σύνθημα")
    client.force_login(user)

    own = client.get("/")
    public = Client().get("/")

    assert own["Cache-Control"] == "private, no-cache"
    assert "ETag" not in own
    assert "Ο λογαριασμός μου" in own.content.decode()
    assert "Ο λογαριασμός μου" not in public.content.decode()


@pytest.mark.parametrize("address", ["/", "/en/"])
def test_the_page_holds_nothing_that_is_anybodys(pharmacy: Pharmacy, client: Client, address: str) -> None:
    body = body_of(client, address)

    assert "csrfmiddlewaretoken" not in body
    assert not client.cookies


def test_languages_and_hosts_are_kept_apart(db: None, client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    bodies = {(host, path): body_of(client, path, headers={"Host": host}) for host in settings.ALLOWED_HOSTS for path in ("/", "/en/")}

    for (host, path), body in bodies.items():
        assert f'<link rel="canonical" href="http://{host}{path}">' in body
        assert f'<html lang="{"en" if path == "/en/" else "el"}">' in body


def test_words_in_the_address_are_not_kept(db: None, client: Client) -> None:
    client.get("/?from=letter")

    assert "from=letter" not in body_of(client)


def test_many_that_come_at_once_let_one_make_the_page(pharmacy: Pharmacy, client: Client, rf: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made, together = [], threading.Barrier(6)
    monkeypatch.setattr(answer, "revisions_of", lambda slugs: dict.fromkeys(slugs, 1))

    def make(now: datetime) -> tuple[bytes, datetime]:
        made.append(now)
        threading.Event().wait(0.05)
        return b"<p>page</p>", now + timedelta(hours=1)

    def ask() -> None:
        together.wait()
        bodies.append(answer.answer(rf.get("/"), reads=("events",), make=make).content)  # type: ignore[attr-defined]

    bodies: list[bytes] = []
    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert bodies == [b"<p>page</p>"] * 6
    assert len(made) == 1


@pytest.mark.parametrize(("language", "address"), [("el", "/"), ("en", "/en/")])
def test_every_service_leads_somewhere(db: None, client: Client, language: str, address: str) -> None:
    load_demo()
    settle()
    body = body_of(client, address)

    with translation.override(language):
        urls = [service.page() for service in home_services()]
    assert len(urls) > 8
    for url in urls:
        assert f'href="{url}"' in body
        assert client.get(url).status_code == 200


def test_it_takes_few_questions_and_the_day_does_not_add_to_them(db: None, client: Client, statements: list[str]) -> None:
    load_demo()
    settle()
    assert client.get("/").status_code == 200
    now = timezone.now()
    counts = []
    for _ in range(2):
        for _ in range(12):
            event = plant(Event, starts_at=now + timedelta(hours=1), duration=timedelta(minutes=30), is_all_day=False, rrule="")
            shop = plant(Pharmacy, geom=Point(24.02, 35.51, srid=4326), is_published=True)
            plant(DutyShift, pharmacy=shop, kind="day", period=TimestamptzRange(now - timedelta(hours=1), now + timedelta(hours=1)))
        assert event.pk
        settle()
        statements.clear()
        assert client.get("/").status_code == 200
        counts.append(len([sql for sql in statements if not sql.startswith("SET")]))

    assert counts[0] == counts[1]
    assert counts[1] <= 14


def test_points_lie_where_they_are_in_the_drawing(settings: Any) -> None:
    lon, lat = settings.MUNICIPALITY.home_lon_lat

    (centre,) = dots([Point(lon, lat, srid=4326), Point(lon, lat, srid=4326)], kind="duty")
    (north,) = dots([Point(lon, lat + 0.01, srid=4326)], kind="duty")

    assert (centre["x"], centre["y"]) == ("320.0", "210.0")
    assert (north["x"], float(north["y"]) < 210) == ("320.0", True)
    assert dots([Point(0, 0, srid=4326)], kind="duty") == []


def test_the_drawing_is_of_the_basemap_that_there_is(settings: Any) -> None:
    kept = (settings.BASE_DIR / "static" / "img" / "town.svg").read_text("utf-8")

    assert draw(settings.BASE_DIR / "data" / "basemap") == kept
    assert "Infinity" not in kept


def test_search_engines_learn_who_speaks(db: None, client: Client) -> None:
    body = body_of(client)

    assert '"@type": "GovernmentOrganization"' in body or '"@type":"GovernmentOrganization"' in body
    assert re.search(r'<meta property="og:image" content="http://testserver/static/img/social[^"]*\.png">', body)
    assert reverse("atlas:map") in body
