"""Jobs of the complaints' pages, run by the worker."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from geoportal.complaints.alerts import forget_unconfirmed, tell_alerts
from geoportal.complaints.models import SupportGiven
from layers.requests.statistics import forget_kept

# A form is not sent again after a day.
_FORMS_KEPT = timedelta(days=1)


@app.periodic(cron="0 5 * * *")
@app.task(queueing_lock="tell_alerts")
def tell_of_new_complaints(timestamp: int) -> int:  # noqa: ARG001  # procrastinate passes the time it was due
    """Write to whoever asked what is new since yesterday; return how many letters were written."""
    return tell_alerts()


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="forget_complaints_rest")
def forget_what_is_over(timestamp: int) -> dict[str, int]:  # noqa: ARG001
    """Forget addresses that nobody confirmed, forms that were sent, numbers that were counted long ago; return how many of each."""
    return {
        "alerts": forget_unconfirmed(),
        "forms": SupportGiven.objects.filter(at__lt=timezone.now() - _FORMS_KEPT).delete()[0],
        "statistics": forget_kept(),
    }
