"""The address of a view of complaints: read for people, who are told what was not understood, and written again without the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from geoportal.complaints.finding import ComplaintQuery, State
from geoportal.site.choices import choice_of
from geoportal.site.nearby import Near, near_of
from layers.districts import District
from layers.requests.services import Service
from layers.requests.workflow import Outcome

RADII_M = (100, 250, 500, 1000, 3000)
_RADIUS_M = 500
_LONGEST_WORDS = 100
_YEARS = range(1990, 2100)
NAMES = ("category", "status", "outcome", "from", "until", "district", "q", "near", "radius")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """``kept`` are the parts of the address that narrow, as they were understood; ``notices`` tell what was not."""

    query: ComplaintQuery
    near: Near
    notices: tuple[str, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)


def asked_of(given: QueryDict) -> Asked:
    service, no_service = _service(given)
    district, no_district = _district(given)
    state, no_state = choice_of(given, "status", default=State.ALL)
    outcome, no_outcome = _outcome(given)
    since, no_since = day_named(given, "from")
    until, no_until = day_named(given, "until")
    radius_m, no_radius = _radius(given)
    near = near_of(given)
    backwards = _("Η περίοδος τελειώνει πριν αρχίσει: αλλάξτε μία από τις δύο ημέρες.") if since and until and until < since else ""
    query = ComplaintQuery(
        service=service, state=state, outcome=outcome, since=since, until=until, district=district,
        words=given.get("q", "").replace("\0", "")[:_LONGEST_WORDS].strip(), near=near.point, radius_m=radius_m,
    )  # fmt: skip
    notices = (no_service, no_state, no_outcome, no_since, no_until, no_district, near.notice, no_radius, backwards)
    return Asked(query=query, near=near, notices=tuple(filter(None, notices)), kept=_kept(query, near))


def _kept(query: ComplaintQuery, near: Near) -> dict[str, str]:
    parts = {
        "category": query.service.code if query.service else "",
        "status": "" if query.state is State.ALL else query.state.value,
        "outcome": query.outcome.value if query.outcome else "",
        "from": query.since.isoformat() if query.since else "",
        "until": query.until.isoformat() if query.until else "",
        "district": query.district.code if query.district else "",
        "q": query.words,
        "near": near.text if near.point else "",
        "radius": str(query.radius_m) if near.point and query.radius_m != _RADIUS_M else "",
    }
    return {name: text for name, text in parts.items() if text}


def day_named(given: QueryDict, name: str) -> tuple[date | None, str]:
    """Return the day that the parameter names, however long ago, and what to say where it names none."""
    text = _text(given, name)
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        day = date.min
    if day is None or day.year in _YEARS:
        return day, ""
    return None, _("Η ημέρα «%(text)s» δεν διαβάζεται. Γράψτε την όπως 2026-11-22.") % {"text": text}


def _text(given: QueryDict, name: str) -> str:
    return given.get(name, "").replace("\0", "").strip()[:50]


def _service(given: QueryDict) -> tuple[Service | None, str]:
    code = _text(given, "category")
    found = Service.objects.filter(code=code).first() if code else None
    notice = _("Δεν υπάρχει κατηγορία «%(code)s»· φαίνονται όλες.") % {"code": code}
    return found, notice if code and found is None else ""


def _district(given: QueryDict) -> tuple[District | None, str]:
    code = _text(given, "district")
    found = District.objects.municipal_units().filter(code=code).first() if code else None
    notice = _("Δεν υπάρχει δημοτική ενότητα «%(code)s»· φαίνονται όλες.") % {"code": code}
    return found, notice if code and found is None else ""


def _outcome(given: QueryDict) -> tuple[Outcome | None, str]:
    text = _text(given, "outcome")
    if not text or text in Outcome.values:
        return (Outcome(text) if text else None), ""
    notice = _("Δεν υπάρχει αποτέλεσμα «%(text)s» (%(known)s)· φαίνονται όλα.")
    return None, notice % {"text": text, "known": ", ".join(Outcome.values)}


def _radius(given: QueryDict) -> tuple[int, str]:
    text = _text(given, "radius")
    if not text or (text.isascii() and text.isdecimal() and int(text) in RADII_M):
        return int(text) if text else _RADIUS_M, ""
    notice = _("Η ακτίνα «%(text)s» δεν υπάρχει (%(known)s μέτρα)· φαίνεται: %(shown)s.")
    return _RADIUS_M, notice % {"text": text, "known": ", ".join(map(str, RADII_M)), "shown": _RADIUS_M}
