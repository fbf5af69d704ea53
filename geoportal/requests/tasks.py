"""Jobs of the requests, run by the worker."""

from django.utils import timezone
from procrastinate.contrib.django import app

from geoportal.requests.confirming import forget_unconfirmed
from geoportal.requests.digest import look_at_deadlines
from geoportal.requests.drafts import forget_old
from layers.requests.attachments import remove_left_overs


@app.periodic(cron="20 3 * * *")
@app.task(queueing_lock="tidy_requests")
def tidy_requests(timestamp: int) -> None:  # noqa: ARG001  # procrastinate passes the time it was due
    """Forget the addresses that nobody confirmed, the drafts that nobody sent, and files that no case has."""
    forget_unconfirmed()
    forget_old()
    remove_left_overs()


# Four in the morning of UTC: before the town hall opens, summer and winter.
@app.periodic(cron="0 4 * * 1-5")
@app.task(queueing_lock="look_at_deadlines")
def look_at_due_cases(timestamp: int) -> int:  # noqa: ARG001
    """Draft notices of delays, hand what is overdue to heads, tell the staff; return how many were told."""
    return look_at_deadlines(timezone.localdate())
