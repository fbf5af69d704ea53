"""Jobs of the API, run by the worker."""

from procrastinate.contrib.django import app

from api.downloads import actions


@app.task
def make_export(export_id: str) -> None:
    """Write the file that somebody waits for."""
    actions.run(export_id)


@app.periodic(cron="25 * * * *")
@app.task(queueing_lock="purge_exports")
def purge_exports(timestamp: int) -> int:  # noqa: ARG001  # procrastinate passes the time it was due
    """Remove the files whose time has passed, and say of interrupted jobs that they failed; return how many were removed."""
    actions.mend()
    return actions.purge()


def defer_export(export_id: str) -> object:
    """Queue the making of an export, in the caller's transaction."""
    return make_export.defer(export_id=export_id)
