"""From a municipality's file to the kinds of requests that the portal offers."""

from typing import Any

from django.db import transaction

from layers.departments import Department
from layers.municipality import Bilingual
from layers.requests import service_file
from layers.requests.service_file import Question, ServiceFile
from layers.requests.services import Service, ServiceGroup


class UnknownDepartments(ValueError):
    """The file sends cases to departments that the portal doesn't have; the message says which, of which services, and what there is."""


@transaction.atomic
def load_services(file: ServiceFile) -> int:
    """Create or renew the kinds of requests by their codes, in the file's order, and return how many it has.

    Kinds that the file doesn't name stay as they are, and so does whether a kind is offered at present.

    Raises:
        UnknownDepartments
    """
    departments = _departments(file)
    groups = {group.code: _group(group, position) for position, group in enumerate(file.groups)}
    for position, service in enumerate(file.services):
        Service.objects.update_or_create(
            code=service.code,
            defaults={
                **_texts(service),
                "questions": [_question(question) for question in service.questions],
                "position": position,
                "group": groups[service.group],
                "department": departments[service.department],
                **{name: getattr(service, name) for name in _AS_THEY_ARE},
            },
        )
    return len(file.services)


_AS_THEY_ARE = ("deadline_days", "duplicate_radius_m", "duplicate_days", "is_location_required", "may_be_anonymous", "is_photo_public")


def _departments(file: ServiceFile) -> dict[str, Department]:
    known = {department.code: department for department in Department.objects.all()}
    unknown = [f"{service.code}: {service.department!r}" for service in file.services if service.department not in known]
    if unknown:
        raise UnknownDepartments(f"No such departments: {', '.join(unknown)}. There are: {', '.join(sorted(known)) or 'none'}.")
    return known


def _group(group: service_file.Group, position: int) -> ServiceGroup:
    values = {**_both("title", group.title), "position": position}
    return ServiceGroup.objects.update_or_create(code=group.code, defaults=values)[0]


def _texts(service: service_file.Service) -> dict[str, Any]:
    emergency = service.emergency
    return {
        **_both("title", service.title),
        **_both("description", service.description),
        "keywords_el": list(service.keywords_el),
        "keywords_en": list(service.keywords_en),
        **_both("emergency", emergency.text if emergency else Bilingual("", "")),
        "emergency_phone": emergency.phone if emergency else "",
    }


def _question(question: Question) -> dict[str, Any]:
    """Return the question as ``Service.questions`` has it."""
    told: dict[str, Any] = {
        "code": question.code,
        "datatype": question.datatype.value,
        "required": question.is_required,
        "order": question.order,
        **_both("text", question.text),
        **(_both("hint", question.hint) if question.hint else {}),
    }
    if question.values:
        told["values"] = [{"key": value.key, **_both("name", value.name)} for value in question.values]
    if question.shown_if:
        told["shown_if"] = {"question": question.shown_if.question, "is": question.shown_if.key}
    return told


def _both(name: str, text: Bilingual) -> dict[str, str]:
    return {f"{name}_el": text.el, f"{name}_en": text.en}
