"""A case in the words of the desk."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from geoportal.site.language import localised
from layers.requests.codes import written
from layers.requests.models import ServiceRequest
from layers.requests.questions import text_of


class LocalisedChoice(forms.ModelChoiceField):
    """A choice of rows that are named in both languages, in the column ``column``."""

    def __init__(self, *args: Any, column: str = "name", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.column = column

    def label_from_instance(self, row: Any) -> str:
        return localised(row, self.column)


def protocol_of(case: ServiceRequest) -> str:
    """Return «18244/2026», empty for a case that has no number."""
    return f"{case.protocol_number}/{case.protocol_year}" if case.protocol_number else ""


def name_of(case: ServiceRequest) -> str:
    """Return what staff call the case: its number, else its code."""
    return protocol_of(case) or written(case.code)


def title_of(case: ServiceRequest) -> str:
    return localised(case.service, "title")


def place_of(case: ServiceRequest) -> str:
    """Return where it is, as far as somebody wrote it."""
    return case.address or (localised(case.district, "short_name") if case.district else _("χωρίς διεύθυνση"))


def person(user: Any) -> str:
    """Return how colleagues call ``user``."""
    return str(user.get_full_name() or user.get_username()) if user is not None else ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    question: str
    text: str


def answers_of(case: ServiceRequest) -> list[Answer]:
    """Return the answers to the questions that the service asks now; those to one that it no longer asks stand under their code."""
    questions = {question["code"]: question for question in case.service.questions}
    return [
        Answer(question=text_of(questions[code]) if code in questions else code, text=_answer(questions.get(code), value))
        for code, value in case.answers.items()
    ]


def _answer(question: Any, value: Any) -> str:
    names = {entry["key"]: text_of(entry, "name") for entry in (question or {}).get("values", [])}
    return ", ".join(names.get(part, str(part)) for part in (value if isinstance(value, list) else [value]))


def routing_of(case: ServiceRequest) -> str:
    """Return why the case came to its first department."""
    why = case.routing
    if not why:
        return ""
    if why.get("rule") is None:
        told = _("Κανένας κανόνας δεν ταίριαζε: πήγε στην υπηρεσία του είδους.")
    elif why.get("by_area"):
        told = _("Κανόνας %(position)s, γιατί το σημείο είναι στην περιοχή του. %(reason)s")
    else:
        told = _("Κανόνας %(position)s. %(reason)s")
    words = [told % {"position": why.get("position", ""), "reason": why.get("reason", "")}]
    if why.get("edge_m") is not None:
        words.append(_("Το όριο μιας άλλης περιοχής είναι %(edge)s μ. μακριά.") % {"edge": round(why["edge_m"])})
    return " ".join(part.strip() for part in words)
