"""The history of a case as the desk tells it: who did what when, what was said, and what else an entry knows."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from geoportal.accounts.models import User
from geoportal.backoffice.desk.scope import departments
from geoportal.backoffice.desk.words import person
from geoportal.site.dates import instant_words
from geoportal.site.language import localised
from layers.requests.history import Action, HistoryEntry
from layers.requests.models import Channel, ServiceRequest


@dataclass(frozen=True, kw_only=True)
class Told:
    entry: HistoryEntry
    when: str
    who: str
    facts: str


def story_of(case: ServiceRequest) -> list[Told]:
    """Return the whole history, the first entry first."""
    entries = list(case.history.select_related("actor", "department").defer("department__jurisdiction"))
    names = _names(entries)
    return [Told(entry=entry, when=instant_words(entry.at), who=_who(entry), facts=_facts(entry, names)) for entry in entries]


def _who(entry: HistoryEntry) -> str:
    return person(entry.actor) if entry.actor else _("Πολίτης") if entry.by_citizen else _("Πύλη")


def _names(entries: list[HistoryEntry]) -> dict[tuple[str, int], str]:
    """Return how what the entries name by number is called: colleagues, departments, other cases by their number."""
    asked = [
        (key, value) for entry in entries for key, value in entry.details.items() if isinstance(value, int) and not isinstance(value, bool)
    ]
    people = {number for key, number in asked if key in ("to", "officer")}
    offices = {number for key, number in asked if key == "from"}
    cases = {number for key, number in asked if key in ("merged", "part", "split_from")}
    found: dict[tuple[str, int], str] = {}
    if people:
        found |= {("person", user.pk): person(user) for user in User.objects.filter(pk__in=people)}
    if offices:
        found |= {("department", office.pk): localised(office, "name") for office in departments().filter(pk__in=offices)}
    if cases:
        rows = ServiceRequest.objects.filter(pk__in=cases).values_list("pk", "protocol_number", "protocol_year")
        found |= {("case", number): f"{protocol}/{year}" for number, protocol, year in rows}
    return found


def _facts(entry: HistoryEntry, names: dict[tuple[str, int], str]) -> str:
    details: dict[str, Any] = entry.details
    told = {
        Action.SUBMIT: lambda: _submitted(details, names),
        Action.ASSIGN: lambda: _("προς %(who)s") % {"who": names.get(("person", details.get("to", 0)), "…")},
        Action.FORWARD: lambda: _forwarded(entry, names),
        Action.MERGE: lambda: _("ήρθε το %(case)s") % {"case": names[("case", details["merged"])]} if "merged" in details else "",
        Action.UNMERGE: lambda: _("έφυγε το %(case)s") % {"case": names[("case", details["merged"])]} if "merged" in details else "",
        Action.SPLIT: lambda: _("νέο αίτημα: %(case)s") % {"case": names.get(("case", details.get("part", 0)), "…")},
        Action.PUBLISH: lambda: _("φαίνεται στον χάρτη") if details.get("is_public") else _("δεν φαίνεται στον χάρτη"),
    }
    ask = told.get(Action(entry.action))
    return ask() if ask else ""


def _submitted(details: dict[str, Any], names: dict[tuple[str, int], str]) -> str:
    if "split_from" in details:
        return _("από το %(case)s") % {"case": names.get(("case", details["split_from"]), "…")}
    return str(dict(Channel.choices).get(details.get("channel", ""), ""))


def _forwarded(entry: HistoryEntry, names: dict[tuple[str, int], str]) -> str:
    words = {
        "origin": names.get(("department", entry.details.get("from", 0)), "…"),
        "to": localised(entry.department, "name") if entry.department else "…",
    }
    if entry.details.get("is_joint"):
        return _("από %(origin)s προς %(to)s, απαντούν και οι δύο") % words
    return _("από %(origin)s προς %(to)s") % words
