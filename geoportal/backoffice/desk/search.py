"""What the desk is asked: a code, a number, a telephone or words in one field, and beside it kind, status, period and place."""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib.gis.geos import Polygon
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoportal.backoffice.desk.scope import departments
from geoportal.backoffice.desk.words import LocalisedChoice
from geoportal.backoffice.geometry import PickerField
from layers.geometry import box
from layers.requests.codes import NotACode, read_code
from layers.requests.models import Reporter
from layers.requests.searching import SHORTEST_WORD, PhoneDigits, digits_of, saying, words_of
from layers.requests.services import Service
from layers.requests.workflow import Status

_PROTOCOL = re.compile(r"(\d{1,9})\s*/\s*(\d{4})")
_PHONE = re.compile(r"[\d\s()+./-]{8,25}")
_FEWEST_DIGITS = 8


class SearchForm(forms.Form):
    """The filters of the list, as its address holds them; ``queue`` is read beside them."""

    q = forms.CharField(
        label=gettext_lazy("Κωδικός, πρωτόκολλο, τηλέφωνο, e-mail ή λέξεις"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"type": "search"}),
    )
    department = LocalisedChoice(
        label=gettext_lazy("Υπηρεσία"), queryset=departments(), to_field_name="code", required=False, empty_label=gettext_lazy("Όλες")
    )
    service = LocalisedChoice(
        label=gettext_lazy("Είδος"),
        queryset=Service.objects.all(),
        column="title",
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("Όλα"),
    )
    status = forms.ChoiceField(label=gettext_lazy("Κατάσταση"), required=False, choices=lambda: [("", _("Όλες")), *Status.choices])
    since = forms.DateField(
        label=gettext_lazy("Υποβλήθηκε από"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(label=gettext_lazy("έως"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    bbox = forms.CharField(
        label=gettext_lazy("Πλαίσιο: δύση, νότος, ανατολή, βορράς"),
        required=False,
        widget=forms.TextInput({"placeholder": "24.00,35.50,24.04,35.53"}),
    )
    area = PickerField(label=gettext_lazy("Περιοχή"), geom_type="MULTIPOLYGON", required=False)

    def __init__(self, *args: Any, is_of_all: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_of_all:
            del self.fields["department"]

    def clean_q(self) -> str:
        text: str = self.cleaned_data["q"].strip()
        if "\0" in text:
            raise ValidationError(_("Το κείμενο έχει έναν χαρακτήρα που δεν γράφεται (NUL)."))
        if text and condition_of(text).is_empty:
            raise ValidationError(
                _("«%(text)s»: γράψτε μια λέξη με τουλάχιστον %(count)s γράμματα.") % {"text": text[:40], "count": SHORTEST_WORD}
            )
        return text

    def clean_bbox(self) -> Polygon | None:
        text = self.cleaned_data["bbox"].strip()
        return _box_of(text) if text else None

    @property
    def narrowing(self) -> list[forms.BoundField]:
        """Return the fields that stand behind the words."""
        return [self[name] for name in self.fields if name not in ("q", "department")]

    @property
    def is_narrow(self) -> bool:
        """Return whether one of these says something, or could not be read."""
        return any(field.errors or field.value() for field in self.narrowing)

    @property
    def asks(self) -> bool:
        """Return whether anything but the department narrows the list."""
        return any(value for name, value in self.cleaned_data.items() if name != "department")

    @property
    def asks_for_a_person(self) -> bool:
        """Return whether the answer tells whose cases they are."""
        text = self.cleaned_data.get("q")
        return text is not None and condition_of(text).is_of_person

    def narrowed(self, cases: Any) -> Any:
        """Return those of the queryset ``cases`` that are asked for."""
        asked = self.cleaned_data
        for name in ("department", "service", "status"):
            if asked.get(name):
                cases = cases.filter(**{name: asked[name]})
        if asked.get("since"):
            cases = cases.filter(submitted_at__gte=timezone.make_aware(datetime.combine(asked["since"], time.min)))
        if asked.get("until"):
            cases = cases.filter(submitted_at__lte=timezone.make_aware(datetime.combine(asked["until"], time.max)))
        for name in ("bbox", "area"):
            if asked.get(name):
                cases = cases.inside(asked[name])
        return condition_of(asked["q"]).narrowed(cases) if asked.get("q") else cases


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What one field of text asks for: what names a case or a person, else words."""

    named: Q = field(default_factory=Q)
    words: tuple[str, ...] = ()
    is_of_person: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.named and not self.words

    def narrowed(self, cases: Any) -> Any:
        return cases.filter(self.named) if self.named else saying(cases, list(self.words))


def condition_of(text: str) -> Condition:
    """Return what ``text`` means. Ten digits may be a telephone and, now and then, a code: then they are both."""
    named, is_of_person = Q(), False
    with suppress(NotACode):
        named |= Q(code=read_code(text))
    if number := _PROTOCOL.fullmatch(text.strip()):
        return Condition(named=Q(protocol_number=int(number[1]), protocol_year=int(number[2])))
    if "@" in text:
        is_of_person = True
        named |= Q(pk__in=Reporter.objects.alias(folded=Lower("email")).filter(folded=text.strip().lower()).values("request"))
    elif _PHONE.fullmatch(text.strip()) and len(digits_of(text)) >= _FEWEST_DIGITS:
        is_of_person = True
        named |= Q(pk__in=Reporter.objects.alias(digits=PhoneDigits("phone")).filter(digits=digits_of(text)).values("request"))
    return Condition(named=named, words=() if named else tuple(words_of(text)), is_of_person=is_of_person)


def _box_of(text: str) -> Polygon:
    parts = text.replace(";", ",").split(",")
    try:
        west, south, east, north = (float(part) for part in parts)
    except ValueError:
        raise ValidationError(
            _("«%(text)s»: γράψτε τέσσερις αριθμούς, δύση, νότο, ανατολή, βορρά, π.χ. 24.00,35.50,24.04,35.53.") % {"text": text[:60]}
        ) from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ValidationError(
            _("«%(text)s»: η δύση πρέπει να είναι πριν από την ανατολή και ο νότος πριν από τον βορρά, σε μοίρες.") % {"text": text[:60]}
        )
    return box((west, south, east, north))
