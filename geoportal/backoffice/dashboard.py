"""The first page of the back office: what waits for whoever opens it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from procrastinate.contrib.django.models import ProcrastinateJob
from wagtail.admin.ui.components import Component
from wagtail.models import Page, TaskState

from api.tokens.models import Token
from geoportal.backoffice.desk.queues import Queue, count
from geoportal.backoffice.desk.scope import visible_to, works_here
from geoportal.backoffice.reports import find_gaps
from geoportal.backoffice.views.jobs import running_workers
from geoportal.messaging.models import Message
from importers.models import ImportRun

_SOON = timedelta(days=30)
_LATELY = timedelta(days=7)
_LATE = timedelta(hours=1)


@dataclass(frozen=True)
class Waiting:
    """Something to be done: in words, where, and whether it is urgent."""

    text: str
    url: str
    is_urgent: bool = False


def waiting_for(user: Any) -> list[Waiting]:
    """Return what waits for ``user``, the urgent first."""
    found = [entry for ask in _QUESTIONS for entry in ask(user)]
    return sorted(found, key=lambda entry: not entry.is_urgent)


def _told(text: str, count: int, url: str, *, is_urgent: bool = False) -> list[Waiting]:
    return [Waiting(text % {"count": count}, url, is_urgent=is_urgent)] if count else []


def _approvals(user: Any) -> list[Waiting]:
    count = TaskState.objects.reviewable_by(user).count()
    text = ngettext("%(count)d σελίδα περιμένει την έγκρισή σας", "%(count)d σελίδες περιμένουν την έγκρισή σας", count)
    return _told(text, count, reverse("wagtailadmin_reports:workflow_tasks"))


def _drafts(user: Any) -> list[Waiting]:
    count = Page.objects.filter(owner=user, has_unpublished_changes=True).count()
    text = ngettext("%(count)d σελίδα σας είναι πρόχειρη", "%(count)d σελίδες σας είναι πρόχειρες", count)
    return _told(text, count, reverse("wagtailadmin_explore_root"))


def _cases(user: Any) -> list[Waiting]:
    if not works_here(user):
        return []
    address, cases = reverse("desk"), visible_to(user)
    new, mine, overdue = (count(queue, cases, user=user) for queue in (Queue.NEW, Queue.MINE, Queue.OVERDUE))
    late = ngettext("%(count)d αίτημα είναι εκπρόθεσμο", "%(count)d αιτήματα είναι εκπρόθεσμα", overdue.count)
    fresh = ngettext("%(count)d αίτημα δεν το έχει κανείς", "%(count)d αιτήματα δεν τα έχει κανείς", new.count)
    own = ngettext("%(count)d αίτημα είναι δικό σας", "%(count)d αιτήματα είναι δικά σας", mine.count)
    return [
        *_told(late, overdue.count, f"{address}?queue=overdue", is_urgent=True),
        *_told(own, mine.count, f"{address}?queue=mine"),
        *_told(fresh, new.count, f"{address}?queue=new"),
    ]


def _jobs(user: Any) -> list[Waiting]:
    if not user.has_perm("backoffice.see_jobs"):
        return []
    address = reverse("backoffice_jobs")
    failed = ProcrastinateJob.objects.filter(status="failed").count()
    text = ngettext("%(count)d εργασία του συστήματος απέτυχε", "%(count)d εργασίες του συστήματος απέτυχαν", failed)
    found = _told(text, failed, address + "?status=failed", is_urgent=True)
    if not running_workers():
        found.append(Waiting(_("Κανένας εργάτης δεν τρέχει: οι εργασίες του συστήματος περιμένουν"), address, is_urgent=True))
    return found


def _messages(user: Any) -> list[Waiting]:
    if not user.has_perm("backoffice.see_messages"):
        return []
    address, now = reverse("backoffice_messages"), timezone.now()
    found = Message.objects.filter(state__in=(Message.State.WAITING, Message.State.FAILED)).aggregate(
        failed=Count("pk", filter=Q(state=Message.State.FAILED, created_at__gt=now - _LATELY)),
        late=Count("pk", filter=Q(state=Message.State.WAITING, created_at__lt=now - _LATE)),
    )
    text = ngettext("%(count)d μήνυμα της εβδομάδας δεν στάλθηκε", "%(count)d μηνύματα της εβδομάδας δεν στάλθηκαν", found["failed"])
    late = ngettext(
        "%(count)d μήνυμα περιμένει πάνω από ώρα να σταλεί", "%(count)d μηνύματα περιμένουν πάνω από ώρα να σταλούν", found["late"]
    )
    return _told(text, found["failed"], address + "?state=failed") + _told(late, found["late"], address + "?state=waiting", is_urgent=True)


def _tokens(user: Any) -> list[Waiting]:
    if not user.has_perm("backoffice.manage_tokens"):
        return []
    now = timezone.now()
    count = Token.objects.filter(revoked_at=None, expires_at__gt=now, expires_at__lt=now + _SOON).count()
    text = ngettext("%(count)d κλειδί πρόσβασης λήγει μέσα στον μήνα", "%(count)d κλειδιά πρόσβασης λήγουν μέσα στον μήνα", count)
    return _told(text, count, reverse("backoffice_tokens"))


def _imports(user: Any) -> list[Waiting]:
    if not user.has_perm("backoffice.manage_layers"):
        return []
    count = ImportRun.objects.filter(outcome=ImportRun.Outcome.REFUSED, finished_at__gt=timezone.now() - _LATELY).count()
    text = ngettext("%(count)d αρχείο απορρίφθηκε αυτή την εβδομάδα", "%(count)d αρχεία απορρίφθηκαν αυτή την εβδομάδα", count)
    return _told(text, count, reverse("backoffice_layers") + "#imports")


def _gaps(user: Any) -> list[Waiting]:
    if not user.has_perm("backoffice.see_reports"):
        return []
    count = sum(gap.count for gap in find_gaps(user))
    text = ngettext("%(count)d έλλειψη στα δεδομένα που συντηρείτε", "%(count)d ελλείψεις στα δεδομένα που συντηρείτε", count)
    return _told(text, count, reverse("backoffice_gaps"))


_QUESTIONS: tuple[Callable[[Any], list[Waiting]], ...] = (_cases, _approvals, _drafts, _jobs, _messages, _tokens, _imports, _gaps)


class WaitingPanel(Component):
    order = 50
    template_name = "backoffice/waiting.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"entries": waiting_for(parent_context["request"].user)}
