"""Answers to the questions of a service: read as their datatypes say (GeoReport v2, attribute datatypes), refused one by one."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from layers.requests.services import Service

_EARLIEST_YEAR = 1900
_LONGEST = {"string": 200, "text": 2000}


class AnswersRefused(ValueError):
    """``errors``: what is wrong with which answer, in the user's language, by the code of the question."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = dict(errors)


class _Refused(ValueError):
    pass


def read_answers(service: Service, given: Mapping[str, str | Sequence[str]], *, may_lack: bool = False) -> dict[str, Any]:
    """Return the answers as they are stored, by code; those to questions that were not to be asked are left out.

    With ``may_lack`` none has to be given.

    Raises:
        AnswersRefused: also for a code that is no question's.
    """
    answers: dict[str, Any] = {}
    errors = {code: _("Το είδος αυτό δεν έχει τέτοια ερώτηση.") for code in given if code not in {q["code"] for q in service.questions}}
    for question in service.questions:
        if not is_asked(question, answers):
            continue
        try:
            value = _read(question, given.get(question["code"], ""), may_lack=may_lack)
        except _Refused as refusal:
            errors[question["code"]] = str(refusal)
        else:
            if value not in ("", []):
                answers[question["code"]] = value
    if errors:
        raise AnswersRefused(errors)
    return answers


def is_asked(question: Mapping[str, Any], answers: Mapping[str, Any]) -> bool:
    """Return whether what was answered before calls for ``question``."""
    condition = question.get("shown_if")
    if not condition:
        return True
    before = answers.get(condition["question"])
    return condition["is"] in before if isinstance(before, list) else before == condition["is"]


def text_of(question: Mapping[str, Any], name: str = "text") -> str:
    """Return the words of a question or of one of its values (``name``) in the active language."""
    language = "en" if (get_language() or "el").startswith("en") else "el"
    return str(question.get(f"{name}_{language}") or question.get(f"{name}_el", ""))


def _read(question: Mapping[str, Any], given: str | Sequence[str], *, may_lack: bool) -> Any:
    many = [entry.strip() for entry in ([given] if isinstance(given, str) else given)]
    many = [entry for entry in many if entry]
    if not many:
        if question["required"] and not may_lack:
            raise _Refused(_("Απαντήστε στην ερώτηση «%(question)s».") % {"question": text_of(question)})
        return ""
    if question["datatype"] == "multivaluelist":
        return list(dict.fromkeys(_chosen(question, entry) for entry in many))
    if len(many) > 1:
        raise _Refused(
            _("Δώστε μία απάντηση στην ερώτηση «%(question)s», όχι %(count)s.") % {"question": text_of(question), "count": len(many)}
        )
    return _READERS[question["datatype"]](question, many[0])


def _chosen(question: Mapping[str, Any], given: str) -> str:
    if given not in {value["key"] for value in question["values"]}:
        names = ", ".join(text_of(value, "name") for value in question["values"])
        raise _Refused(_("«%(given)s»: δεν είναι από τις απαντήσεις. Διαλέξτε: %(names)s.") % {"given": given[:40], "names": names})
    return given


def _number(_question: Mapping[str, Any], given: str) -> str:
    try:
        number = Decimal(given.replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    # Written out as it was meant: a float would change it.
    if not number.is_finite() or abs(number.adjusted()) > 15:
        raise _Refused(_("«%(given)s»: γράψτε έναν αριθμό, π.χ. 12 ή 3,5.") % {"given": given[:40]})
    return f"{number:f}"


def _instant(_question: Mapping[str, Any], given: str) -> str:
    try:
        found = parse_datetime(given) or datetime.fromisoformat(given)
    except ValueError:
        raise _Refused(_("«%(given)s»: γράψτε ημέρα και ώρα, π.χ. 2026-11-27 18:30.") % {"given": given[:40]}) from None
    if found.year < _EARLIEST_YEAR:
        raise _Refused(_("«%(given)s»: είναι πολύ παλιά. Δείτε ξανά το έτος.") % {"given": given[:40]})
    aware = found if timezone.is_aware(found) else timezone.make_aware(found)
    # A day's grace for clocks of elsewhere: what is told has happened.
    if aware > timezone.now() + timedelta(days=1):
        raise _Refused(_("«%(given)s»: είναι στο μέλλον. Γράψτε πότε έγινε.") % {"given": given[:40]})
    return aware.isoformat()


def _words(question: Mapping[str, Any], given: str) -> str:
    longest = _LONGEST[question["datatype"]]
    if len(given) > longest or "\0" in given:
        raise _Refused(_("Έχει %(count)s χαρακτήρες· γράψτε ως %(longest)s.") % {"count": len(given), "longest": longest})
    return given


_READERS = {"string": _words, "text": _words, "number": _number, "datetime": _instant, "singlevaluelist": _chosen}
