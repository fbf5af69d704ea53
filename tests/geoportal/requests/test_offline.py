"""A report on one page, as a browser sends it when there is a line again."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from layers.requests.attachments import Attachment
from layers.requests.codes import written
from layers.requests.models import ServiceRequest
from layers.requests.services import Service
from tests.cases import INSIDE, QUESTIONS, make_service
from tests.photographs import encoded, four_colours
from tests.uploads import upload

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _quiet(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


@pytest.fixture
def service() -> Service:
    return make_service(questions=QUESTIONS)


def report(**given: Any) -> dict[str, Any]:
    return {"service": "lighting", "description": "Φως.", "lat": str(INSIDE[1]), "lon": str(INSIDE[0]), "key": str(uuid4()), **given}


def test_what_waited_in_the_browser_arrives_once(client: Client, service: Service) -> None:
    sent = report(written_at="2026-11-30T10:00:00Z")

    answers = [
        client.post("/report/offline/", {**sent, "photos": [upload(encoded(four_colours((64, 48))))]}, headers=JSON) for _ in range(2)
    ]

    case = ServiceRequest.objects.get()
    assert [answer.json() for answer in answers] == [{"code": written(case.code), "url": f"/track/{written(case.code)}/"}] * 2
    assert Attachment.objects.count() == 1
    assert case.history.get().details["written_at"] == "2026-11-30T10:00:00Z"


def test_the_questions_of_the_kind_need_no_answer_here(client: Client, service: Service) -> None:
    assert client.post("/report/offline/", report(), headers=JSON).status_code == 200


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"service": "nonsense"}, "service"),
        ({"description": " "}, "description"),
        ({"lat": "", "lon": "", "address": ""}, "place"),
        ({"lat": "north"}, "place"),
        ({"lat": "37.98", "lon": "23.72"}, "place"),
        ({"email": "όχι"}, "email"),
        ({"photos": b"<svg/>"}, "photos"),
    ],
)
def test_what_is_wrong_is_told_by_field_and_nothing_is_kept(client: Client, service: Service, given: dict[str, Any], field: str) -> None:
    sent = {name: upload(value) if isinstance(value, bytes) else value for name, value in given.items()}

    answer = client.post("/report/offline/", report(**sent), headers=JSON)

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    assert not ServiceRequest.objects.exists()


def test_without_a_script_it_is_a_plain_form(client: Client, service: Service) -> None:
    wrong = client.post("/report/offline/", report(description="", address="Χάληδων 20", lat="", lon=""))
    html = wrong.content.decode()
    assert wrong.status_code == 422
    assert 'value="Χάληδων 20"' in html
    assert 'value="lighting" selected' in html

    done = client.post("/report/offline/", report(address="Χάληδων 20", lat="", lon=""))
    assert done["Location"] == f"/track/{written(ServiceRequest.objects.get().code)}/"


def test_the_service_worker_keeps_the_page_of_both_languages(client: Client) -> None:
    answer = client.get("/service-worker.js")

    assert answer["Content-Type"].startswith("text/javascript")
    assert "/report/offline/" in answer.content.decode()
    assert "/en/report/offline/" in answer.content.decode()


def test_no_other_site_sends_one(service: Service) -> None:
    answer = Client().post("/report/offline/", report(), headers={"Sec-Fetch-Site": "cross-site"})

    assert (answer.status_code, ServiceRequest.objects.count()) == (403, 0)
