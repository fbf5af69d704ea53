"""What the page of one complaint shows."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from geoportal.complaints.support import SupportForm, supporters_of
from geoportal.complaints.timeline import steps_of
from geoportal.complaints.words import colour_of, entry_of, is_open, url_of
from geoportal.site.city_map import Drawn, city_map
from geoportal.site.language import localised
from geoportal.site.nearby import directions_url
from layers.requests.attachments import Attachment
from layers.requests.complaints import Complaint
from layers.requests.models import ServiceRequest
from layers.requests.workflow import Status

_AROUND_M, _AROUND = 150, 6


def find_complaint(year: int, number: int) -> Complaint | None:
    found: Complaint | None = (
        Complaint.objects.published().select_related("service", "department", "district").filter(number=f"{year}-{number}").first()
    )
    return found


def merged_into(year: int, number: int) -> str:
    """Return the page of the complaint into which the one of that number was merged, empty if that is not to be known."""
    case = ServiceRequest.objects.filter(protocol_year=year, protocol_number=number, status=Status.MERGED, is_public=True)
    other = Complaint.objects.published().filter(request__in=case.values("merged_into")).first()
    return url_of(other.number) if other else ""


def complaint_page(complaint: Complaint, *, form: SupportForm | None = None) -> dict[str, Any]:
    """Return the context of the page of ``complaint``; ``form`` is the one that was refused."""
    told = entry_of(complaint)
    around = _around(complaint)
    return {
        "complaint": complaint,
        "told": told,
        "title": _title(told.kind, told.district),
        "is_open": is_open(complaint),
        "steps": steps_of(complaint) if complaint.request_id else [],
        "pictures": list(Attachment.objects.public().filter(request=complaint.request_id)) if complaint.request_id else [],
        "supporters": supporters_of(complaint.request) if complaint.request_id else 0,
        "form": form or SupportForm(),
        "around": [entry_of(other) for other in around],
        "directions_url": directions_url(complaint.geom),
        "coordinates": f"{complaint.geom.y:.5f}, {complaint.geom.x:.5f}",
        "report_url": reverse("requests:report"),
        "map": city_map([*(_drawn(other, is_beside=True) for other in around), _drawn(complaint)]),
    }


def _title(kind: str, district: str) -> str:
    return _("%(kind)s, %(district)s") % {"kind": kind, "district": district} if district else kind


def _around(complaint: Complaint) -> list[Complaint]:
    near = Complaint.objects.published().near(complaint.geom, radius_m=_AROUND_M).exclude(pk=complaint.pk)
    return list(near.select_related("service", "department", "district").nearest(complaint.geom)[:_AROUND])


def _drawn(complaint: Complaint, *, is_beside: bool = False) -> Drawn:
    return Drawn(
        geom=complaint.geom,
        name=localised(complaint.service, "title"),
        colour=colour_of(complaint.status),
        url=url_of(complaint.number),
        is_beside=is_beside,
    )
