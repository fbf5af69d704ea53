"""What stands side by side on the desk: the queues, the list, the case."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from geoportal.backoffice.desk.acts import Act, for_many, offered
from geoportal.backoffice.desk.forms import ActForm
from geoportal.backoffice.desk.listing import Listed, Row, listed, row_of
from geoportal.backoffice.desk.looks import remember
from geoportal.backoffice.desk.models import PersonalDataView
from geoportal.backoffice.desk.nearby import Neighbour, neighbours_of
from geoportal.backoffice.desk.queues import Queue, cases_in, counts
from geoportal.backoffice.desk.scope import audits, directs, oversees, registers, sees_all, visible_to
from geoportal.backoffice.desk.search import SearchForm
from geoportal.backoffice.desk.story import story_of
from geoportal.backoffice.desk.words import answers_of, protocol_of, routing_of
from geoportal.site.city_map import Drawn, city_map
from layers.requests import clock
from layers.requests.deadlines import drafted_notice
from layers.requests.history import Action
from layers.requests.models import ServiceRequest
from layers.requests.status_notes import StatusNote

_COLOURS = {"calm": "#00703c", "soon": "#9a5b00", "late": "#a83f24", "still": "#4f5965"}
_THIS = "#0065b3"
_FRESH = {Action.PUBLISH: {"text": "public_text", "is_public": "is_public"}}


@dataclass(frozen=True, kw_only=True)
class Offer:
    """An action on the page: its form, empty or as it was sent; ``notes`` are the ready replies that fit."""

    act: Act
    form: ActForm
    notes: list[StatusNote]
    is_open: bool = False


def list_pane(request: HttpRequest) -> dict[str, Any]:
    """Return the queues with their counts, and the list that the address asks for."""
    user: Any = request.user
    form = SearchForm(request.GET, is_of_all=sees_all(user))
    is_valid = form.is_valid()
    cases = visible_to(user)
    of_department = cases.filter(department=form.cleaned_data["department"]) if form.cleaned_data.get("department") else cases
    queue = _queue(request, form)
    found = _found(form, cases, queue, request) if is_valid else Listed()
    if is_valid and form.asks_for_a_person:
        remember(user, [row.case for row in found.rows], PersonalDataView.Page.SEARCH)
    return {
        "search": form,
        "queue": queue,
        "counts": counts(of_department, user=user),
        "listed": found,
        "query": request.GET.urlencode(),
        "bulk_acts": for_many(user),
        "filters": user.desk_filters.all(),
        "sees_all": sees_all(user),
        "may_register": registers(user),
        "may_direct": directs(user),
        "may_oversee": oversees(user),
        "may_audit": audits(user),
    }


def _queue(request: HttpRequest, form: SearchForm) -> Queue | None:
    """The newest wait first; who searches asks for all, unless they chose a queue too."""
    asked = request.GET.get("queue", "")
    if asked in Queue.values:
        return Queue(asked)
    return None if form.errors or form.asks else Queue.NEW


def _found(form: SearchForm, cases: Any, queue: Queue | None, request: HttpRequest) -> Listed:
    narrowed = form.narrowed(cases)
    if queue is not None:
        narrowed = cases_in(queue, narrowed, user=request.user)
    return listed(narrowed, after=request.GET.get("after", "")[:60], is_by_deadline=queue is not None)


def list_map(rows: Iterable[Row], query: str) -> dict[str, Any]:
    """Return the map of the list's page."""
    return city_map(
        Drawn(geom=row.case.geom, name=f"{row.name} {row.title}", colour=_COLOURS[row.deadline.tone], url=_address(row.case, query))
        for row in rows
        if row.case.geom is not None
    )


def case_pane(case: ServiceRequest, *, user: Any, query: str, bound: Offer | None = None) -> dict[str, Any]:
    """Return all that the page of ``case`` tells ``user``, and what they may do; ``bound``: a form that was sent and not taken."""
    neighbours = neighbours_of(case, user=user)
    return {
        "case": case,
        "row": row_of(case, clock.today()),
        "protocol": protocol_of(case),
        "answers": answers_of(case),
        "routing": routing_of(case),
        "story": story_of(case),
        "neighbours": neighbours,
        "attachments": list(case.attachments.filter(removed_at=None)),
        "supporters": list(case.supporters.all()),
        "reporter": getattr(case, "reporter", None),
        "parts": list(case.parts.all()),
        "duplicates": list(case.duplicates.all()),
        "offers": _offers(case, user=user, bound=bound),
        "map": _case_map(case, neighbours, query) if case.geom is not None else None,
    }


def _offers(case: ServiceRequest, *, user: Any, bound: Offer | None) -> list[Offer]:
    notes = list(StatusNote.objects.fitting_service(case.service))
    acts = offered(case, user=user)
    if bound is not None and bound.act not in acts:
        acts = [bound.act, *acts]
    return [_offer(act, case, notes, user=user, bound=bound) for act in acts]


def _offer(act: Act, case: ServiceRequest, notes: list[StatusNote], *, user: Any, bound: Offer | None) -> Offer:
    is_bound = bound is not None and bound.act is act
    form = bound.form if bound is not None and is_bound else fresh(act, case, user=user)
    fitting = [note for note in notes if note.action in ("", act.action.value)] if form.takes_notes else []
    return Offer(act=act, form=form, notes=fitting, is_open=is_bound)


def fresh(act: Act, case: ServiceRequest, *, user: Any, initial: dict[str, Any] | None = None) -> ActForm:
    """Return the form of ``act`` with what the case already holds of it."""
    known = {name: getattr(case, column) for name, column in _FRESH.get(act.action, {}).items()}
    if act.action == Action.DELAY:
        known["text"] = drafted_notice(case)
    return act.form(case=case, user=user, prefix=act.action.value, initial=known if initial is None else initial)


def _case_map(case: ServiceRequest, neighbours: list[Neighbour], query: str) -> dict[str, Any]:
    around = [
        Drawn(
            geom=neighbour.row.case.geom,
            name=f"{neighbour.row.name} {neighbour.row.title}",
            colour=_COLOURS[neighbour.row.deadline.tone],
            url="" if neighbour.is_elsewhere else _address(neighbour.row.case, query),
            is_beside=True,
        )
        for neighbour in neighbours
    ]
    row = row_of(case, clock.today())
    return city_map([*around, Drawn(geom=case.geom, name=f"{row.name} {row.title}", colour=_THIS)])


def _address(case: ServiceRequest, query: str) -> str:
    address = reverse("desk_case", args=(case.pk,))
    return f"{address}?{query}" if query else address
