"""What the pages of a report hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from geoportal.requests.addresses import tracking_url
from geoportal.requests.confirming import CONFIRM_DAYS
from geoportal.requests.duplicates import Known, known_around
from geoportal.requests.kinds import all_kinds, find_kinds, kind_of, offered
from geoportal.requests.models import Draft
from geoportal.requests.news import number_of
from geoportal.requests.places import Told, point_in, within_municipality
from geoportal.site.city_map import Drawn, city_map
from geoportal.site.dates import day_words
from geoportal.site.language import localised
from geoportal.site.nearby import near_of
from layers.requests.attachments import AT_ONCE
from layers.requests.codes import written
from layers.requests.questions import text_of
from layers.requests.submitting import LONGEST_TEXT
from layers.requests.workflow import Status

_COLOUR = "#a83f24"
# A photo from as far away as this shows another spot.
_ELSEWHERE_DEG = 0.0005


@dataclass(frozen=True, kw_only=True)
class Step:
    title: str
    url: str = ""
    is_current: bool = False


def steps_of(draft: Draft | None, current: int) -> list[Step]:
    """Return the four steps; those behind are links."""
    names = [
        (_("Πού"), "requests:where"),
        (_("Τι"), "requests:what"),
        (_("Λεπτομέρειες"), "requests:details"),
        (_("Επικοινωνία"), "requests:check"),
    ]
    return [
        Step(
            title=title,
            url=reverse(name, args=[draft.key]) if draft is not None and draft.pk and number < current else "",
            is_current=number == current,
        )
        for number, (title, name) in enumerate(names, start=1)
    ]


def where_page(draft: Draft | None, given: QueryDict, told: Told | None = None) -> dict[str, Any]:
    """Return the page that asks where: as it was told, as the draft has it, or as a link has it (``near``)."""
    if told is not None:
        point, address = told.geom or point_in(given) or (draft.geom if draft else None), told.address
    elif draft is not None:
        point, address = draft.geom, draft.address
    else:
        near = near_of(given)
        # A link may come from anywhere; a pin outside the municipality would begin with a mistake.
        point, address = within_municipality(near.point) if near.point else None, near.name
    config = city_map([])
    service = draft.service if draft is not None else offered(given.get("service", ""))
    return {
        "steps": steps_of(draft, 1),
        "draft": draft,
        "kind": kind_of(service) if service else None,
        "service": given.get("service", ""),
        "address": address,
        "lat": f"{point.y:.6f}" if point else given.get("lat", ""),
        "lon": f"{point.x:.6f}" if point else given.get("lon", ""),
        "error": told.error if told else "",
        "summary": [("#address", told.error)] if told and told.error else [],
        "choices": told.choices if told else (),
        "keeps_point": point is not None and bool(told and told.choices),
        "map": {**config, "pin": (point.y, point.x) if point else None, "texts": {**config["texts"], **_pin_texts()}},
    }


def _pin_texts() -> dict[str, str]:
    return {
        "pin": _("Το σημείο του προβλήματος. Σύρετέ το αν δεν είναι ακριβώς εδώ."),
        "locating": _("Βρίσκουμε τη θέση σας …"),
        "notLocated": _("Η θέση σας δεν είναι διαθέσιμη. Επιτρέψτε την πρόσβαση, πατήστε στον χάρτη ή γράψτε τη διεύθυνση."),
        "inexact": _("Η συσκευή σας ξέρει τη θέση με ακρίβεια {metres} μ. Διορθώστε το σημείο στον χάρτη."),
        "noAddress": _("Σημείο χωρίς γνωστή διεύθυνση"),
    }


def what_page(draft: Draft, text: str) -> dict[str, Any]:
    """Return the page that asks what kind of problem, narrowed by the words that were searched for."""
    found = find_kinds(text) if text.strip() else []
    kinds = found or all_kinds()
    groups = [(title, list(some)) for title, some in groupby(kinds, key=lambda kind: kind.group)] if not found else [("", kinds)]
    return {
        "steps": steps_of(draft, 2),
        "draft": draft,
        "text": text,
        "groups": groups,
        "is_found": bool(found),
        "is_nothing": bool(text.strip()) and not found,
        "chosen": draft.service.code if draft.service else "",
    }


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question of the kind, as the form shows it: its values with their words, and what was answered. ``shown_if`` is for the script: the
    name and the value of the field that it follows."""

    code: str
    datatype: str
    text: str
    hint: str
    is_required: bool
    values: list[tuple[str, str]]
    given: list[str]
    shown_if: str
    shown_if_words: str
    error: str = ""

    @property
    def name(self) -> str:
        return f"q-{self.code}"


def questions_of(draft: Draft, errors: Mapping[str, str]) -> list[Asked]:
    if draft.service is None:
        return []
    by_code = {question["code"]: question for question in draft.service.questions}
    return [_asked(question, by_code, draft.answers, errors) for question in draft.service.questions]


