"""Feeds of complaints: any view of them, narrowed as on the page, what changed last first."""

from collections.abc import Iterable

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoportal.complaints.addresses import view_path
from geoportal.complaints.asking import Asked, asked_of
from geoportal.complaints.finding import ComplaintQuery
from geoportal.complaints.words import entry_of, url_of
from geoportal.feeds.feed import MOST_ENTRIES, Entry, Feed, FeedRoom, State, state_of_layers
from geoportal.site.language import localised
from geoportal.site.nearby import Near
from layers.requests.complaints import Complaint
from layers.requests.services import Service

_LAYER = _SLUG = "complaints"


def feed_of(asked: Asked) -> Feed:
    """Return the feed of what ``asked`` asks for; a place that was found by its name stays where it was found."""
    query = dict(asked.kept)
    if asked.query.near is not None:
        query["near"] = f"{asked.query.near.y:.6f},{asked.query.near.x:.6f}"
    return Feed(
        slug=_SLUG,
        title=_title(asked),
        description=gettext_lazy("Προβλήματα που δηλώθηκαν: ό,τι είναι νέο ή άλλαξε, με τη θέση του."),
        page=lambda: view_path(query),
        state=_state,
        entries=lambda: _entries(asked),
        query=query,
    )


def _title(asked: Asked) -> str:
    narrowed = _narrowed(asked)
    return _("Προβλήματα: %(narrowed)s") % {"narrowed": narrowed} if narrowed else _("Προβλήματα που δηλώθηκαν")


def _narrowed(asked: Asked) -> str:
    query = asked.query
    parts = [
        localised(query.service, "title") if query.service else "",
        str(query.state.label) if "status" in asked.kept else "",
        str(query.outcome.label) if query.outcome else "",
        localised(query.district, "short_name") if query.district else "",
        f"«{query.words}»" if query.words else "",
        (asked.near.name or asked.near.text) if query.near else "",
    ]
    return ", ".join(filter(None, parts))


def _state() -> State:
    return state_of_layers(_LAYER)


def _entries(asked: Asked) -> Iterable[Entry]:
    rows = asked.query.rows().select_related("service", "department", "district").order_by("-updated_at", "-pk")
    return map(_entry, rows[:MOST_ENTRIES])


def _entry(complaint: Complaint) -> Entry:
    told = entry_of(complaint)
    state = f"{told.status}: {told.outcome}" if told.outcome else told.status
    return Entry(
        key=f"complaint/{complaint.number}",
        title=f"{told.kind} {told.number}",
        summary=tuple(filter(None, (state, told.district, told.department, told.text))),
        path=url_of(complaint.number),
        updated=complaint.updated_at,
        geometry=complaint.geom,
        categories=(told.kind,),
    )


def _listed() -> list[Feed]:
    return [feed_of(Asked(query=ComplaintQuery(), near=Near())), *map(_feed_of_kind, Service.objects.offered())]


def _feed_of_kind(service: Service) -> Feed:
    return feed_of(Asked(query=ComplaintQuery(service=service), near=Near(), kept={"category": service.code}))


def _ask(slug: str, given: QueryDict) -> Feed | None:
    return feed_of(asked_of(given)) if slug == _SLUG else None


FEEDS = FeedRoom(title=gettext_lazy("Προβλήματα στον χάρτη"), listed=_listed, ask=_ask)
