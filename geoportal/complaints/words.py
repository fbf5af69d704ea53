"""A complaint in words: the same in the list, on the map, in feeds and on its own page."""

from dataclasses import dataclass

from django.urls import reverse

from geoportal.site.distances import distance_text
from geoportal.site.language import localised
from layers.lookups import get_layer
from layers.requests.complaints import Complaint
from layers.requests.workflow import OPEN, Outcome, Status

_BADGES = {Status.COMPLETED: "badge", Status.REJECTED: "badge badge--closed"}


@dataclass(frozen=True, kw_only=True)
class ComplaintEntry:
    """A complaint in a list. ``icon`` is the code of its kind's drawing; ``far`` is empty where no distance was asked for."""

    number: str
    kind: str
    icon: str
    status: str
    badge: str
    outcome: str
    district: str
    department: str
    text: str
    url: str
    submitted_at: object
    closed_at: object
    far: str = ""


def entry_of(complaint: Complaint) -> ComplaintEntry:
    distance_m = getattr(complaint, "distance_m", None)
    return ComplaintEntry(
        number=written(complaint.number),
        kind=localised(complaint.service, "title"),
        icon=icon_of(complaint.service.code),
        status=str(Status(complaint.status).label),
        badge=_BADGES.get(Status(complaint.status), "badge badge--warn"),
        outcome=outcome_of(complaint),
        district=localised(complaint.district, "short_name") if complaint.district else "",
        department=localised(complaint.department, "name"),
        text=complaint.text,
        url=url_of(complaint.number),
        submitted_at=complaint.submitted_at,
        closed_at=complaint.closed_at,
        far="" if distance_m is None else distance_text(distance_m),
    )


def url_of(number: str) -> str:
    """Return the page of the complaint whose number is stored so (``2026-17``)."""
    return reverse("complaints:complaint", args=number.split("-"))


def written(number: str) -> str:
    """Return ``number`` as people write it: the number, then its year."""
    year, _hyphen, running = number.partition("-")
    return f"{running}/{year}"


def outcome_of(complaint: Complaint) -> str:
    return str(Outcome(complaint.outcome).label) if complaint.outcome else ""


def is_open(complaint: Complaint) -> bool:
    return complaint.status in OPEN


def colour_of(status: str) -> str:
    """Return the colour that the layer gives to the status: one on the map, in the list and in every service."""
    style = get_layer("complaints").style
    return next((entry.symbol.colour for entry in style.classes if status in entry.values), style.symbol.colour)


def icon_of(code: str) -> str:
    """Return the name of the drawing of a kind; kinds that a municipality adds itself have none and get that of "other"."""
    return code if code in _DRAWN else "other"


_DRAWN = frozenset(
    {
        "abandoned-vehicles", "accessibility", "beaches", "building-safety", "bulky-waste", "drains", "graffiti", "green",
        "lighting", "noise", "other", "parking", "pavements", "playgrounds", "potholes", "public-toilets", "rubbish", "signs",
        "stray-animals", "water-leak",
    }
)  # fmt: skip
