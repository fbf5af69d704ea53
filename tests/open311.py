"""Open311 as its tests ask it: in both forms, which must say the same."""

import json
from typing import Any

from django.test import Client
from lxml import etree

ROOT = "/open311/v2"


def plain(element: Any) -> Any:
    """Return what an element says, as the Spark convention has it in JSON: a list of elements is an array."""
    if not len(element):
        return element.text
    names = [child.tag for child in element]
    if element.tag.rstrip("s") == names[0] or element.tag in ("service_requests", "service_definition_list"):
        return [plain(child) for child in element]
    return {child.tag: plain(child) for child in element}


def get(client: Client, path: str, *, expect: Any = 200, **asked: Any) -> Any:
    """Return the JSON of an address; its XML must say the same."""
    answers = {form: client.get(f"{ROOT}/{path}.{form}", asked) for form in ("json", "xml")}
    for form, answer in answers.items():
        assert answer.status_code == expect, answer.content.decode()
        assert answer["Content-Type"].startswith("application/json" if form == "json" else "text/xml")
    told = json.loads(answers["json"].content)
    assert same(plain(etree.fromstring(answers["xml"].content)), told)
    return told


def same(xml: Any, told: Any) -> bool:
    if isinstance(told, list):
        return (xml is None and not told) or (len(xml) == len(told) and all(same(a, b) for a, b in zip(xml, told, strict=True)))
    if isinstance(told, dict):
        return list(xml) == list(told) and all(same(xml[name], value) for name, value in told.items())
    return xml == (None if told in (None, "") else "true" if told is True else "false" if told is False else str(told))


def post(client: Client, form: Any = "json", **given: Any) -> Any:
    return client.post(f"{ROOT}/requests.{form}", given)


def a_report(key: str, **given: Any) -> dict[str, Any]:
    values = {"api_key": key, "service_code": "lighting", "lat": "35.5138", "long": "24.0187", "description": "Δεν ανάβει & καίγεται."}
    return {**values, "attribute[lamps]": "one", **given}
