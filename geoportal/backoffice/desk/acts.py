"""What can be done with a case, in the order of its page: the words, the key, the form, and the engine's function."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from geoportal.backoffice.desk import forms
from geoportal.backoffice.desk.offers import check_offered, is_offered
from geoportal.backoffice.desk.words import name_of, person, title_of
from geoportal.site.language import localised
from layers.requests import actions, merging
from layers.requests.attachments import publish_pictures, remove_pictures
from layers.requests.history import Action
from layers.requests.models import ServiceRequest
from layers.requests.policy import RIGHTS, NotPermitted
from layers.requests.recording import hold
from layers.requests.workflow import Status, TransitionNotAllowed

Given = Mapping[str, Any]


def _publish(case: ServiceRequest, user: Any, given: Given) -> None:
    actions.publish(case, text=given["text"], is_public=given["is_public"], by=user)
    if "pictures" in given:
        publish_pictures(case, chosen=given["pictures"], by=user)


def _redact(case: ServiceRequest, user: Any, given: Given) -> None:
    actions.redact(case, reason=given["text"], entries=given["entries"], by=user)
    if given.get("pictures"):
        remove_pictures(case, chosen=given["pictures"], reason=given["text"], by=user)


@dataclass(frozen=True, kw_only=True)
class Act:
    """``key``: the letter on the keyboard, the same on a Greek one; ``told``: what is said when it is done; ``form`` is bare where nothing
    is to be said."""

    action: Action
    title: str | Promise
    key: str
    told: str | Promise
    do: Callable[[ServiceRequest, Any, Given], Any]
    form: type[forms.ActForm] = forms.ActForm
    is_first: bool = False

    @property
    def is_at_once(self) -> bool:
        return self.form is forms.ActForm


ACTS: tuple[Act, ...] = (
    Act(
        action=Action.CLAIM,
        title=pgettext_lazy("κουμπί", "Αναλαμβάνω"),
        key="A",
        told=gettext_lazy("Το αίτημα είναι δικό σας."),
        is_first=True,
        do=lambda case, user, _given: actions.claim(case, by=user),
    ),
    Act(
        action=Action.COMPLETE,
        title=pgettext_lazy("κουμπί", "Ολοκλήρωση"),
        key="C",
        told=gettext_lazy("Το αίτημα ολοκληρώθηκε."),
        form=forms.CompleteForm,
        is_first=True,
        do=lambda case, user, given: actions.complete(case, outcome=given["outcome"], text=given["text"], by=user),
    ),
    Act(
        action=Action.ASK,
        title=pgettext_lazy("κουμπί", "Ερώτηση"),
        key="R",
        told=gettext_lazy("Η ερώτηση στάλθηκε· η προθεσμία σταμάτησε."),
        form=forms.AskForm,
        is_first=True,
        do=lambda case, user, given: actions.ask(case, question=given["text"], by=user),
    ),
    Act(
        action=Action.NOTE,
        title=pgettext_lazy("κουμπί", "Σημείωση"),
        key="N",
        told=gettext_lazy("Η σημείωση γράφτηκε."),
        form=forms.NoteForm,
        is_first=True,
        do=lambda case, user, given: actions.note(case, text=given["text"], is_public=given["is_public"], by=user),
    ),
    Act(
        action=Action.ASSIGN,
        title=pgettext_lazy("κουμπί", "Ανάθεση"),
        key="S",
        told=gettext_lazy("Το αίτημα ανατέθηκε."),
        form=forms.AssignForm,
        is_first=True,
        do=lambda case, user, given: actions.assign(case, to=given["to"], note=given["text"], by=user),
    ),
    Act(
        action=Action.FORWARD,
        title=pgettext_lazy("κουμπί", "Προώθηση"),
        key="F",
        told=gettext_lazy("Το αίτημα προωθήθηκε."),
        form=forms.ForwardForm,
        is_first=True,
        do=lambda case, user, given: actions.forward(case, to=given["to"], note=given["text"], is_joint=given["is_joint"], by=user),
    ),
    Act(
        action=Action.REJECT,
        title=pgettext_lazy("κουμπί", "Απόρριψη"),
        key="X",
        told=gettext_lazy("Το αίτημα απορρίφθηκε."),
        form=forms.RejectForm,
        do=lambda case, user, given: actions.reject(case, reason=given["text"], by=user),
    ),
    Act(
        action=Action.REOPEN,
        title=pgettext_lazy("κουμπί", "Άνοιγμα ξανά"),
        key="O",
        told=gettext_lazy("Το αίτημα άνοιξε ξανά."),
        form=forms.ReasonForm,
        is_first=True,
        do=lambda case, user, given: actions.reopen(case, reason=given["text"], by=user),
    ),
    Act(
        action=Action.UNMERGE,
        title=pgettext_lazy("κουμπί", "Αναίρεση ένωσης"),
        key="U",
        told=gettext_lazy("Η ένωση αναιρέθηκε."),
        form=forms.ReleaseForm,
        is_first=True,
        do=lambda case, user, given: merging.unmerge(case, note=given["text"], by=user),
    ),
    Act(
        action=Action.MERGE,
        title=pgettext_lazy("κουμπί", "Ένωση με άλλο"),
        key="M",
        told=gettext_lazy("Τα αιτήματα ενώθηκαν."),
        form=forms.MergeForm,
        do=lambda case, user, given: merging.merge(case, into=given["into"], note=given["text"], by=user),
    ),
    Act(
        action=Action.SPLIT,
        title=pgettext_lazy("κουμπί", "Χωρισμός"),
        key="T",
        told=gettext_lazy("Έγινε δεύτερο αίτημα."),
        form=forms.SplitForm,
        do=lambda case, user, given: merging.split(case, service=given["service"], description=given["text"], by=user),
    ),
    Act(
        action=Action.PUBLISH,
        title=pgettext_lazy("κουμπί", "Δημοσίευση"),
        key="P",
        told=gettext_lazy("Αυτό βλέπουν όλοι από εδώ και πέρα."),
        form=forms.PublishForm,
        do=_publish,
    ),
    Act(
        action=Action.DELAY,
        title=pgettext_lazy("κουμπί", "Ειδοποίηση καθυστέρησης"),
        key="D",
        told=gettext_lazy("Ο πολίτης μαθαίνει για την καθυστέρηση."),
        form=forms.DelayForm,
        do=lambda case, user, given: actions.tell_delay(case, reason=given["text"], by=user),
    ),
    Act(
        action=Action.RELEASE,
        title=pgettext_lazy("κουμπί", "Επιστροφή στην υπηρεσία"),
        key="L",
        told=gettext_lazy("Το αίτημα περιμένει πάλι την υπηρεσία."),
        form=forms.ReleaseForm,
        do=lambda case, user, given: actions.release(case, note=given["text"], by=user),
    ),
    Act(
        action=Action.REDACT,
        title=pgettext_lazy("κουμπί", "Απαλοιφή"),
        key="E",
        told=gettext_lazy("Τα λόγια του πολίτη σβήστηκαν."),
        form=forms.RedactForm,
        do=_redact,
    ),
)
BY_ACTION: Mapping[str, Act] = {act.action.value: act for act in ACTS}
_WITH_MANY = (Action.CLAIM, Action.ASSIGN, Action.FORWARD, Action.MERGE)


def for_many(user: Any) -> list[Act]:
    """Return what ``user`` may do with chosen cases at all; with which, each case says."""
    return [BY_ACTION[action] for action in _WITH_MANY if any(user.has_perm(permission) for permission in RIGHTS[action])]


def offered(case: ServiceRequest, *, user: Any) -> list[Act]:
    return [act for act in ACTS if is_offered(act.action, case, user=user)]


@transaction.atomic
def perform(act: Act, case: ServiceRequest, *, by: Any, given: Given) -> None:
    """Do it with the case as it is now.

    Raises:
        NotPermitted
        TransitionNotAllowed
    """
    # In the order of their numbers, as the engine holds the two of a merge: two who merge a pair both ways wait in no circle.
    into = given.get("into")
    held = {pk: hold(ServiceRequest(pk=pk)) for pk in sorted({case.pk, into.pk if into else case.pk})}
    check_offered(act.action, held[case.pk], user=by)
    act.do(case, by, given)


def refusal(error: Exception, case: ServiceRequest) -> str:
    """Return why it was not done and how ``case``, read anew, is now."""
    state = {
        "status": Status(case.status).label,
        "who": person(case.assignee),
        "department": localised(case.department, "name") if case.department else "–",
    }
    if isinstance(error, NotPermitted):
        return _("Δεν έγινε: δεν έχετε αυτό το δικαίωμα στο αίτημα όπως είναι τώρα («%(status)s», %(department)s).") % state
    if case.assignee is not None:
        return _("Δεν έγινε: στο μεταξύ το αίτημα άλλαξε. Τώρα είναι «%(status)s» και το έχει: %(who)s.") % state
    return _("Δεν έγινε: στο μεταξύ το αίτημα άλλαξε. Τώρα είναι «%(status)s».") % state


REFUSALS = (NotPermitted, TransitionNotAllowed)


def called(case: ServiceRequest) -> str:
    """Return the case as a report names it: «123/2026 Φωτισμός»."""
    return f"{name_of(case)} {title_of(case)}"
