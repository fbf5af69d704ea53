"""Jobs of the forwarding, run by the worker. The rows say what is to be sent; a job only says that it is time to look."""

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from geoportal.forwarding.reading import read_back
from geoportal.forwarding.sending import send_due, send_one


@app.task
def forward_case(forwarding_id: int) -> bool:
    """Send one case; say whether it left."""
    return send_one(forwarding_id)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="forward_due_cases")
def forward_due_cases(timestamp: int) -> int:  # noqa: ARG001  # procrastinate passes the time it was due
    """Send what is to be tried again, and what lies because its job was lost; return how many left."""
    return send_due()


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="read_back_cases")
def read_back_cases(timestamp: int) -> int:  # noqa: ARG001
    """Ask the other systems what they did; return how much was new."""
    return read_back()


def defer_sending(forwarding_id: int) -> None:
    """Queue the sending of a case in the caller's transaction, within a job of the worker too."""
    configure_task(name=forward_case.name, job_manager=JobManager(DjangoConnector())).defer(forwarding_id=forwarding_id)
