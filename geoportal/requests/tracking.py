"""What the page of a case holds, for whoever has its code."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from geoportal.requests.news import number_of, title_of
from geoportal.requests.timeline import timeline_of
from geoportal.site.city_map import Drawn, city_map
from geoportal.site.dates import day_words
from geoportal.site.language import localised
from geoportal.site.limits import has_room, is_within
from layers.requests.citizens import REOPENED_DAYS, may_give_feedback, may_reopen
from layers.requests.codes import NotACode, read_code, written
from layers.requests.history import Action
from layers.requests.models import ServiceRequest
from layers.requests.questions import text_of
from layers.requests.workflow import OPEN, Outcome, Status

_WINDOW_S = 600
_WRONG = "wrong-tracking-codes"
_ACCENTS: dict[str, str] = {Status.WAITING: "waits", Status.REJECTED: "end", Status.MERGED: "end", Status.WITHDRAWN: "end"}


class NoSuchCase(LookupError):
    """There is no case of that code; the message tells the citizen what may be wrong."""


class TooManyGuesses(Exception):
    """So many wrong codes came from there that the next ones are not looked at for a while."""


def find_case(request: HttpRequest, text: str) -> ServiceRequest:
    """Return the case whose code is ``text``, however it is written.

    Raises:
        NoSuchCase, TooManyGuesses
    """
    most = settings.TRACKING_GUESSES
    if not has_room(request, _WRONG, most=most):
        raise TooManyGuesses
    try:
        code = read_code(text)
    except NotACode:
        # Mistyped and not guessed: the check character says so, and no case was looked for.
        raise NoSuchCase(
            _("«%(code)s»: δεν είναι κωδικός. Έχει δέκα γράμματα και αριθμούς, π.χ. 7K4M2-9ZXE5. Δείτε τον ξανά.") % {"code": text[:30]}
        ) from None
    cases = ServiceRequest.objects.select_related("service", "department", "merged_into", "district")
    case: ServiceRequest | None = cases.filter(code=code).first()
    if case is None:
        is_within(request, _WRONG, most=most, window_s=_WINDOW_S)
        raise NoSuchCase(_("Δεν υπάρχει αίτημα με κωδικό %(code)s. Δείτε τον ξανά στο μήνυμα ή στο χαρτί σας.") % {"code": written(code)})
    return case


@dataclass(frozen=True, kw_only=True)
class Fact:
    name: str
    value: str


def tracking_page(case: ServiceRequest) -> dict[str, Any]:
    """Return what the template needs."""
    is_open = case.status in OPEN
    question = case.history.filter(action=Action.ASK).last() if case.status == Status.WAITING else None
    return {
        "case": case,
        "code": written(case.code),
        "title": title_of(case),
        "state": _state(case),
        "accent": _accent(case),
        "facts": _facts(case),
        "answers": answers_in_words(case),
        "moments": timeline_of(case),
        "question": question.note if question else "",
        "merged_number": number_of(case.merged_into) if case.merged_into else "",
        "is_open": is_open,
        "may_withdraw": is_open or case.status == Status.UNCONFIRMED,
        "may_reopen": may_reopen(case),
        "may_give_feedback": may_give_feedback(case),
        "reopened_days": REOPENED_DAYS,
        "map": city_map([Drawn(geom=case.geom, name=title_of(case), colour="#a83f24")]) if case.geom else None,
        "ratings": [(5, _("Πολύ καλά")), (4, _("Καλά")), (3, _("Μέτρια")), (2, _("Άσχημα")), (1, _("Πολύ άσχημα"))],
    }


def answers_in_words(case: ServiceRequest) -> list[Fact]:
    """Return the questions of the case's kind that were answered, and the answers as people read them."""
    told = []
    for question in case.service.questions:
        answer = case.answers.get(question["code"])
        if answer is None:
            continue
        names = {value["key"]: text_of(value, "name") for value in question.get("values", [])}
        given = answer if isinstance(answer, list) else [answer]
        told.append(Fact(name=text_of(question), value=", ".join(names.get(entry, str(entry)) for entry in given)))
    return told


def _facts(case: ServiceRequest) -> list[Fact]:
    facts = [Fact(name=_("Αρ. πρωτοκόλλου"), value=number_of(case))]
    if case.department is not None:
        facts.append(Fact(name=_("Αρμόδια υπηρεσία"), value=localised(case.department, "name")))
    if case.status in (Status.SUBMITTED, Status.ASSIGNED) and case.due_on is not None:
        facts.append(Fact(name=_("Αναμένεται έως"), value=day_words(case.due_on)))
    if case.closed_at is not None:
        facts.append(Fact(name=_("Έκλεισε"), value=day_words(localdate(case.closed_at))))
    if count := case.supporters.count():
        facts.append(
            Fact(name=_("Το δήλωσαν και άλλοι"), value=ngettext("%(count)s πολίτης", "%(count)s πολίτες", count) % {"count": count})
        )
    return [fact for fact in facts if fact.value]


def _state(case: ServiceRequest) -> str:
    return str(case.get_outcome_display() if case.outcome else case.get_status_display())


def _accent(case: ServiceRequest) -> str:
    if case.status == Status.COMPLETED:
        return "good" if case.outcome == Outcome.FIXED else "end"
    return _ACCENTS.get(case.status, "")
