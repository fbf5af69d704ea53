"""Cases in GeoReport's words, for everybody: of what the citizen wrote only what was published, and of the citizen nothing."""

from datetime import datetime, time
from typing import Any

from django.db.models import Count, Prefetch
from django.urls import reverse
from django.utils import timezone

from api.open311.asking import identifier_of
from layers.requests.attachments import Attachment
from layers.requests.workflow import CLOSED


def told(cases: Any, language: str, *, is_extended: bool, site: str) -> list[dict[str, Any]]:
    """Return the cases of the queryset ``cases``; extended by what GeoReport has no fields for. ``site``: where pictures are, ``https://…``."""
    rows = cases.prefetch_related(Prefetch("attachments", Attachment.objects.public(), to_attr="shown"))
    rows = rows.annotate(supporters_=Count("supporters")) if is_extended else rows
    return [_case(case, language, site) | (_extension(case, language, site) if is_extended else {}) for case in rows]


def _case(case: Any, language: str, site: str) -> dict[str, Any]:
    department = case.department
    return {
        "service_request_id": identifier_of(case),
        "status": "closed" if case.status in CLOSED else "open",
        "status_notes": case.get_outcome_display() or case.get_status_display(),
        "service_name": getattr(case.service, f"title_{language}"),
        "service_code": case.service.code,
        "description": case.public_text or None,
        "agency_responsible": getattr(department, f"name_{language}") if department else None,
        "service_notice": None,
        "requested_datetime": w3c(case.submitted_at),
        "updated_datetime": w3c(case.updated_at),
        "expected_datetime": w3c(timezone.make_aware(datetime.combine(case.due_on, time(23, 59, 59)))) if case.due_on else None,
        # What somebody typed may name their own home.
        "address": None,
        "address_id": None,
        "zipcode": None,
        "lat": case.geom.y if case.geom else None,
        "long": case.geom.x if case.geom else None,
        "media_url": media_url(case.shown[0], site) if case.shown else None,
    }


def media_url(attachment: Attachment, site: str) -> str:
    return f"{site}{reverse('open311_media', args=(attachment.pk,))}"


def _extension(case: Any, language: str, site: str) -> dict[str, Any]:
    return {
        "extended_attributes": {
            "detailed_status": case.status,
            "outcome": case.outcome or None,
            "district": getattr(case.district, f"name_{language}") if case.district else None,
            "supporters": case.supporters_,
            "reopened": case.reopened,
            "media_urls": ", ".join(media_url(attachment, site) for attachment in case.shown) or None,
        }
    }


def w3c(instant: datetime) -> str:
    return timezone.localtime(instant).isoformat(timespec="seconds")
