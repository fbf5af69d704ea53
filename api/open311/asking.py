"""Which cases are asked for: GeoReport's arguments, and ours, which a client has to ask for by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.db.models import F, FloatField, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from api.open311.errors import Open311Error
from api.open311.services import known
from layers.geometry import SRID, as_geography, box, buffer
from layers.requests.models import ServiceRequest
from layers.requests.services import Service
from layers.requests.workflow import CLOSED, OPEN

# GeoReport v2, GET Service Requests: 90 days or the first 1,000, whichever is smaller.
SPAN = timedelta(days=90)
CAP = 1000
_STATUSES = {"open": OPEN, "closed": CLOSED}
_FARTHEST_M, _WIDE_M = 50_000, 1000


@dataclass(frozen=True, kw_only=True)
class Page:
    number: int = 1
    size: int = CAP


def cases_of(asked: Mapping[str, str]) -> Any:
    """Return the public cases that are asked for, newest first, as a queryset of one page.

    Raises:
        Open311Error: 400 for what cannot be read, 404 for a service that does not exist.
    """
    cases = ServiceRequest.objects.public().order_by("-submitted_at", "-pk")
    if asked.get("service_request_id"):
        return numbered(cases, asked["service_request_id"].split(","))[:CAP]
    cases = cases.filter(submitted_at__range=span(asked))
    if asked.get("service_code"):
        cases = cases.filter(
            service__in=[known(code.strip(), among=Service.objects.all()) for code in asked["service_code"].split(",")[:CAP]]
        )
    if asked.get("status"):
        cases = cases.filter(status__in=_statuses(asked["status"]))
    return page_of(_placed(cases, asked), asked)


def one(identifier: str) -> Any:
    """Return the queryset of the public case of this number.

    Raises:
        Open311Error: 404
    """
    found = numbered(ServiceRequest.objects.public(), [identifier])
    if not found.exists():
        raise Open311Error(404, _("service_request_id «%(id)s»: δεν υπάρχει τέτοιο αίτημα, ή δεν είναι δημόσιο.") % {"id": identifier[:40]})
    return found


def identifier_of(case: ServiceRequest) -> str | None:
    """Return the public number of ``case``, None before it is registered. The tracking code is for its reporter alone."""
    return f"{case.protocol_year}-{case.protocol_number}" if case.protocol_number else None


def numbered(cases: Any, identifiers: list[str]) -> Any:
    """Return those of the queryset ``cases`` that have one of these public numbers; what is none is passed over."""
    found = cases.none()
    for identifier in identifiers[:CAP]:
        year, _dash, number = identifier.strip().partition("-")
        if year.isascii() and year.isdigit() and number.isascii() and number.isdigit() and len(identifier) < 16:
            found = found | cases.filter(protocol_year=min(int(year), 9999), protocol_number=min(int(number), 2**31 - 1))
    return found


def _statuses(text: str) -> set[str]:
    asked = [part.strip() for part in text.split(",")]
    unknown = [part for part in asked if part not in _STATUSES]
    if unknown:
        raise Open311Error(400, _("status «%(given)s»: δώστε open ή closed, ή και τα δύο με κόμμα.") % {"given": unknown[0][:40]})
    return {str(status) for part in asked for status in _STATUSES[part]}


def span(asked: Mapping[str, str]) -> tuple[datetime, datetime]:
    """Return the time between ``start_date`` and ``end_date``, by default the last 90 days.

    Raises:
        Open311Error: 400
    """
    since, until = (_instant(name, asked.get(name, "")) for name in ("start_date", "end_date"))
    until = until or (since + SPAN if since else timezone.now())
    since = since or until - SPAN
    if since > until:
        raise Open311Error(400, _("start_date: είναι μετά το end_date. Αλλάξτε τα μεταξύ τους."))
    if until - since > SPAN:
        raise Open311Error(400, _("start_date, end_date: απέχουν πάνω από 90 ημέρες. Ρωτήστε ανά τρίμηνο."))
    return since, until


def _instant(name: str, text: str) -> datetime | None:
    if not text:
        return None
    try:
        # In an address a plus sign is a blank.
        found = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        aware = found if timezone.is_aware(found) else timezone.make_aware(found)
        # Farther away the database counts no days.
        if 1900 <= aware.year <= 2200:
            return aware
    except (ValueError, OverflowError):
        pass
    raise Open311Error(
        400, _("%(name)s «%(given)s»: γράψτε ημερομηνία W3C, π.χ. 2026-11-27T18:30:00+02:00.") % {"name": name, "given": text[:40]}
    )


def _placed(cases: Any, asked: Mapping[str, str]) -> Any:
    if asked.get("bbox"):
        west, south, east, north = numbers("bbox", asked["bbox"], 4)
        cases = cases.filter(geom__bboverlaps=box((west, south, east, north)))
    if asked.get("near"):
        lat, lon, radius_m = numbers("near", asked["near"], 3)
        if not (abs(lat) <= 90 and abs(lon) <= 180 and 0 < radius_m <= _FARTHEST_M):
            raise Open311Error(400, _("near «%(given)s»: δώστε πλάτος,μήκος,μέτρα, ως 50000 μέτρα.") % {"given": asked["near"][:60]})
        cases = _around(cases, Point(lon, lat, srid=SRID), radius_m=radius_m)
    return cases


def _around(cases: Any, point: Point, *, radius_m: float) -> Any:
    """Return the cases at most so far away. Within a wide circle the newest are looked for by time: PostgreSQL, which can tell how many
    lie in a box, expects a handful of any circle, and sorts tens of thousands (measured: 180 ms against 10)."""
    if radius_m <= _WIDE_M:
        return cases.near(point, radius_m=radius_m)
    here = as_geography(Value(point, output_field=GeometryField(srid=SRID)))
    away_m = Cast(Distance(as_geography(F("geom")), here), FloatField())
    return cases.filter(geom__bboverlaps=buffer(point, radius_m=1.01 * radius_m)).alias(away_m=away_m).filter(away_m__lte=radius_m)


def numbers(name: str, text: str, count: int) -> list[float]:
    """Return the ``count`` numbers that ``text`` holds, separated by commas.

    Raises:
        Open311Error: 400
    """
    try:
        found = [float(part) for part in text.split(",")]
    except ValueError:
        found = []
    # No number is farther away than half the earth is round, in metres.
    if len(found) != count or not all(abs(number) < 3e7 for number in found):
        raise Open311Error(
            400, _("%(name)s «%(given)s»: χρειάζονται %(count)d αριθμοί με κόμμα.") % {"name": name, "given": text[:60], "count": count}
        )
    return found


def page_of(rows: Any, asked: Mapping[str, str]) -> Any:
    """Return the page of the queryset ``rows`` that is asked for, the first 1,000 by default.

    Raises:
        Open311Error: 400
    """
    page = _page(asked)
    return rows[(page.number - 1) * page.size : page.number * page.size]


def _page(asked: Mapping[str, str]) -> Page:
    given = {name: asked.get(name, "") for name in ("page", "page_size")}
    for name, text in given.items():
        if text and not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= (CAP if name == "page_size" else 10**6)):
            raise Open311Error(
                400, _("%(name)s «%(given)s»: δώστε ακέραιο από 1, το page_size ως 1000.") % {"name": name, "given": text[:20]}
            )
    return Page(number=int(given["page"] or 1), size=int(given["page_size"] or CAP))
