"""Jobs of the ground, run by the worker."""

from django.utils import timezone
from procrastinate.contrib.django import app

from layers.datasets.actions import purge_old_versions
from layers.events.models import Event, expand_occurrences
from layers.gazetteer.upkeep import renew_names
from layers.hours.holidays import fill_holidays
from layers.locks import Busy
from layers.lookups import catalogued_layers
from layers.requests.retention import forget_closed
from layers.tiling.clusters import RENEWAL, thinned

# Half a minute of work.
FORGOTTEN_AT_ONCE = 5000


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="purge_dataset_versions")
def purge_dataset_versions(timestamp: int) -> int:  # noqa: ARG001  # procrastinate passes the time it was due
    """Drop the dataset versions that nobody can undo to any more; return how many."""
    return purge_old_versions()


@app.periodic(cron="10 3 * * *")
@app.task(queueing_lock="renew_horizon")
def renew_horizon(timestamp: int) -> int:  # noqa: ARG001
    """Expand recurring events and compute holidays for the day that came into sight; return how many events were looked at."""
    year = timezone.localdate().year
    fill_holidays(since=year, until=year + 10)
    recurring = Event.objects.exclude(rrule="")
    for event in recurring.iterator():
        expand_occurrences(event)
    return recurring.count()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="renew_names")
def renew_index_of_names(timestamp: int) -> dict[str, int]:  # noqa: ARG001  # procrastinate passes the time it was due
    """Let the search by name know what changed in the last minute; return how many names did, by layer."""
    return renew_names()


@app.periodic(cron="25 3 * * *")
@app.task(queueing_lock="forget_closed_cases")
def forget_closed_cases(timestamp: int) -> int:  # noqa: ARG001
    """Take what is personal from cases that closed long ago; return from how many. The rest, if there are more, has time until tomorrow:
    letters wait behind this job."""
    return forget_closed(at_most=FORGOTTEN_AT_ONCE).cases


@app.task(name=RENEWAL)
def renew_clusters(slug: str) -> bool:
    """Count the clusters of the layer ``slug`` in its present state, unless somebody has, or is at it; return whether they are there."""
    layer = next((layer for layer in catalogued_layers() if layer.slug == slug), None)
    if layer is None:
        return False
    try:
        thinned([(layer, layer.next_change_at())])
    except Busy:
        return False
    return True
