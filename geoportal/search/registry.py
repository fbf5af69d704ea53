"""Finding rooms that can be searched: those that the settings list."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from geoportal.search.room import SearchRoom


@cache
def search_rooms() -> tuple[SearchRoom, ...]:
    return tuple(import_string(path) for path in settings.SEARCH_ROOMS)


def kind_titles() -> dict[str, str]:
    """Return what each kind is called in the active language, in the order of the rooms."""
    return {kind: str(title) for room in search_rooms() for kind, title in room.kinds().items()}
