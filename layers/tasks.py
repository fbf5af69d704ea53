"""Jobs of the ground, run by the worker."""

from procrastinate.contrib.django import app

from layers.datasets.actions import purge_old_versions
from layers.gazetteer.upkeep import renew_names


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="purge_dataset_versions")
def purge_dataset_versions(timestamp: int) -> int:  # noqa: ARG001  # procrastinate passes the time it was due
    """Drop the dataset versions that nobody can undo to any more; return how many."""
    return purge_old_versions()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="renew_names")
def renew_index_of_names(timestamp: int) -> dict[str, int]:  # noqa: ARG001  # procrastinate passes the time it was due
    """Let the search by name know what changed in the last minute; return how many names did, by layer."""
    return renew_names()
