"""What a room offers on the home page: one entry in ``settings.HOME_SERVICES`` brings it there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from geoportal.home.sections import Today
from layers.audiences import Audience
from layers.layer import Text


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What is so now, in the active language («5 εφημερεύουν τώρα»), until ``changes_at`` (None: until something is written)."""

    text: str
    changes_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class HomeService:
    """A service of the portal, with the page it is found at.

    ``fact`` says what is so today, instead of ``words``, from the sections of the page and the layers ``reads`` alone. ``accent`` is a
    colour of home.css. It also stands on the pages of its ``audiences``.
    """

    title: Text
    words: Text
    page: Callable[[], str]
    accent: str = "city"
    fact: Callable[[Today], Fact] | None = None
    reads: tuple[str, ...] = ()
    audiences: tuple[Audience, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ServiceCard:
    """A service as the page shows it at an instant."""

    title: str
    words: str
    url: str
    accent: str
    changes_at: datetime | None


@cache
def home_services() -> tuple[HomeService, ...]:
    """Return the services in the order of the settings: the most used first."""
    return tuple(import_string(path) for path in settings.HOME_SERVICES)


def card_of(service: HomeService, today: Today) -> ServiceCard:
    fact = service.fact(today) if service.fact else Fact(text="")
    return ServiceCard(
        title=str(service.title),
        words=fact.text or str(service.words),
        url=service.page(),
        accent=service.accent,
        changes_at=fact.changes_at,
    )
