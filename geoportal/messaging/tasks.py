"""Jobs of the messages, run by the worker. The rows say what is to be sent; a job only says that it is time to look."""

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from geoportal.messaging.forgetting import forget_old
from geoportal.messaging.sending import send_due, send_one


@app.task
def send_message(message_id: int) -> bool:
    """Send one message; say whether it left."""
    return send_one(message_id)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="send_due_messages")
def send_due_messages(timestamp: int) -> int:  # noqa: ARG001  # procrastinate passes the time it was due
    """Send what is to be tried again, and what lies because its job was lost; return how many left."""
    return send_due()


@app.periodic(cron="50 3 * * *")
@app.task(queueing_lock="forget_old_messages")
def forget_old_messages(timestamp: int) -> int:  # noqa: ARG001
    """Empty the personal parts of messages that are long over; return how many were."""
    return forget_old()


def defer_sending(message_id: int) -> None:
    """Queue the sending of a message in the caller's transaction.

    Within a job of the worker too, where ``send_message.defer`` would go by a connection of the worker's own.
    """
    configure_task(name=send_message.name, job_manager=JobManager(DjangoConnector())).defer(message_id=message_id)