def _asked(question: Mapping[str, Any], by_code: Mapping[str, Any], answers: Mapping[str, Any], errors: Mapping[str, str]) -> Asked:
    given = answers.get(question["code"], "")
    condition = question.get("shown_if") or {}
    parent = by_code.get(condition.get("question", ""), {})
    word = next((text_of(value, "name") for value in parent.get("values", []) if value["key"] == condition.get("is")), "")
    return Asked(
        code=question["code"],
        datatype=question["datatype"],
        text=text_of(question),
        hint=text_of(question, "hint"),
        is_required=question["required"],
        values=[(value["key"], text_of(value, "name")) for value in question.get("values", [])],
        given=[given] if isinstance(given, str) else list(given),
        shown_if=f"q-{condition['question']}={condition['is']}" if condition else "",
        shown_if_words=_("Αν απαντήσατε «%(answer)s» παραπάνω:") % {"answer": word} if condition else "",
        error=errors.get(f"answers.{question['code']}", ""),
    )


def details_page(draft: Draft, errors: Mapping[str, str], refusals: list[str]) -> dict[str, Any]:
    """Return the page of the description, the questions of the kind, photos, and what is known already around."""
    service = draft.service
    assert service is not None  # noqa: S101  # the view asks for the kind first
    return {
        "steps": steps_of(draft, 3),
        "draft": draft,
        "kind": kind_of(service),
        "emergency": localised(service, "emergency"),
        "emergency_phone": service.emergency_phone,
        "known": known_around(service, draft.geom),
        "questions": questions_of(draft, errors),
        "pictures": list(draft.pictures.all()),
        "offered_place": _offered_place(draft),
        "room": AT_ONCE - draft.pictures.count(),
        "most": AT_ONCE,
        "longest": LONGEST_TEXT,
        "errors": errors,
        "summary": summary_of(draft, errors),
        "refusals": refusals,
    }


def _offered_place(draft: Draft) -> Any:
    """Return the photo whose place may be the better one: there is no point yet, or it was taken elsewhere."""
    here = draft.geom
    for kept in draft.pictures.all():
        place = within_municipality(kept.place) if kept.place is not None else None
        if place is not None and (here is None or here.distance(place) > _ELSEWHERE_DEG):
            return kept
    return None


def check_page(draft: Draft, errors: Mapping[str, str]) -> dict[str, Any]:
    """Return the last page: how to be told, and everything once more before it goes."""
    service = draft.service
    assert service is not None  # noqa: S101
    return {
        "steps": steps_of(draft, 4),
        "draft": draft,
        "kind": kind_of(service),
        "questions": [asked for asked in questions_of(draft, {}) if any(asked.given)],
        "pictures": list(draft.pictures.all()),
        "is_email_needed": not service.may_be_anonymous,
        "confirm_days": CONFIRM_DAYS,
        "errors": errors,
        "summary": summary_of(draft, errors),
        "map": city_map([Drawn(geom=draft.geom, name=draft.address, colour=_COLOUR)]) if draft.geom else None,
    }


def summary_of(draft: Draft, errors: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return each error with the address of the field that it is about."""
    return [(_address_of_error(draft, name), message) for name, message in errors.items()]


def _address_of_error(draft: Draft, name: str) -> str:
    page, field = {
        "place": ("where", "address"),
        "description": ("details", "description"),
        "pictures": ("details", "photos"),
        "contact": ("check", "email"),
        "email": ("check", "email"),
        "service": ("what", "kinds"),
    }.get(name, ("details", f"q-{name.removeprefix('answers.')}"))
    return f"{reverse(f'requests:{page}', args=[draft.key])}#{field}"


def me_too_page(draft: Draft, known: Known, *, error: str = "", text: str = "", email: str = "") -> dict[str, Any]:
    summary = [("#email", error)] if error else []
    return {
        "draft": draft, "known": known, "error": error, "summary": summary, "text": text, "email": email,
        "pictures": list(draft.pictures.all()),
    }  # fmt: skip


def sent_page(draft: Draft) -> dict[str, Any]:
    """Return what whoever has reported takes away: the code above all."""
    case = draft.request
    assert case is not None  # noqa: S101  # the view sends others to the draft
    return {
        "case": case,
        "code": written(case.code),
        "number": number_of(case),
        "kind": localised(case.service, "title"),
        "department": localised(case.department, "name") if case.department else "",
        "due": day_words(case.due_on) if case.due_on else "",
        "url": tracking_url(case),
        "is_waiting": case.status == Status.UNCONFIRMED,
        "has_email": bool(getattr(getattr(case, "reporter", None), "email", "")),
        "confirm_days": CONFIRM_DAYS,
        "phone": settings.MUNICIPALITY.contact.phone,
    }
