"""Jobs of the pages, run by the worker."""

from django.core.management import call_command
from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="publish_scheduled_pages")
def publish_scheduled_pages(timestamp: int) -> None:  # noqa: ARG001  # procrastinate passes the time it was due
    """Show the pages whose hour has come, take away those whose hour has passed."""
    call_command("publish_scheduled")
