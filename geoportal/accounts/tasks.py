"""What the worker does for accounts."""

from axes.models import AccessAttempt
from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="forget_failed_sign_ins")
def forget_failed_sign_ins(timestamp: int) -> int:  # noqa: ARG001  # procrastinate passes the time it was due
    """Delete what is kept of failed sign-ins (a name and an address) once it no longer counts; return how many were."""
    deleted, _by_model = AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - settings.AXES_COOLOFF_TIME).delete()
    return int(deleted)
