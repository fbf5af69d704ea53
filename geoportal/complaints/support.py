"""«Κι εγώ»: whom the same thing troubles is counted once for each form sent, and told of it if an address is given."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from geoportal.complaints.models import SupportGiven
from geoportal.requests.supporting import support_case
from layers.requests.models import ServiceRequest
from layers.requests.workflow import TransitionNotAllowed

_KEY_LENGTH = 32


class SupportForm(forms.Form):
    """``key`` is made with the page: the same page sent twice is one supporter."""

    email = forms.EmailField(
        label=_("Το e-mail σας, αν θέλετε να μαθαίνετε"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Λείπει κάτι από τη διεύθυνση. Πρέπει να μοιάζει με onoma@example.gr.")},
    )
    key = forms.RegexField(r"^\w{16,64}$", widget=forms.HiddenInput, initial=lambda: get_random_string(_KEY_LENGTH))


@dataclass(frozen=True, kw_only=True)
class Given:
    """``is_new``: somebody was counted who was not before; ``is_closed``: nobody can be any more."""

    is_new: bool = False
    is_closed: bool = False


def give_support(case: ServiceRequest, *, key: str, email: str) -> Given:
    """Count a supporter of ``case``; of a form that was sent already, or an address that follows it already, nothing changes."""
    try:
        with transaction.atomic():
            SupportGiven.objects.create(key=key)
            return Given(is_new=support_case(case, email=email.lower()))
    except IntegrityError:
        return Given()
    except TransitionNotAllowed:
        return Given(is_closed=True)


def supporters_of(case: Any) -> int:
    return int(case.supporters.count())
