"""What is known already around the spot: offered before anybody has to write."""

from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import Point
from django.db.models import Count
from django.utils.translation import ngettext

from geoportal.requests.news import number_of
from geoportal.site.dates import day_words
from geoportal.site.language import localised
from layers.requests.attachments import Attachment
from layers.requests.merging import alike
from layers.requests.models import ServiceRequest
from layers.requests.services import Service

_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class Known:
    """An open case of the same kind near by, as everybody may see it."""

    pk: int
    number: str
    title: str
    distance_m: float
    state: str
    since: str
    people: str
    picture: Attachment | None
    lat_lon: tuple[float, float]


def known_around(service: Service, point: Point | None) -> list[Known]:
    """Return the nearest open cases that may be of the same thing."""
    if point is None:
        return []
    cases = alike(service, point).select_related("service", "complaint").annotate(people=Count("supporters"))[:_SHOWN]
    return [_known(case) for case in cases]


def known_case(service: Service | None, point: Point | None, number: str) -> Known | None:
    """Return that of the cases around whose key is ``number``, None if it is none of them (any more)."""
    if service is None or point is None or not number.isdecimal() or len(number) > 18:
        return None
    case = alike(service, point).select_related("service", "complaint").annotate(people=Count("supporters")).filter(pk=number).first()
    return _known(case) if case is not None else None


def _known(case: Any) -> Known:
    public_text = case.public_text.strip()
    return Known(
        pk=case.pk,
        number=number_of(case),
        title=public_text if 0 < len(public_text) <= 80 else localised(case.service, "title"),
        distance_m=case.distance_m,
        state=str(case.get_status_display()),
        since=day_words(case.submitted_at.date()),
        people=ngettext("%(count)s πολίτης", "%(count)s πολίτες", case.people + 1) % {"count": case.people + 1},
        picture=Attachment.objects.public().filter(request=case).first(),
        lat_lon=(case.geom.y, case.geom.x),
    )


def case_of(known: Known) -> ServiceRequest:
    return ServiceRequest.objects.get(pk=known.pk)
