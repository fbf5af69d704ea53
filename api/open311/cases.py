"""Cases in GeoReport's words, for everybody: of what the citizen wrote only what was published, and of the citizen nothing."""

from datetime import datetime, time
from typing import Any

from django.db.models import Count, F, FloatField, Func, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from api.open311.asking import identifier_of
from layers.departments import Department
from layers.districts import District
from layers.requests.attachments import Attachment
from layers.requests.models import Supporter
from layers.requests.services import Service
from layers.requests.workflow import CLOSED, Outcome, Status

_TOLD = (
    "protocol_year", "protocol_number", "public_text", "status", "outcome", "submitted_at", "updated_at", "due_on", "reopened", "service",
    "department", "district",
)  # fmt: skip
_SUPPORTERS = Coalesce(
    Subquery(Supporter.objects.filter(request=OuterRef("pk")).order_by().values("request").annotate(count=Count("pk")).values("count")), 0
)


class _Words:
    """The names of what a thousand cases have in common, read once: kinds, departments and districts, without their areas; and states."""

    def __init__(self, language: str) -> None:
        self.services = {pk: (code, title) for pk, code, title in Service.objects.values_list("pk", "code", f"title_{language}")}
        self.departments = dict(Department.objects.values_list("pk", f"name_{language}"))
        self.districts = dict(District.objects.values_list("pk", f"name_{language}"))
        self.states = {str(value): str(label) for value, label in [*Status.choices, *Outcome.choices]}


def told(cases: Any, language: str, *, is_extended: bool, site: str) -> list[dict[str, Any]]:
    """Return the cases of the queryset ``cases``; extended by what GeoReport has no fields for. ``site``: where pictures are, ``https://…``."""
    # Numbers cost a third of what points do.
    rows = (
        cases.only(*_TOLD)
        .annotate(lon=_degrees("ST_X"), lat=_degrees("ST_Y"))
        .prefetch_related(Prefetch("attachments", Attachment.objects.public(), to_attr="shown"))
    )
    rows = rows.annotate(supporters_=_SUPPORTERS) if is_extended else rows
    words = _Words(language)
    return [_case(case, words, site) | (_extension(case, words, site) if is_extended else {}) for case in rows]


def _degrees(function: str) -> Func:
    return Func(F("geom"), function=function, output_field=FloatField())


def _case(case: Any, words: _Words, site: str) -> dict[str, Any]:
    code, title = words.services[case.service_id]
    return {
        "service_request_id": identifier_of(case),
        "status": "closed" if case.status in CLOSED else "open",
        "status_notes": words.states[case.outcome or case.status],
        "service_name": title,
        "service_code": code,
        "description": case.public_text or None,
        "agency_responsible": words.departments.get(case.department_id),
        "service_notice": None,
        "requested_datetime": w3c(case.submitted_at),
        "updated_datetime": w3c(case.updated_at),
        "expected_datetime": w3c(timezone.make_aware(datetime.combine(case.due_on, time(23, 59, 59)))) if case.due_on else None,
        # What somebody typed may name their own home.
        "address": None,
        "address_id": None,
        "zipcode": None,
        "lat": case.lat,
        "long": case.lon,
        "media_url": media_url(case.shown[0], site) if case.shown else None,
    }


def media_url(attachment: Attachment, site: str) -> str:
    return f"{site}{reverse('open311_media', args=(attachment.pk,))}"


def _extension(case: Any, words: _Words, site: str) -> dict[str, Any]:
    return {
        "extended_attributes": {
            "detailed_status": case.status,
            "outcome": case.outcome or None,
            "district": words.districts.get(case.district_id),
            "supporters": case.supporters_,
            "reopened": case.reopened,
            "media_urls": ", ".join(media_url(attachment, site) for attachment in case.shown) or None,
        }
    }


def w3c(instant: datetime) -> str:
    return timezone.localtime(instant).isoformat(timespec="seconds")
