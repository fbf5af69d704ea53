"""A publication as a citizen reads it in a list."""

from dataclasses import dataclass
from datetime import date, datetime
from math import floor, log2
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from geoportal.news.kinds import ONE_OF, Kind, Status
from geoportal.site.dates import instant_words
from geoportal.site.language import localised

LAYER = "publications"
_NEAREST_ZOOM, _FARTHEST_ZOOM = 17, 11


@dataclass(frozen=True, kw_only=True)
class PublicationWords:
    """``kind`` is what one such publication is called, ``tone`` the code of its status, ``deadline`` a sentence, empty without one."""

    title: str
    lead: str
    url: str
    kind: str
    kind_code: str
    day: date
    department: str
    address: str
    status: str
    tone: str
    deadline: str


def words_of(page: Any, *, now: datetime) -> PublicationWords:
    """Return what a list says of ``page``, a publication."""
    status = page.status_at(now)
    return PublicationWords(
        title=page.title,
        lead=page.lead,
        url=page.get_url() or "",
        kind=str(ONE_OF[Kind(page.kind)]),
        kind_code=page.kind,
        day=page.published_on,
        department=localised(page.department, "name") if page.department and page.department.is_published else "",
        address=page.address,
        status=str(status.label) if status else "",
        tone=str(status.value) if status else "",
        deadline=deadline_words(page.deadline, status=status, now=now),
    )


def deadline_words(deadline: datetime | None, *, status: Status | None, now: datetime) -> str:
    """Return «Λήγει σε 3 ημέρες» where it is near, else the day and the hour; empty where nobody waits for it any more."""
    if deadline is None or status not in (Status.OPEN, Status.CLOSING):
        return ""
    if status is Status.OPEN:
        return _("Προθεσμία: %(instant)s") % {"instant": instant_words(deadline)}
    days = (timezone.localdate(deadline) - timezone.localdate(now)).days
    if days <= 1:
        return _("Λήγει %(instant)s") % {"instant": instant_words(deadline)}
    return ngettext("Λήγει σε %(days)d ημέρα", "Λήγει σε %(days)d ημέρες", days) % {"days": days}


def map_url(geom: GEOSGeometry) -> str:
    """Return the address of the map of publications around ``geom``."""
    west, south, east, north = geom.extent
    width_deg = max(east - west, north - south)
    zoom = min(_NEAREST_ZOOM, max(_FARTHEST_ZOOM, floor(log2(360 / width_deg)))) if width_deg else _NEAREST_ZOOM
    return f"{reverse('atlas:map')}?layers={LAYER}&at={zoom}/{(south + north) / 2:.5f}/{(west + east) / 2:.5f}"
