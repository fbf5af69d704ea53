"""Each morning the staff read what is due: clerks their own cases, heads those of the department, what is overdue first."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from geoportal.accounts.models import User
from geoportal.messaging.actions import Recipient, enqueue
from geoportal.requests.news import number_of
from geoportal.site.language import localised
from layers.requests.deadlines import draft_notices, due_soon, escalate
from layers.requests.models import ServiceRequest

_LINES = 40
_STAFF_LANGUAGE = "el"
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def look_at_deadlines(today: date) -> int:
    """Draft notices, tell heads what is overdue, and write to everybody who has something due; return how many were written to."""
    draft_notices(today)
    escalate(today)
    due = list(_cases(today))
    return sum(_tell(user, cases, today) for user, cases in _whose(due).items() if cases)


def _cases(today: date) -> Iterable[ServiceRequest]:
    soon = Q(pk__in=due_soon(today).values("pk"))
    late = Q(pk__in=ServiceRequest.objects.overdue(today).values("pk"))
    return ServiceRequest.objects.filter(soon | late).select_related("service", "assignee").order_by("due_on", "pk")


def _whose(cases: list[ServiceRequest]) -> dict[User, list[ServiceRequest]]:
    """Return who is to be told of which cases: the one who has it, and the heads of its department."""
    heads = defaultdict(list)
    for head in _writable().filter(pk__in=User.objects.with_perm("layers.direct_requests", include_superusers=False, backend=_BACKEND)):
        heads[head.department_id].append(head)
    told: dict[User, list[ServiceRequest]] = defaultdict(list)
    for case in cases:
        mine = [case.assignee] if case.assignee is not None and case.assignee.is_active and case.assignee.email else []
        for user in {*mine, *heads[case.department_id]}:
            told[user].append(case)
    return told


def _writable() -> "QuerySet[User]":
    return User.objects.filter(is_active=True, is_staff=True).exclude(email="")


@transaction.atomic
def _tell(user: User, cases: list[ServiceRequest], today: date) -> bool:
    with translation.override(_STAFF_LANGUAGE):
        lines = [_line(case, today) for case in cases[:_LINES]]
        if len(cases) > _LINES:
            lines.append(_("… και άλλα %(count)s.") % {"count": len(cases) - _LINES})
        values = {
            "count": str(len(cases)),
            "day": date_format(today, "l j E Y"),
            "lines": "\n".join(lines),
            "link": f"{settings.BASE_URL}{settings.BACKOFFICE_PATH}",
        }
    enqueue("desk-digest", to=Recipient(address=user.email, language=_STAFF_LANGUAGE), key=f"digest-{today}-{user.pk}", values=values)
    return True


def _line(case: ServiceRequest, today: date) -> str:
    """Return kind, number and deadline; nothing of the citizen leaves the back office."""
    assert case.due_on is not None  # noqa: S101  # a registered case has one: the database says so
    when = _("έληξε %(day)s") if case.due_on < today else _("ως %(day)s")
    return f"{number_of(case)} · {localised(case.service, 'title')} · {when % {'day': date_format(case.due_on, 'j/n/Y')}}"
