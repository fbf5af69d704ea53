"""The forms of what is done with a case. Each has at most one field of words, ``text``; the engine has the last word on what it means."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoportal.accounts.models import User
from geoportal.backoffice.desk.scope import departments, visible_to
from geoportal.backoffice.desk.search import condition_of
from geoportal.backoffice.desk.words import LocalisedChoice, person
from geoportal.site.dates import instant_words
from layers.requests.attachments import Attachment
from layers.requests.history import HistoryEntry
from layers.requests.models import ServiceRequest
from layers.requests.services import Service
from layers.requests.workflow import Outcome

LONGEST = 4000


class ActForm(forms.Form):
    """``case``: what it is about; ``user``: who acts."""

    def __init__(self, *args: Any, case: ServiceRequest, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.user = case, user

    @property
    def takes_notes(self) -> bool:
        """Return whether a ready reply may be put into its words."""
        return "text" in self.fields


def _words(label: Any, *, rows: int = 4, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=LONGEST, widget=forms.Textarea({"rows": rows, "data-words": True}), help_text=help_text
    )


_READ_BY_CITIZEN = gettext_lazy("Το διαβάζει ο πολίτης.")


class ColleagueChoice(forms.ModelChoiceField):
    def label_from_instance(self, row: Any) -> str:
        return person(row)


def colleagues(*, department: Any) -> Any:
    """Return who may be given a case of ``department`` (its key, or several)."""
    keys = department if isinstance(department, list | set) else [department]
    able = User.objects.with_perm("layers.handle_request", backend="django.contrib.auth.backends.ModelBackend")
    return able.filter(department__in=keys).order_by("last_name", "first_name", "username")


class AssignForm(ActForm):
    to = ColleagueChoice(label=gettext_lazy("Σε ποιον"), queryset=User.objects.none())
    text = _words(gettext_lazy("Σημείωση για τον συνάδελφο"), rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = colleagues(department=self.case.department_id)


class ForwardForm(ActForm):
    to = LocalisedChoice(label=gettext_lazy("Προς"), queryset=departments())
    is_joint = forms.BooleanField(
        label=gettext_lazy("Απαντούν και οι δύο υπηρεσίες"),
        required=False,
        help_text=gettext_lazy("Η προθεσμία γίνεται μεγαλύτερη κατά δέκα εργάσιμες."),
    )
    text = _words(gettext_lazy("Γιατί"), rows=2, help_text=gettext_lazy("Το διαβάζει όποιος το παραλάβει."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = departments().exclude(pk=self.case.department_id)


class AskForm(ActForm):
    text = _words(gettext_lazy("Ερώτηση"), help_text=gettext_lazy("Τη διαβάζει ο πολίτης· ώσπου να απαντήσει, η προθεσμία σταματά."))


class NoteForm(ActForm):
    text = _words(gettext_lazy("Σημείωση"), rows=3)
    is_public = forms.BooleanField(label=gettext_lazy("Να τη βλέπει και ο πολίτης"), required=False)


class CompleteForm(ActForm):
    outcome = forms.ChoiceField(label=gettext_lazy("Τι έγινε"), choices=[("", "–"), *Outcome.choices])
    text = _words(gettext_lazy("Απάντηση"), help_text=_READ_BY_CITIZEN)


class RejectForm(ActForm):
    text = _words(gettext_lazy("Γιατί απορρίπτεται"), help_text=_READ_BY_CITIZEN)


class ReasonForm(ActForm):
    text = _words(gettext_lazy("Γιατί"), rows=2, help_text=_READ_BY_CITIZEN)


class DelayForm(ActForm):
    text = _words(
        gettext_lazy("Γιατί καθυστερεί"),
        rows=3,
        help_text=gettext_lazy("Το διαβάζει ο πολίτης, μαζί με το όνομά σας (ν. 2690/1999, άρθρο 4)."),
    )


class ReleaseForm(ActForm):
    text = _words(gettext_lazy("Σημείωση για την υπηρεσία"), rows=2, required=False)


class MergeForm(ActForm):
    into = forms.CharField(label=gettext_lazy("Με ποιο: κωδικός ή πρωτόκολλο"), max_length=40)
    text = _words(gettext_lazy("Τι να διαβάσει ο πολίτης"), rows=2, required=False)

    def clean_into(self) -> ServiceRequest:
        found = one_case(self.cleaned_data["into"], user=self.user)
        if found == self.case:
            raise ValidationError(_("Αυτό είναι το ίδιο το αίτημα. Γράψτε με ποιο άλλο ενώνεται."))
        return found


def one_case(text: str, *, user: Any) -> ServiceRequest:
    """Return the case of that code or protocol number.

    Raises:
        ValidationError: if there is none that ``user`` may see; whether there is another is not told.
    """
    condition = condition_of(text)
    is_number = bool(condition.named) and not condition.is_of_person
    found: ServiceRequest | None = visible_to(user).filter(condition.named).first() if is_number else None
    if found is None:
        raise ValidationError(
            _("«%(text)s»: δεν βρέθηκε αίτημα που να βλέπετε. Γράψτε κωδικό ή πρωτόκολλο, π.χ. 123/2026.") % {"text": text[:40]}
        )
    return found


class SplitForm(ActForm):
    service = LocalisedChoice(label=gettext_lazy("Είδος του άλλου"), queryset=Service.objects.offered(), column="title")
    text = _words(gettext_lazy("Τι συμβαίνει"), rows=3, help_text=gettext_lazy("Γίνεται νέο αίτημα του ίδιου πολίτη, στο ίδιο σημείο."))


class PicturesChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, row: Any) -> str:
        by = _("από τον πολίτη") if row.by_citizen else _("από την υπηρεσία")
        return _("Φωτογραφία %(number)s, %(by)s, %(when)s") % {"number": row.pk, "by": by, "when": instant_words(row.created_at)}


def _pictures(label: Any, help_text: Any = "") -> PicturesChoice:
    return PicturesChoice(
        label=label, help_text=help_text, queryset=Attachment.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )


class PublishForm(ActForm):
    is_public = forms.BooleanField(label=gettext_lazy("Φαίνεται στον δημόσιο χάρτη"), required=False)
    text = _words(
        gettext_lazy("Κείμενο που δημοσιεύεται"),
        required=False,
        help_text=gettext_lazy("Χωρίς ονόματα, τηλέφωνα, πινακίδες ή άλλα προσωπικά στοιχεία. Κενό: δημοσιεύεται μόνο το είδος."),
    )
    pictures = _pictures(
        gettext_lazy("Φωτογραφίες που δημοσιεύονται"), gettext_lazy("Μόνο όσες δεν δείχνουν πρόσωπα, πινακίδες ή το εσωτερικό σπιτιών.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.case.attachments.filter(removed_at=None)
        if not self.case.service.is_photo_public or not kept.exists():
            del self.fields["pictures"]
            return
        pictures: Any = self.fields["pictures"]
        pictures.queryset = kept
        pictures.initial = [attachment.pk for attachment in kept if attachment.is_public]

    @property
    def takes_notes(self) -> bool:
        return False


class EntriesChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, row: Any) -> str:
        return f"{instant_words(row.at)} · {row.get_action_display()}: {row.note[:80]}"


class RedactForm(ActForm):
    entries = EntriesChoice(
        label=gettext_lazy("Και τα λόγια από το ιστορικό"),
        queryset=HistoryEntry.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    pictures = _pictures(gettext_lazy("Και αυτές οι φωτογραφίες"))
    text = _words(
        gettext_lazy("Γιατί"),
        rows=2,
        help_text=gettext_lazy(
            "Σβήνονται για πάντα η περιγραφή, η διεύθυνση, οι απαντήσεις και το δημοσιευμένο κείμενο. Ο λόγος μένει στο ιστορικό."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entries: Any = self.fields["entries"]
        entries.queryset = HistoryEntry.objects.filter(request=self.case, redacted_at=None).exclude(note="")
        pictures: Any = self.fields["pictures"]
        pictures.queryset = self.case.attachments.filter(removed_at=None)
        if not pictures.queryset.exists():
            del self.fields["pictures"]

    @property
    def takes_notes(self) -> bool:
        return False
