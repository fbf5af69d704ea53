"""What the page of an audience collects beside the articles of the tree: each room offers its own by one entry in the settings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from layers.audiences import Audience


@dataclass(frozen=True, kw_only=True)
class Link:
    text: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Collected:
    """A section of an audience's page: ``template`` shows ``entries``, ``links`` lead to all of its kind."""

    title: str
    template: str
    entries: Sequence[Any]
    links: tuple[Link, ...] = ()


Collect = Callable[[Audience], Collected]
"""What a room has for an audience, in the active language."""


@cache
def audience_rooms() -> tuple[Collect, ...]:
    """Return the rooms in the order of the settings."""
    return tuple(import_string(path) for path in settings.AUDIENCE_ROOMS)


def collected_for(audience: Audience) -> list[Collected]:
    """Return the sections that have something for ``audience``."""
    return [found for collect in audience_rooms() if (found := collect(audience)).entries]
