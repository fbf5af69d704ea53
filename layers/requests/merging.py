"""Two reports of one thing: found, made one without losing anybody, and taken apart again; and one report of two things."""

from datetime import timedelta
from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone

from layers.requests import clock
from layers.requests.history import Action, HistoryEntry
from layers.requests.models import Reporter, ServiceRequest, Supporter
from layers.requests.policy import check_permitted
from layers.requests.protocol import register
from layers.requests.recording import Said, change, hold, note_down
from layers.requests.routing import route
from layers.requests.services import Service
from layers.requests.workflow import OPEN, Status, TransitionNotAllowed


def alike(service: Service, point: Point) -> Any:
    """Return the open public cases of ``service`` around ``point`` that may be of the same thing, nearest first, each with
    ``distance_m``; none where the service knows no radius."""
    cases = ServiceRequest.objects.public().open().filter(service=service)
    if not service.duplicate_radius_m:
        return cases.none()
    since = timezone.now() - timedelta(days=service.duplicate_days)
    return cases.filter(submitted_at__gte=since).near(point, radius_m=service.duplicate_radius_m).nearest(point)


@transaction.atomic
def merge(case: ServiceRequest, *, into: ServiceRequest, by: Any, note: str = "") -> HistoryEntry:
    """Close ``case`` as the same as ``into``, whose reporter and supporters are told of that one from now on.

    Raises:
        NotPermitted: unless ``by`` may merge both.
        TransitionNotAllowed: if one of them is closed, or they are one.
    """
    # In the order of their numbers: two who merge the same pair the other way round do not wait for each other in a circle.
    held = {pk: hold(ServiceRequest(pk=pk)) for pk in sorted({case.pk, into.pk})}
    for one in held.values():
        check_permitted(by, Action.MERGE, one)
    if case.pk == into.pk or held[into.pk].status not in OPEN:
        raise TransitionNotAllowed(held[into.pk].status, Status.MERGED)
    _bring_people(held[case.pk], held[into.pk])
    said = Said(text=note, is_public=True)
    entry = change(held[case.pk], Action.MERGE, Status.MERGED, by=by, said=said, merged_into=held[into.pk], assignee=None)
    note_down(held[into.pk], Action.MERGE, by=by, said=Said(details={"merged": case.pk}))
    return entry


def _bring_people(case: ServiceRequest, into: ServiceRequest) -> None:
    reporter = Reporter.objects.filter(request=case).first()
    people = [(supporter.email, supporter.note, supporter.language, supporter.confirmed_at) for supporter in case.supporters.all()]
    people.append((reporter.email if reporter else "", "", case.language, reporter.confirmed_at if reporter else None))
    Supporter.objects.bulk_create(
        [
            Supporter(request=into, merged_from=case, email=email, note=text, language=language, confirmed_at=confirmed)
            for email, text, language, confirmed in people
        ],
        # Who follows both already is there.
        ignore_conflicts=True,
    )


@transaction.atomic
def unmerge(case: ServiceRequest, *, by: Any, note: str = "") -> HistoryEntry:
    """Undo a wrong merge: the case is its department's again, and those who came with it leave the other."""
    held = hold(case)
    check_permitted(by, Action.UNMERGE, held)
    other = held.merged_into
    entry = change(held, Action.UNMERGE, Status.SUBMITTED, by=by, said=Said(text=note, is_public=True), merged_into=None)
    if other is not None:
        Supporter.objects.filter(request=other, merged_from=held).delete()
        note_down(hold(other), Action.UNMERGE, by=by, said=Said(details={"merged": held.pk}))
    return entry


@transaction.atomic
def split(case: ServiceRequest, *, service: Service, description: str, by: Any) -> ServiceRequest:
    """Return a new case for another thing that ``case`` speaks of, from the same reporter, with a number and deadline of its own."""
    held = hold(case)
    check_permitted(by, Action.SPLIT, held)
    if held.status not in OPEN:
        raise TransitionNotAllowed(held.status, Status.SUBMITTED)
    way = route(service, held.geom)
    part = ServiceRequest(
        service=service, description=description, language=held.language, channel=held.channel, status=Status.SUBMITTED,
        geom=held.geom, district=held.district, address=held.address, department=way.department, routing=way.as_json(),
        due_on=clock.due_on(clock.today(), service.deadline_days), split_from=held,
    )  # fmt: skip
    register(part)
    part.save()
    reporter = Reporter.objects.filter(request=held).first()
    if reporter is not None:
        reporter.pk, reporter.request = None, part
        reporter.save()
    note_down(part, Action.SUBMIT, by=by, said=Said(is_public=True, details={"split_from": held.pk}))
    note_down(held, Action.SPLIT, by=by, said=Said(details={"part": part.pk}))
    return part
