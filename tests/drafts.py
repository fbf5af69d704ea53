"""A report that is being written, as a browser without scripts writes it."""

from typing import Any

from django.test import Client

from geoportal.requests.models import Draft
from tests.cases import INSIDE
from tests.photographs import encoded, four_colours

AT = {"lat": str(INSIDE[1]), "lon": str(INSIDE[0])}


def begin(client: Client, **given: Any) -> Draft:
    """Return the draft that begins with a place within the town, and its kind if ``service`` names one."""
    answer = client.post("/report/", {**AT, **given})
    assert answer.status_code == 302, answer.content.decode()
    return Draft.objects.latest("created_at")


def jpeg(number: int = 0, **given: Any) -> bytes:
    return encoded(four_colours((64 + number, 48)), "JPEG", **given)
