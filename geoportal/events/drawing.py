"""Events on a page's map: one point for a place, however much is on there."""

from itertools import groupby

from django.utils.translation import ngettext

from geoportal.events.words import DateWords
from geoportal.site.city_map import Drawn

_ON, _OFF = "#b5482c", "#5a6472"


def place_keys(entries: list[DateWords]) -> list[str]:
    """Return, for each of ``entries``, the fragment of the first one that is at the same place; empty where the place is not known."""
    first: dict[tuple[float, float], int] = {}
    return [f"#at-{first.setdefault(entry.point.coords, number)}" if entry.point else "" for number, entry in enumerate(entries)]


def draw(entries: list[DateWords], keys: list[str]) -> list[Drawn]:
    placed = sorted((pair for pair in zip(keys, entries, strict=True) if pair[0]), key=lambda pair: pair[0])
    return [_drawn(key, [entry for _key, entry in some]) for key, some in groupby(placed, key=lambda pair: pair[0])]


def _drawn(key: str, entries: list[DateWords]) -> Drawn:
    """Draw one place: its point leads to its first line in the list, and carries the number of dates where there are several."""
    first, count = entries[0], len(entries)
    more = ngettext("%(place)s: %(count)s εκδήλωση", "%(place)s: %(count)s εκδηλώσεις", count) % {"place": first.place, "count": count}
    return Drawn(
        geom=first.point,
        name=f"{first.title}, {first.when}" if count == 1 else more,
        colour=_OFF if all(entry.warning for entry in entries) else _ON,
        url=key,
        label=str(count) if count > 1 else "",
    )
