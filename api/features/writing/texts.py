"""What is wrong with a value, in our words: REST framework says it without the value and without the remedy."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from api.features.writing.serializers import json_type

_LONGEST_VALUE = 100


def explained(name: str, value: Any, field: serializers.Field | None, error: ErrorDetail) -> dict[str, Any]:
    """Return an entry of a problem's ``errors`` (RFC 9457 §3.2): where, which value, what to do."""
    pointer = "/geometry" if name == "geometry" else f"/properties/{name}"
    shown = (
        {}
        if value is None or isinstance(value, dict | list)
        else {"value": value if not isinstance(value, str) else value[:_LONGEST_VALUE]}
    )
    return {"field": name, "pointer": pointer, **shown, "detail": _words(field, value, error)}


def _words(field: Any, value: Any, error: ErrorDetail) -> str:
    words = {"value": str(value)[:_LONGEST_VALUE]}
    if error.code == "invalid_choice" and isinstance(field, serializers.ChoiceField):
        known = ", ".join(f"{code} ({title})" for code, title in field.choices.items())
        return _("δεν δέχεται «%(value)s». Δέχεται: %(known)s.") % {**words, "known": known}
    if error.code == "max_length":
        return _("έχει %(count)d χαρακτήρες. Δεκτοί είναι έως %(longest)d.") % {"count": len(str(value)), "longest": field.max_length}
    if isinstance(field, serializers.DateField | serializers.DateTimeField) and error.code in ("invalid", "overflow", "make_aware"):
        return _("το «%(value)s» δεν είναι ημερομηνία ή στιγμή κατά το RFC 3339 (2026-11-23, 2026-11-23T10:00:00Z).") % words
    if error.code in ("max_value", "min_value"):
        bounds = {**words, "least": field.min_value, "most": field.max_value}
        return _("το «%(value)s» είναι έξω από τα όρια: από %(least)s έως %(most)s.") % bounds
    texts = {
        "required": _("λείπει, και χωρίς τιμή δεν αποθηκεύεται."),
        "null": _("δεν μπορεί να μείνει χωρίς τιμή."),
        "blank": _("δεν μπορεί να είναι κενό."),
        "type": _("το «%(value)s» δεν έχει τον τύπο του πεδίου (%(wanted)s).")
        % {**words, "wanted": "" if field is None else json_type(field)},
        "does_not_exist": _("δεν υπάρχει «%(value)s».") % words,
        "read_only": _("μόνο διαβάζεται: προκύπτει από άλλα. Βγάλτε το, ή στείλτε το όπως το διαβάσατε."),
    }
    if error.code in texts:
        return texts[error.code]
    # The rest (formats of codes, addresses, dates, bounds) in Django's and REST framework's words, which have the value's rule in them.
    return _("το «%(value)s» δεν γίνεται δεκτό: %(reason)s") % {**words, "reason": str(error)} if error.code != "shape" else str(error)
