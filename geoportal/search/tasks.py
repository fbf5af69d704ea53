"""Jobs of the search, run by the worker."""

from procrastinate.contrib.django import app

from geoportal.search.upkeep import renew_index


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="renew_search")
def renew_search(timestamp: int) -> dict[str, int]:  # noqa: ARG001  # procrastinate passes the time it was due
    """Let the search know what changed in the last minute; return how many documents did, by room."""
    return renew_index()


@app.periodic(cron="20 4 * * *")
@app.task(queueing_lock="renew_search_anew")
def renew_search_anew(timestamp: int) -> dict[str, int]:  # noqa: ARG001
    """Compare every document with its room, whatever the states say."""
    return renew_index(anew=True)
