"""Jobs of the back office, run by the worker."""

from procrastinate.contrib.django import app

from geoportal.backoffice.desk.looks import forget_old_looks


@app.periodic(cron="30 3 * * *")
@app.task(queueing_lock="forget_old_looks")
def forget_looks(timestamp: int) -> int:  # noqa: ARG001  # procrastinate passes the time it was due
    """Forget who looked at whose case when nobody may ask any more; return how many looks that were."""
    return forget_old_looks()
