"""A choice that a page's address makes: ``show=open``."""

from typing import TypeVar

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import gettext as _

from layers.audiences import Audience

Choice = TypeVar("Choice", bound=TextChoices)


def choice_of(given: QueryDict, name: str, *, default: Choice) -> tuple[Choice, str]:
    """Return what the parameter ``name`` chooses of the choices that ``default`` is one of, and what to say where that is none of them."""
    text = given.get(name, "").strip()[:40]
    choices = type(default)
    if not text or text in choices.values:
        return (choices(text) if text else default), ""
    known = ", ".join(choices.values)
    notice = _("Η επιλογή «%(text)s» δεν υπάρχει (%(name)s: %(known)s)· φαίνεται: %(shown)s.")
    return default, notice % {"text": text, "name": name, "known": known, "shown": default.label}


def audience_of(given: QueryDict) -> tuple[Audience | None, str]:
    """Return for whom the parameter ``audience`` asks, and what to say where that is nobody we know."""
    text = given.get("audience", "").strip()[:40]
    if not text or text in Audience.values:
        return (Audience(text) if text else None), ""
    notice = _("Δεν υπάρχει κοινό «%(text)s» (audience: %(known)s)· φαίνονται όλα.")
    return None, notice % {"text": text, "known": ", ".join(Audience.values)}
