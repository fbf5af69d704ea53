"""Alerts: asked for, confirmed by whoever has the letter, once a day, and forgotten."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from geoportal.complaints.alerts import MOST_OF_AN_ADDRESS, tell_alerts
from geoportal.complaints.models import Alert
from geoportal.complaints.tasks import forget_what_is_over, tell_of_new_complaints
from geoportal.messaging.models import Message
from layers.requests import actions
from tests.cases import make_case, make_service, make_town

pytestmark = pytest.mark.django_db
PAGE = "/complaints/alerts/"
NEAR = "35.5138,24.0187"


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(datetime(2026, 11, 30, 8, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def ask(client: Client, *, prefix: str = "", **given: str) -> Any:
    return client.post(f"{prefix}{PAGE}", {"email": "maria@example.gr", **given})


def confirmed(client: Client, **given: str) -> Alert:
    ask(client, **given)
    alert = Alert.objects.latest("pk")
    client.post(f"{PAGE}{alert.code}/")
    alert.refresh_from_db()
    assert alert.confirmed_at
    return alert


def letters() -> list[Message]:
    return list(Message.objects.filter(kind="request-alert").order_by("pk"))


def test_who_asks_confirms_by_a_button_from_the_letter_and_opening_the_link_is_not_enough(client: Client, clock: Any) -> None:
    make_service("lighting")
    answer = ask(client, category="lighting")
    assert answer.status_code == 302
    letter = Message.objects.get()
    (link,) = letter.links
    assert letter.kind == "request-alert-confirm"
    assert link.partition("/complaints")[2] in f"/alerts/{Alert.objects.get().code}/"

    path = link[link.index("/complaints") :]
    assert "Ναι, τις θέλω" in client.get(path).content.decode()
    assert Alert.objects.get().confirmed_at is None
    answer = client.post(path)
    assert "Οι ειδοποιήσεις άρχισαν" in answer.content.decode()
    assert answer["Referrer-Policy"] == "same-origin"
    assert Alert.objects.get().confirmed_at
    assert Client().post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_only_what_is_new_and_asked_for_is_told_once_a_day(client: Client, clock: Any, head: Any) -> None:
    light, hole = make_service("lighting"), make_service("potholes", title_el="Λακκούβα", title_en="Pothole")
    make_case(light)
    confirmed(client, category="lighting")
    confirmed(client, near=NEAR, radius="250", email="nikos@example.gr")
    assert tell_alerts() == 0
    seen = make_case(light)
    actions.publish(seen, text="Σβηστό φως.", is_public=True, by=head)
    make_case(light, lon_lat=(24.045, 35.545))
    make_case(hole)
    hidden = make_case(light)
    actions.publish(hidden, text="", is_public=False, by=head)

    assert tell_of_new_complaints(timestamp=0) == 2
    first, second = letters()
    assert (first.address, second.address) == ("maria@example.gr", "nikos@example.gr")
    assert "Φωτισμός 2/2026, Πόλη, Σβηστό φως." in first.text
    assert "3/2026" in first.text
    assert "Λακκούβα" not in first.text
    assert "έως 250 μ. από" in second.subject
    assert "Λακκούβα 4/2026" in second.text
    assert "3/2026" not in second.text
    assert "5/2026" not in first.text + second.text
    assert first.unsubscribe_url.endswith("/stop/")
    assert "?category=lighting" in first.text

    make_case(light)
    assert tell_alerts() in (0, 2)
    assert len(letters()) == 2
    clock.shift(timedelta(days=1))
    assert tell_alerts() == 0 or len(letters()) == 4


def test_what_comes_after_the_day_s_letter_is_told_the_next_day(client: Client, clock: Any) -> None:
    service = make_service()
    confirmed(client, category="lighting")
    make_case(service)
    assert tell_alerts() == 1
    make_case(service)
    tell_alerts()
    clock.shift(timedelta(days=1))
    tell_alerts()

    told = [letter.text for letter in letters()]
    assert len(told) == 2
    assert "2/2026" not in told[0]
    assert "2/2026" in told[1]


def test_a_letter_is_in_the_language_in_which_it_was_asked_for(client: Client, clock: Any) -> None:
    service = make_service()
    ask(client, prefix="/en", category="lighting")
    confirmation = Message.objects.get()
    assert "/en/complaints/alerts/" in confirmation.links[0]
    client.post(f"/en{PAGE}{Alert.objects.get().code}/")
    make_case(service)
    tell_alerts()

    (letter,) = letters()
    assert letter.subject == "New requests: Lighting"
    assert "Lighting 1/2026, Town" in letter.text
    assert "/en/complaints/?category=lighting" in letter.text


def test_many_are_told_by_a_number(client: Client, clock: Any) -> None:
    service = make_service()
    confirmed(client, category="lighting")
    for _ in range(23):
        make_case(service)
    tell_alerts()

    (letter,) = letters()
    assert "και 3 ακόμη στον χάρτη" in letter.text
    assert letter.text.count("/2026") == 20


def test_stopping_takes_a_button_and_leaves_no_address(client: Client, clock: Any) -> None:
    make_service()
    alert = confirmed(client, category="lighting")
    stop = f"{PAGE}{alert.code}/stop/"
    assert "Να σταματήσουν οι ειδοποιήσεις;" in client.get(stop).content.decode()
    assert Alert.objects.exists()
    assert "σταμάτησαν" in client.post(stop).content.decode()
    assert not Alert.objects.exists()
    for address in (stop, f"{PAGE}{alert.code}/", f"{PAGE}no-such-code/"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "δεν υπάρχει πια" in answer.content.decode()


def test_an_address_that_nobody_confirms_is_forgotten_in_three_days(client: Client) -> None:
    make_service()
    ask(client, category="lighting")
    confirmed(client, category="lighting", email="other@example.gr")
    assert forget_what_is_over(timestamp=0)["alerts"] == 0
    Alert.objects.update(made_at=datetime.now(UTC) - timedelta(days=3, minutes=1))
    assert forget_what_is_over(timestamp=0)["alerts"] == 1
    assert Alert.objects.get().email == "other@example.gr"


def test_nobody_s_letter_box_is_filled_by_asking_again(client: Client, clock: Any) -> None:
    make_service()
    make_town()
    for _ in range(3):
        ask(client, category="lighting")
    assert (Alert.objects.count(), Message.objects.count()) == (1, 1)
    for number in range(30):
        ask(client, near=f"35.51{number:02d},24.0187")
    assert Alert.objects.count() == MOST_OF_AN_ADDRESS
    same = ask(client, near="35.5199,24.0187")
    fresh = ask(client, near="35.5199,24.0187", email="new@example.gr")
    assert (same.status_code, same["Location"]) == (fresh.status_code, fresh["Location"])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "Διαλέξτε τουλάχιστον ένα"),
        ({"category": "x"}, "Διαλέξτε τουλάχιστον ένα"),
        ({"category": "lighting", "email": ""}, "Γράψτε το e-mail σας"),
        ({"category": "lighting", "email": "maria@"}, "Λείπει κάτι"),
        ({"category": "lighting", "email": "a@b.gr\r\nBcc: c@d.gr"}, "Λείπει κάτι"),
        ({"near": "ξξξξξξ"}, "Δεν βρέθηκε"),
        ({"near": "0,0"}, "δεν είναι στη χώρα"),
    ],
)
def test_what_is_missing_is_told_and_what_was_typed_stays(client: Client, given: dict[str, str], told: str) -> None:
    make_service("lighting")
    answer = ask(client, **given)

    assert answer.status_code == 422
    body = answer.content.decode()
    assert told in body
    assert (given.get("email", "maria@example.gr") or "x").split("\r")[0] in body or not given["email"]
    assert not Alert.objects.exists()
    assert not Message.objects.exists()


def test_the_form_comes_filled_from_the_list_and_offers_the_feed(client: Client) -> None:
    make_service("lighting")
    body = client.get(f"{PAGE}?category=lighting&near={NEAR}&radius=1000").content.decode()

    assert '<option value="lighting" selected>' in body
    assert '<option value="1000" selected>' in body
    assert "/feeds/complaints.rss?category=lighting" in body
