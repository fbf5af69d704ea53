"""Jobs of the requests, run by the worker."""

from procrastinate.contrib.django import app

from geoportal.requests.confirming import forget_unconfirmed
from geoportal.requests.drafts import forget_old
from layers.requests.attachments import remove_left_overs


@app.periodic(cron="20 3 * * *")
@app.task(queueing_lock="tidy_requests")
def tidy_requests(timestamp: int) -> None:  # noqa: ARG001  # procrastinate passes the time it was due
    """Forget the addresses that nobody confirmed, the drafts that nobody sent, and files that no case has."""
    forget_unconfirmed()
    forget_old()
    remove_left_overs()
