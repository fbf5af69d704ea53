"""Kinds of requests in GeoReport's words: service list and service definition."""

from typing import Any

from django.utils.translation import gettext as _

from api.open311.errors import Open311Error
from layers.requests.questions import text_of
from layers.requests.services import Service


def service_list(language: str) -> list[dict[str, Any]]:
    return [_service(service, language) for service in Service.objects.offered().select_related("group")]


def _service(service: Service, language: str) -> dict[str, Any]:
    return {
        "service_code": service.code,
        "service_name": getattr(service, f"title_{language}"),
        "description": getattr(service, f"description_{language}"),
        "metadata": bool(service.questions),
        "type": "realtime",
        "keywords": ", ".join(getattr(service, f"keywords_{language}")),
        "group": getattr(service.group, f"title_{language}"),
    }


def definition_of(service: Service) -> dict[str, Any]:
    """Return the questions of ``service`` in the active language.

    Raises:
        Open311Error: 404, if it asks none.
    """
    if not service.questions:
        raise Open311Error(404, _("service_code «%(code)s»: δεν έχει ερωτήσεις (metadata=false).") % {"code": service.code})
    return {"service_code": service.code, "attributes": [_attribute(question) for question in service.questions]}


def _attribute(question: dict[str, Any]) -> dict[str, Any]:
    attribute = {
        "variable": True,
        "code": question["code"],
        "datatype": question["datatype"],
        # One that is asked only after a certain answer cannot be demanded of a client that knows no such conditions.
        "required": question["required"] and not question.get("shown_if"),
        "datatype_description": text_of(question, "hint") or None,
        "order": question["order"],
        "description": text_of(question),
    }
    values = question.get("values")
    return attribute | ({"values": [{"key": value["key"], "name": text_of(value, "name")} for value in values]} if values else {})


def offered(code: str) -> Service:
    """Return the service of this code that is offered now.

    Raises:
        Open311Error: 400 without a code, 404 if there is none.
    """
    if not code:
        raise Open311Error(400, _("service_code: λείπει. Τα είδη είναι στο /open311/v2/services.json."))
    return known(code, among=Service.objects.offered())


def known(code: str, *, among: Any) -> Service:
    """Return the service of this code in the queryset ``among``.

    Raises:
        Open311Error: 404
    """
    service: Service | None = among.select_related("group", "department").filter(code=code).first()
    if service is None:
        raise Open311Error(
            404, _("service_code «%(code)s»: δεν υπάρχει. Τα είδη είναι στο /open311/v2/services.json.") % {"code": code[:80]}
        )
    return service
