"""Parameters of SQL that is compiled once and asked often."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Late:
    """A parameter whose value is made when the SQL is asked, not when it is compiled: the ``place``-th that ``make`` returns."""

    make: Callable[[], tuple[Any, ...]]
    place: int


def punctual(parameters: Iterable[Any]) -> tuple[Any, ...]:
    """Return ``parameters`` with the values of those that are late; those that are made together are made once."""
    made: dict[Callable[[], tuple[Any, ...]], tuple[Any, ...]] = {}

    def value(entry: Any) -> Any:
        if not isinstance(entry, Late):
            return entry
        if entry.make not in made:
            made[entry.make] = entry.make()
        return made[entry.make][entry.place]

    return tuple(map(value, parameters))
