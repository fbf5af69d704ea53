"""The jobs of the worker: what waits, what runs, what failed; trying again and calling off."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from geoportal.backoffice.views.access import for_duty

STATUSES = {
    "failed": gettext_lazy("Απέτυχαν"),
    "todo": gettext_lazy("Περιμένουν"),
    "doing": gettext_lazy("Εκτελούνται"),
    "succeeded": gettext_lazy("Τελείωσαν"),
    "cancelled": gettext_lazy("Ακυρώθηκαν"),
    "aborted": gettext_lazy("Διακόπηκαν"),
}
_A_PAGE = 50
# A worker reports every 10 s (procrastinate's update_heartbeat_interval).
_WORKER_SILENCE = timedelta(seconds=40)


def running_workers() -> int:
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=timezone.now() - _WORKER_SILENCE).count()


@for_duty("see_jobs")
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    status = request.GET.get("status", "")
    if status and status not in STATUSES:
        raise Http404
    rows = ProcrastinateJob.objects.annotate(changed_at=Max("procrastinateevent__at")).order_by("-id")
    if status:
        rows = rows.filter(status=status)
    counts = dict(ProcrastinateJob.objects.values_list("status").annotate(Count("id")))
    context = {
        "page": Paginator(rows, _A_PAGE).get_page(request.GET.get("p")),
        "status": status,
        "statuses": [(code, title, counts.get(code, 0)) for code, title in STATUSES.items()],
        "titles": STATUSES,
        "workers": running_workers(),
        "may_change": request.user.has_perm("backoffice.manage_jobs"),
    }
    return render(request, "backoffice/jobs.html", context)


@for_duty("manage_jobs")
@require_POST
def retry_job(request: HttpRequest, number: int) -> HttpResponse:
    """Put a job that failed back among those that wait."""
    if ProcrastinateJob.objects.filter(pk=number, status="failed").exists():
        app.job_manager.retry_job_by_id(number, retry_at=timezone.now())
        messages.success(request, _("Η εργασία %(number)d θα ξαναγίνει.") % {"number": number})
    else:
        messages.error(request, _("Η εργασία %(number)d δεν είναι πια σε αποτυχία.") % {"number": number})
    return redirect("backoffice_jobs")


@for_duty("manage_jobs")
@require_POST
def cancel_job(request: HttpRequest, number: int) -> HttpResponse:
    """Call off a job that waits."""
    if app.job_manager.cancel_job_by_id(number):
        messages.success(request, _("Η εργασία %(number)d ακυρώθηκε.") % {"number": number})
    else:
        messages.error(request, _("Η εργασία %(number)d δεν περιμένει πια.") % {"number": number})
    return redirect("backoffice_jobs")
