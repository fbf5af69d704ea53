"""The period, kind and district that statistics are asked for, as their address says them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Min
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from geoportal.complaints.asking import Asked, asked_of
from layers.requests.complaints import Complaint
from layers.requests.statistics import Scope

_MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """``kept`` are the parts of the address that narrow; without any, the last twelve months are asked for."""

    scope: Scope
    asked: Asked
    notices: tuple[str, ...]
    kept: Mapping[str, str]


def wanted_of(given: QueryDict) -> Wanted:
    """Return what is counted: from the day of ``from`` to that of ``until``, or of the whole time with ``period=all``."""
    today = timezone.localdate()
    asked = asked_of(given)
    since, until = asked.query.since, asked.query.until
    notices = list(asked.notices)
    if given.get("period") == "all" and since is None:
        since = _first_day(today)
    until = min(until or today, today)
    if since is None:
        since = _months_before(until)
    if since > until:
        notices.append(_("Η περίοδος δεν έχει ημέρες που πέρασαν· φαίνονται οι τελευταίοι δώδεκα μήνες."))
        since, until = _months_before(today), today
    scope = Scope(
        since=since,
        until=until,
        service=asked.query.service.pk if asked.query.service else None,
        district=asked.query.district.pk if asked.query.district else None,
    )
    kept = {name: asked.kept[name] for name in ("category", "district", "from", "until") if name in asked.kept}
    if given.get("period") == "all" and "from" not in kept:
        kept["period"] = "all"
    return Wanted(scope=scope, asked=asked, notices=tuple(notices), kept=kept)


def _months_before(day: date) -> date:
    """Return the first day of the month so long before ``day`` that twelve months end with its own."""
    number = day.year * 12 + day.month - _MONTHS
    return date(number // 12, number % 12 + 1, 1)


def _first_day(today: date) -> date:
    first = Complaint.objects.aggregate(first=Min("submitted_at"))["first"]
    return timezone.localdate(first) if first else _months_before(today)
