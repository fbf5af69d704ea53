"""Pictures by Open311: sent as ``media``, told as ``media_url`` once somebody has published them."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from api.tokens.actions import Holder, issue
from api.tokens.models import Scope
from layers.requests.attachments import AT_ONCE, Attachment, publish_pictures, remove_pictures
from layers.requests.models import ServiceRequest
from layers.requests.services import Service
from tests.cases import make_service, make_staff
from tests.photographs import encoded, everything_attached, four_colours

pytestmark = pytest.mark.django_db
ROOT = "/open311/v2"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def lighting() -> Service:
    return make_service()


@pytest.fixture
def key() -> str:
    return issue(label="Άλλη εφαρμογή", scopes=[Scope.REPORT], days=30, holder=Holder(agency="ΔΕΥΑΧ"))[1]


def photo(number: int = 0, content: bytes | None = None) -> SimpleUploadedFile:
    sent = encoded(four_colours((64 + number, 48)), "JPEG") if content is None else content
    return SimpleUploadedFile(f"{number}.jpg", sent, content_type="image/jpeg")


def post(client: Client, key: str, **given: Any) -> Any:
    values = {"api_key": key, "service_code": "lighting", "lat": "35.5138", "long": "24.0187", "description": "Δεν ανάβει."}
    return client.post(f"{ROOT}/requests.json", {**values, **given})


def told(client: Client, identifier: str, **asked: Any) -> Any:
    return client.get(f"{ROOT}/requests/{identifier}.json", asked).json()[0]


def test_pictures_come_with_a_report_drawn_anew(client: Client, lighting: Service, key: str, media: Path) -> None:
    answer = post(client, key, media=[photo(), photo(1, everything_attached())])

    assert answer.status_code == 200, answer.content.decode()
    case = ServiceRequest.objects.get()
    assert Attachment.objects.filter(request=case).count() == 2
    assert not any(b"Exif" in path.read_bytes() for path in media.rglob("*.jpg"))


def test_nobody_sees_them_before_they_are_published_nor_after_they_are_taken_back(client: Client, lighting: Service, key: str) -> None:
    identifier = post(client, key, media=[photo(), photo(1)]).json()[0]["service_request_id"]
    case, head = ServiceRequest.objects.get(), make_staff("head", "direct_requests")
    first, second = Attachment.objects.all()
    addresses = [f"{ROOT}/media/{attachment.pk}.jpg" for attachment in (first, second)]

    assert told(client, identifier)["media_url"] is None
    assert [client.get(address).status_code for address in addresses] == [404, 404]

    publish_pictures(case, chosen=[second], by=head)
    assert told(client, identifier)["media_url"] == f"http://testserver{addresses[1]}"
    assert told(client, identifier, extensions="true")["extended_attributes"]["media_urls"] == f"http://testserver{addresses[1]}"
    shown = client.get(addresses[1])
    assert shown["Content-Type"] == "image/jpeg"
    assert shown.getvalue()[:3] == b"\xff\xd8\xff"
    assert client.get(addresses[1], headers={"If-None-Match": shown["ETag"]}).status_code == 304
    assert client.get(addresses[0]).status_code == 404

    remove_pictures(case, chosen=[second], reason="Φαίνεται πινακίδα.", by=head)
    assert told(client, identifier)["media_url"] is None
    assert client.get(addresses[1]).status_code == 404


def test_a_media_url_is_kept_for_the_staff_and_never_fetched(
    client: Client, lighting: Service, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: Any) -> None:
        raise AssertionError("Somebody went to the network.")

    monkeypatch.setattr("urllib.request.OpenerDirector.open", refuse)
    monkeypatch.setattr("requests.Session.send", refuse)
    identifier = post(client, key, media_url="http://169.254.169.254/latest").json()[0]["service_request_id"]

    assert ServiceRequest.objects.get().history.get().details["media_url"] == "http://169.254.169.254/latest"
    assert told(client, identifier)["media_url"] is None


@pytest.mark.parametrize(
    ("files", "word"),
    [
        ([photo(0, b"<svg xmlns='http://www.w3.org/2000/svg'/>")], "media"),
        ([photo(0, b"")], "media"),
        ([photo(number) for number in range(AT_ONCE + 1)], "media"),
        ([photo(), photo(1, b"%PDF-1.4")], "media"),
    ],
    ids=["svg", "empty", "too many", "one of two is none"],
)
def test_what_is_no_picture_is_refused_and_no_case_is_left(client: Client, lighting: Service, key: str, files: Any, word: str) -> None:
    answer = post(client, key, media=files)

    assert answer.status_code == 400
    assert word in answer.json()[0]["description"]
    assert not ServiceRequest.objects.exists()


def test_who_has_no_key_has_nothing_decoded(client: Client, lighting: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.open311.posting.read_picture", lambda _file: pytest.fail("It was decoded."))

    assert post(client, "", media=[photo()]).status_code == 403


def test_more_than_any_report_holds_is_not_even_read(client: Client, lighting: Service, key: str, settings: Any) -> None:
    settings.PICTURE_MAX_BYTES = 1000
    answer = post(client, key, description="α" * 2**20)

    assert answer.status_code == 413
    assert not ServiceRequest.objects.exists()


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("path", ["discovery", "services", "requests", "servicerequestupdates"])
def test_who_holds_an_answer_is_told_that_it_holds(client: Client, lighting: Service, key: str, form: str, path: str) -> None:
    post(client, key)
    # The end of the span is given: without it, it is the moment of asking.
    asked = {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-03-01T00:00:00Z"}
    first = client.get(f"{ROOT}/{path}.{form}", asked)
    again = client.get(f"{ROOT}/{path}.{form}", asked, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again["ETag"] == first["ETag"]
    assert client.get(f"{ROOT}/{path}.{form}", {**asked, "locale": "en"})["Content-Language"] == "en"


def test_a_change_is_told_to_who_holds_what_was_before(client: Client, lighting: Service, key: str) -> None:
    identifier = post(client, key).json()[0]["service_request_id"]
    before = client.get(f"{ROOT}/requests/{identifier}.json")
    ServiceRequest.objects.update(public_text="Το φως της γωνίας.")

    after = client.get(f"{ROOT}/requests/{identifier}.json", headers={"If-None-Match": before["ETag"]})
    assert (after.status_code, after.json()[0]["description"]) == (200, "Το φως της γωνίας.")
