"""A client library that others wrote reads kinds and cases; what none of them does any more, posting, is done as the specification shows.

Of the libraries that we found on PyPI and npm, ``georeport`` 0.3.1 still installs and runs, and it only reads. ``three`` 0.8.0 and
``open311`` 1.1 are of Python 2 (``itertools.ifilter``, ``urllib2``); npm's ``open311`` 0.0.12 names a package by a ``git://`` address.
"""

import json
from typing import Any

import pytest
import requests
from georeport import GeoReport
from pytest_django.live_server_helper import LiveServer

from api.tokens.actions import Holder, issue
from api.tokens.models import Scope
from layers.requests.models import ServiceRequest
from tests.cases import QUESTIONS, make_case, make_service

pytestmark = pytest.mark.django_db(transaction=True)
# GeoReport v2, POST Service Request: what every answer has, and of what type.
_RECEIPT = {"service_request_id": str, "service_notice": str, "account_id": type(None)}


@pytest.fixture(params=["json", "xml"])
def client(request: Any, live_server: LiveServer) -> GeoReport:
    make_service(questions=QUESTIONS)
    make_case(make_service("potholes"))
    return GeoReport(f"{live_server.url}/open311/v2", output_format=request.param)


def test_it_lists_the_kinds_and_their_questions(client: GeoReport) -> None:
    services = client.get_service_list()

    assert {service["service_code"] for service in services} == {"lighting", "potholes"}
    definition = client.get_service_definition("lighting")
    assert definition["service_code"] == "lighting"
    assert "lamps" in json.dumps(definition)


def test_it_reads_cases_and_one_of_them(client: GeoReport) -> None:
    make_case(make_service("drains"))
    found = client.get_service_requests(status="open")

    assert {case["service_code"] for case in found} == {"potholes", "drains"}
    assert client.get_service_request(found[0]["service_request_id"]) == found[0]


def test_what_is_posted_as_the_specification_shows_is_read_by_it(client: GeoReport) -> None:
    key = issue(label="Άλλη εφαρμογή", scopes=[Scope.REPORT], days=30, holder=Holder(agency="ΔΕΥΑΧ"))[1]
    values = {"api_key": key, "service_code": "lighting", "lat": "35.5138", "long": "24.0187", "description": "Δεν ανάβει."}

    answer = requests.post(f"{client.root_address}/requests.json", data={**values, "attribute[lamps]": "one"}, timeout=30)

    (receipt,) = answer.json()
    assert {name: type(value) for name, value in receipt.items()} == _RECEIPT
    case = client.get_service_request(receipt["service_request_id"])
    assert (case["service_code"], case["status"], float(case["lat"])) == ("lighting", "open", 35.5138)
    assert ServiceRequest.objects.get(service__code="lighting").answers == {"lamps": "one"}
