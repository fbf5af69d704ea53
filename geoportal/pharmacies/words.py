"""A pharmacy as a citizen reads it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.gis.geos import Point
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from geoportal.site.city_map import Drawn
from geoportal.site.dates import clock_words, day_words
from geoportal.site.distances import how_far
from geoportal.site.language import localised
from geoportal.site.nearby import directions_url

_ON_DUTY, _OPEN, _CLOSED = "#00703c", "#0065b3", "#5a6472"


@dataclass(frozen=True, kw_only=True)
class PharmacyWords:
    """``state`` is said first: on duty until when, open, or closed. ``far`` is empty where the reader's place is not known."""

    name: str
    state: str
    colour: str
    is_open: bool
    address: str
    phone: str
    wheelchair: str
    far: str
    url: str
    directions_url: str
    point: Point


def words_of(row: Any, *, at: datetime) -> PharmacyWords:  # a Pharmacy with what find_pharmacies adds
    """Return what to say of a row of ``find_pharmacies``."""
    on_duty = row.duty_kind is not None
    distance_m = getattr(row, "distance_m", None)
    return PharmacyWords(
        name=localised(row, "name"),
        state=_duty(row.duty_until, at) if on_duty else _("Ανοιχτό") if row.open_then else _("Κλειστό"),
        colour=_ON_DUTY if on_duty else _OPEN if row.open_then else _CLOSED,
        is_open=on_duty or row.open_then,
        address=localised(row, "address"),
        phone=row.phone,
        wheelchair="" if row.wheelchair == "unknown" else row.get_wheelchair_display(),
        far="" if distance_m is None else how_far(distance_m),
        url=reverse("pharmacies:pharmacy", args=(row.code,)),
        directions_url=directions_url(row.geom),
        point=row.geom,
    )


def _duty(until: datetime, at: datetime) -> str:
    """Say until when: the time alone where that is today's or the coming night's, else with the day."""
    if (until - at).total_seconds() < 24 * 3600:
        return _("Εφημερεύει έως τις %(time)s") % {"time": clock_words(until)}
    return _("Εφημερεύει έως %(day)s στις %(time)s") % {"day": day_words(timezone.localtime(until).date()), "time": clock_words(until)}


def drawn(pharmacy: PharmacyWords) -> Drawn:
    return Drawn(geom=pharmacy.point, name=f"{pharmacy.name}: {pharmacy.state}", colour=pharmacy.colour, url=pharmacy.url)
