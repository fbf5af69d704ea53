"""Open311 GeoReport v2: every route, field and error, in XML and in JSON (wiki.open311.org/GeoReport_v2)."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from api.tokens.actions import Holder, issue
from api.tokens.models import Scope
from layers.requests import actions
from layers.requests.models import Reporter, ServiceRequest
from layers.requests.services import Service
from tests.cases import INSIDE, QUESTIONS, make_service, make_staff
from tests.open311 import ROOT, a_report, get, plain, post

pytestmark = pytest.mark.django_db
FIELDS = [
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible", "service_notice",
    "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url",
]  # fmt: skip


@pytest.fixture
def lighting() -> Service:
    return make_service(questions=QUESTIONS, keywords_el=["λάμπα", "φως"], keywords_en=["lamp"])


@pytest.fixture
def key() -> str:
    return issue(label="Άλλη εφαρμογή", scopes=[Scope.REPORT], days=30, holder=Holder(agency="ΔΕΥΑΧ"))[1]


def test_discovery_names_the_endpoint_its_formats_and_whom_to_ask_for_a_key(client: Client) -> None:
    told = get(client, "discovery")

    assert list(told) == ["changeset", "contact", "key_service", "endpoints"]
    (endpoint,) = told["endpoints"]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["url"] == "http://testserver/open311/v2"
    assert endpoint["formats"] == ["text/xml", "application/json"]
    assert endpoint["type"] == "production"
    assert all(datetime.fromisoformat(entry["changeset"]).tzinfo for entry in (told, endpoint))


def test_services_are_listed_with_their_fields(client: Client, lighting: Service) -> None:
    make_service("secret", is_active=False)
    make_service("tables", may_be_anonymous=False)

    told = sorted(get(client, "services"), key=lambda entry: str(entry["service_code"]))
    assert [entry["service_code"] for entry in told] == ["lighting", "tables"]
    assert told[0] == {
        "service_code": "lighting", "service_name": "Φωτισμός", "description": "Φώτα που δεν ανάβουν.", "metadata": True,
        "type": "realtime", "keywords": "λάμπα, φως", "group": "Δρόμοι",
    }  # fmt: skip
    assert told[1]["metadata"] is False


def test_the_language_is_chosen_by_parameter_then_by_header(client: Client, lighting: Service) -> None:
    english = client.get(f"{ROOT}/services.json", {"locale": "en"}, headers={"Accept-Language": "el"})
    assert (english.json()[0]["service_name"], english["Content-Language"]) == ("Lighting", "en")
    assert client.get(f"{ROOT}/services.json", headers={"Accept-Language": "en"}).json()[0]["keywords"] == "lamp"


def test_a_definition_tells_the_questions(client: Client, lighting: Service) -> None:
    told = get(client, "services/lighting")

    assert told["service_code"] == "lighting"
    assert told["attributes"][0] == {
        "variable": True, "code": "lamps", "datatype": "singlevaluelist", "required": True, "datatype_description": None, "order": 1,
        "description": "Πόσα φώτα;", "values": [{"key": "one", "name": "Ένα"}, {"key": "many", "name": "Πολλά"}],
    }  # fmt: skip
    assert "values" not in told["attributes"][1]


@pytest.mark.parametrize(
    ("path", "asked", "status", "words"),
    [
        ("services/none", {}, 404, "service_code «none»"),
        ("services/plain", {}, 404, "metadata=false"),
        ("requests/2026-99", {}, 404, "service_request_id «2026-99»"),
        ("requests/ΑΑ", {}, 404, "service_request_id"),
        ("requests/9999999999-9999999999", {}, 404, "service_request_id"),
        ("tokens/nothing", {}, 404, "token «nothing»"),
        ("requests", {"service_code": "lighting,none"}, 404, "«none»"),
        ("requests", {"status": "open,closed,mended"}, 400, "status «mended»"),
        ("requests", {"start_date": "yesterday"}, 400, "start_date «yesterday»"),
        ("requests", {"end_date": "0001-01-01"}, 400, "end_date"),
        ("requests", {"start_date": "2026-01-01", "end_date": "2026-06-01"}, 400, "90 ημέρες"),
        ("requests", {"start_date": "2026-06-02", "end_date": "2026-06-01"}, 400, "start_date"),
        ("requests", {"page": "0"}, 400, "page «0»"),
        ("requests", {"page_size": "1001"}, 400, "page_size «1001»"),
        ("requests", {"bbox": "24,35,25"}, 400, "bbox"),
        ("requests", {"bbox": "nan,35,25,36"}, 400, "bbox"),
        ("requests", {"near": "35.5,24,-5"}, 400, "near"),
        ("requests", {"near": "35.5,24,inf"}, 400, "near"),
        ("services", {"jurisdiction_id": "athens"}, 404, "jurisdiction_id «athens»"),
        ("requests", {"jurisdiction_id": "athens"}, 404, "jurisdiction_id"),
    ],
)
def test_mistakes_are_told_in_both_forms(
    client: Client, lighting: Service, path: str, asked: dict[str, str], status: int, words: str
) -> None:
    make_service("plain")
    (error,) = get(client, path, expect=status, **asked)

    assert list(error) == ["code", "description"]
    assert error["code"] == status
    assert words in error["description"]


def test_our_own_jurisdiction_may_be_named(client: Client, lighting: Service) -> None:
    assert get(client, "services", jurisdiction_id="chania")


def test_other_formats_and_methods_are_refused(client: Client, lighting: Service) -> None:
    assert client.get(f"{ROOT}/services.csv").status_code == 404
    refused = client.post(f"{ROOT}/services.json")
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_case_is_posted_and_read_again(client: Client, lighting: Service, key: str, form: str) -> None:
    answer = post(client, form, **a_report(key, first_name="Μαρία", last_name="Π.", email="maria@example.gr", phone="6900000000"))

    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    (told,) = answer.json() if form == "json" else plain(etree.fromstring(answer.content))
    assert list(told) == ["service_request_id", "service_notice", "account_id"]
    case = ServiceRequest.objects.get()
    assert told["service_request_id"] == f"{case.protocol_year}-{case.protocol_number}"
    assert f"{case.due_on:%d/%m/%Y}" in told["service_notice"]
    assert (case.answers, case.channel, case.geom and case.geom.coords) == ({"lamps": "one"}, "open311", INSIDE)
    assert Reporter.objects.values_list("name", "email", "phone").get() == ("Μαρία Π.", "maria@example.gr", "6900000000")
    (again,) = get(client, f"requests/{told['service_request_id']}")
    assert list(again) == FIELDS
    assert (again["lat"], again["long"], again["status"], again["service_code"]) == (35.5138, 24.0187, "open", "lighting")


def test_the_status_of_a_posted_case_can_be_201(client: Client, lighting: Service, key: str, settings: Any) -> None:
    settings.OPEN311_CREATED_STATUS = 201
    assert post(client, **a_report(key)).status_code == 201


def test_what_nobody_may_know_is_on_no_route(client: Client, lighting: Service, key: str) -> None:
    post(
        client,
        **a_report(key, first_name="Μαρία", email="maria@example.gr", phone="6900000000", address_string="Χάληδων 12, στο σπίτι μου"),
    )
    case = ServiceRequest.objects.get()

    told = json.dumps([get(client, "requests", extensions="true"), get(client, f"requests/{case.protocol_year}-{case.protocol_number}")])
    for secret in ("Μαρία", "maria@", "69000", "Χάληδων", "καίγεται", case.code):
        assert secret not in told
    actions.publish(case, text="Σβηστό φως <στη> γωνία.", is_public=True, by=make_staff("head", "direct_requests"))
    assert get(client, "requests")[0]["description"] == "Σβηστό φως <στη> γωνία."
    actions.publish(case, text="", is_public=False, by=make_staff("other", "direct_requests"))
    assert get(client, "requests") == []


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({"api_key": ""}, 403, "api_key: λείπει"),
        ({"api_key": "gp_abc_def"}, 403, "κλειδί"),
        ({"service_code": ""}, 400, "service_code: λείπει"),
        ({"service_code": "none"}, 404, "service_code «none»"),
        ({"lat": "", "long": ""}, 400, "lat, long: Πείτε μας πού"),
        ({"lat": "35.5", "long": ""}, 400, "long «»"),
        ({"lat": "north"}, 400, "lat «north»"),
        ({"lat": "24.0187", "long": "35.5138"}, 400, "ανάποδα"),
        ({"lat": "nan"}, 400, "δεν υπάρχει τέτοιο σημείο"),
        ({"lat": "", "long": "", "address_id": "17"}, 400, "address_id"),
        ({"attribute[lamps]": "seven"}, 400, "attribute[lamps]: «seven»"),
        ({"attribute[colour]": "red"}, 400, "attribute[colour]"),
        ({"description": "α" * 4001}, 400, "4001"),
        ({"description": ""}, 400, "description"),
        ({"email": "x@"}, 400, "email: «x@»"),
    ],
)
def test_a_post_that_cannot_be_a_case_is_refused_with_the_argument(
    client: Client, lighting: Service, key: str, given: dict[str, str], status: int, words: str
) -> None:
    for form in ("json", "xml"):
        answer = post(client, form, **a_report(key, **given))
        assert answer.status_code == status
        errors = answer.json() if form == "json" else plain(etree.fromstring(answer.content))
        assert any(words in error["description"] for error in errors), errors
        assert all(str(error["code"]) == str(status) for error in errors)
    assert not ServiceRequest.objects.exists()


def test_a_key_for_something_else_posts_nothing(client: Client, lighting: Service) -> None:
    _token, other = issue(label="Διαβάζει", scopes=[Scope.READ], days=30)

    assert post(client, **a_report(other)).status_code == 403


def test_a_key_may_come_in_the_header(client: Client, lighting: Service, key: str) -> None:
    answer = client.post(f"{ROOT}/requests.json", a_report(""), headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 200


def test_the_same_idempotency_key_is_the_same_case(client: Client, lighting: Service, key: str) -> None:
    sent = [client.post(f"{ROOT}/requests.json", a_report(key), headers={"Idempotency-Key": "17"}).json() for _ in range(2)]

    assert sent[0] == sent[1]
    assert ServiceRequest.objects.count() == 1
    assert post(client, **a_report(key)).json() != sent[0]


def test_several_values_and_what_the_client_adds_are_kept(client: Client, key: str) -> None:
    values = [{"key": name, "name_el": name, "name_en": name} for name in "ab"]
    question = {"code": "q", "datatype": "multivaluelist", "required": True, "order": 1, "text_el": "Ε;", "text_en": "Q?", "values": values}
    make_service(questions=[question])
    report = {name: value for name, value in a_report(key).items() if name != "attribute[lamps]"}
    post(client, **report, **{"attribute[q][]": ["a", "b"]}, media_url="https://example.org/1.jpg", device_id="d")

    case = ServiceRequest.objects.get()
    assert case.answers == {"q": ["a", "b"]}
    assert case.history.get().details["media_url"] == "https://example.org/1.jpg"


def test_a_kind_whose_reporter_must_be_known_wants_an_address_and_gives_the_number_at_once(client: Client, key: str) -> None:
    make_service(may_be_anonymous=False)
    report = {name: value for name, value in a_report(key).items() if name != "attribute[lamps]"}
    assert "e-mail" in post(client, **report).json()[0]["description"]

    (told,) = post(client, **report, email="maria@example.gr").json()
    assert told["service_request_id"] == "{0.protocol_year}-{0.protocol_number}".format(ServiceRequest.objects.get())


def test_a_key_in_the_address_is_none(client: Client, lighting: Service, key: str) -> None:
    assert client.post(f"{ROOT}/requests.json?api_key={key}", a_report("")).status_code == 403
