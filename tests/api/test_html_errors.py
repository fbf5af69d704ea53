"""Pages that tell what is wrong: hostile parameters, wrong addresses, a silent database."""

import pytest
from django.db import OperationalError
from django.test import Client

from geoportal.accounts.models import User
from layers.places import Place
from tests.pages import BROWSER, HOSTILE, ITEMS, greek_in
from tests.planting import plant

pytestmark = pytest.mark.django_db


def test_hostile_parameters_come_back_as_text(client: Client) -> None:
    plant(Place)
    for parameters in ({"name_el": HOSTILE}, {"bbox": HOSTILE}, {HOSTILE: "1"}, {"f": HOSTILE}):
        text = client.get(ITEMS, parameters, headers={"Accept": BROWSER}).content.decode()
        assert "<script>alert" not in text
        assert "onerror=alert(1)>" not in text


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        (f"{ITEMS}?bbox=1,2,3", 400, "must"),
        ("/api/nothing", 404, "/api/"),
        ("/api/collections/nothing", 404, "nothing"),
        (f"{ITEMS}/987654321", 404, "987654321"),
        (f"{ITEMS}?colour=red", 400, "colour"),
    ],
)
def test_a_browser_is_told_what_is_wrong_on_a_page(client: Client, address: str, status: int, words: str) -> None:
    answer = client.get(address, headers={"Accept": BROWSER, "Accept-Language": "en"})
    text = answer.content.decode()

    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (status, "text/html; charset=utf-8", "no-store")
    assert "Accept" in answer["Vary"].split(", ")
    assert greek_in(text) == []
    assert client.get(address, headers={"Accept-Language": "en"}).json()["status"] == status
    if words != "must":
        assert words in text


def test_other_methods_are_refused_on_a_page_too(client: Client) -> None:
    answer = client.delete("/api/", headers={"Accept": BROWSER})

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_a_page_tells_of_a_silent_database_without_asking_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: object, **__: object) -> None:
        raise OperationalError("the connection is closed")

    client.force_login(User.objects.create_user("dimotis"))
    monkeypatch.setattr("api.features.views.all_layers", silent)
    monkeypatch.setattr("django.contrib.auth.get_user", silent)

    answer = client.get("/api/openapi", headers={"Accept": BROWSER})

    assert answer.status_code == 503
    assert answer["Content-Type"].startswith("text/html")
