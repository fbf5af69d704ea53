"""The demo's complaints: of every kind and state, and such as the engine itself might have written."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.forms import model_to_dict
from django.test import Client
from django.utils import timezone

from geoportal.accounts.models import User
from geoportal.demo.accounts import create_accounts
from geoportal.demo.cases import load_cases
from geoportal.demo.content import FOLDER
from layers.requests.complaints import Complaint, show
from layers.requests.history import Action, HistoryEntry
from layers.requests.models import Channel, ProtocolBook, Reporter, ServiceRequest, Submission, Supporter
from layers.requests.policy import may
from layers.requests.services import Service
from layers.requests.status_notes import StatusNote
from layers.requests.workflow import NEXT, Outcome, Status

pytestmark = pytest.mark.django_db


def cases() -> list[ServiceRequest]:
    return list(ServiceRequest.objects.select_related("service", "department", "assignee").order_by("submitted_at", "protocol_number"))


def test_every_kind_state_and_outcome_is_there(demo: None) -> None:
    kinds = Counter(case.service.code for case in cases())

    assert set(kinds) == set(Service.objects.values_list("code", flat=True))
    assert min(kinds.values()) >= 6
    assert {case.status for case in cases()} == set(Status)
    assert {case.outcome for case in cases()} == {"", *Outcome}
    assert {case.channel for case in cases()} >= {Channel.WEB, Channel.COUNTER, Channel.PHONE, Channel.OPEN311}
    assert {entry.action for entry in HistoryEntry.objects.all()} >= {
        Action.CLAIM, Action.FORWARD, Action.ASK, Action.ANSWER, Action.NOTE, Action.REOPEN, Action.MERGE, Action.SUPPORT, Action.DELAY,
    }  # fmt: skip
    assert 25 <= sum(case.language == "en" for case in cases()) <= 35


def test_some_are_overdue_and_some_are_nobodys_yet(demo: None) -> None:
    overdue = ServiceRequest.objects.overdue(timezone.localdate())

    assert overdue.filter(assignee=None).count() >= 3
    assert overdue.exclude(assignee=None).count() >= 3
    assert ServiceRequest.objects.filter(status=Status.SUBMITTED, due_on__gte=timezone.localdate()).count() >= 5


def test_numbers_have_no_gap_and_follow_the_days(demo: None) -> None:
    numbered = [case for case in cases() if case.protocol_number is not None]

    for book in ProtocolBook.objects.all():
        assert [case.protocol_number for case in numbered if case.protocol_year == book.year] == list(range(1, book.last_number + 1))
    assert {case.protocol_year for case in numbered} == set(ProtocolBook.objects.values_list("year", flat=True))
    assert all(case.status == Status.UNCONFIRMED for case in cases() if case.protocol_number is None)


def test_every_history_is_one_that_the_workflow_allows_and_ends_where_the_case_is(demo: None) -> None:
    for case in cases():
        history = list(case.history.all())
        assert history[0].action == Action.SUBMIT
        assert history[0].at == case.submitted_at
        assert all(one.status == other.status or other.status in NEXT[Status(one.status)] for one, other in pairwise(history)), (
            case.submission.key
        )
        assert history[-1].status == case.status
        assert max(entry.at for entry in history) == case.updated_at
        assert [entry.at for entry in history] == sorted(entry.at for entry in history)
        assert case.updated_at <= timezone.now()


def test_whoever_did_something_with_a_case_is_of_its_department_and_may(demo: None, tmp_path: Path) -> None:
    create_accounts(tmp_path / "demo-accounts.txt")
    users = {user.pk: user for user in User.objects.select_related("department")}

    acted = list(HistoryEntry.objects.exclude(actor=None).exclude(action=Action.SUBMIT).select_related("request"))
    for entry in acted:
        case = entry.request
        case.department_id = entry.details.get("from", entry.department_id)
        case.assignee_id = entry.actor_id
        assert may(users[entry.actor_id or 0], entry.action, case), f"{case.submission.key} {entry.action}"
    assert len(acted) > 300


def test_who_handles_cases_cannot_sign_in_before_the_accounts_are_made(demo: None) -> None:
    actors = User.objects.filter(pk__in=HistoryEntry.objects.values("actor"))

    assert actors.count() >= 7
    assert not any(actor.has_usable_password() for actor in actors)


def test_the_public_sees_of_each_just_what_the_engine_shows(demo: None) -> None:
    before = {row.number: model_to_dict(row, exclude=["id"]) for row in Complaint.objects.all()}
    for case in cases():
        show(case)

    assert {row.number: model_to_dict(row, exclude=["id"]) for row in Complaint.objects.all()} == before
    assert len(before) == ServiceRequest.objects.public().exclude(geom=None).count() > 120
    assert 0.7 < sum(bool(row["text"]) for row in before.values()) / len(before) < 1


def test_the_layer_tells_of_them_and_of_nobody_who_reported(demo: None, client: Client) -> None:
    answer = client.get("/api/collections/complaints/items?limit=1000")

    assert len(answer.json()["features"]) == Complaint.objects.count()
    assert "example.gr" not in answer.content.decode()


def test_nobody_in_it_is_a_real_person(demo: None) -> None:
    assert all(person.email.endswith("@example.gr") or person.phone.startswith("28210 00") for person in Reporter.objects.all())
    assert all(person.email.endswith("@example.gr") for person in Supporter.objects.all())
    assert Reporter.objects.exclude(name="").count() == 0
    assert Supporter.objects.filter(merged_from=None).count() > 20


def test_loading_it_again_on_another_day_adds_nothing(demo: None) -> None:
    before = (ServiceRequest.objects.count(), HistoryEntry.objects.count(), ServiceRequest.objects.latest("pk").submitted_at)

    assert load_cases(FOLDER, today=timezone.localdate() + timedelta(days=9)) == Submission.objects.count() == 150
    assert (ServiceRequest.objects.count(), HistoryEntry.objects.count(), ServiceRequest.objects.latest("pk").submitted_at) == before


def test_ready_replies_lie_at_the_desk_in_both_languages(demo: None) -> None:
    notes = StatusNote.objects.all()

    assert {note.action for note in notes} == {"note", "ask", "complete", "reject"}
    assert all(note.text_el != note.text_en for note in notes)
