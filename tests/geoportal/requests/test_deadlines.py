"""Before a deadline a notice is drafted, after it the head knows; each once, and nothing of the citizen leaves the back office."""

from datetime import UTC, date, datetime

import pytest
from time_machine import travel

from geoportal.accounts.models import User
from geoportal.messaging.models import Message
from geoportal.requests.digest import look_at_deadlines
from layers.requests import actions, deadlines
from layers.requests.history import Action, HistoryEntry
from layers.requests.models import ServiceRequest
from layers.requests.workflow import Outcome
from tests.cases import make_case, make_service, make_staff

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 27, 10, tzinfo=UTC)


@pytest.fixture
def head() -> User:
    return _with_address(make_staff("head", "handle_request", "direct_requests"))


@pytest.fixture
def clerk() -> User:
    return _with_address(make_staff("clerk", "handle_request"))


def _with_address(user: User) -> User:
    User.objects.filter(pk=user.pk).update(email=f"{user.username}@example.gr")
    return User.objects.get(pk=user.pk)


def case_due(day: date) -> ServiceRequest:
    service = make_service() if not ServiceRequest.objects.exists() else ServiceRequest.objects.latest("pk").service
    case = make_case(service, description="Μυστικό κείμενο")
    ServiceRequest.objects.filter(pk=case.pk).update(due_on=day)
    case.refresh_from_db()
    return case


def entries(action: Action) -> list[int]:
    return list(HistoryEntry.objects.filter(action=action).values_list("request", flat=True))


@travel(FRIDAY, tick=False)
def test_a_notice_is_drafted_five_work_days_before_the_end_and_once() -> None:
    # Friday: Monday to Friday of the next week are five work days.
    soon, later = case_due(date(2026, 12, 4)), case_due(date(2026, 12, 7))

    deadlines.draft_notices(date(2026, 11, 27))
    deadlines.draft_notices(date(2026, 11, 30))

    assert entries(Action.NOTICE) == [soon.pk, later.pk]
    entry = HistoryEntry.objects.filter(action=Action.NOTICE)[0]
    assert (entry.is_public, entry.by_citizen, entry.actor) == (False, False, None)
    assert deadlines.drafted_notice(soon).startswith("Θα χρειαστούμε περισσότερο χρόνο")


@travel(FRIDAY, tick=False)
def test_a_new_deadline_has_a_draft_of_its_own() -> None:
    case = case_due(date(2026, 11, 30))
    deadlines.draft_notices(date(2026, 11, 27))
    ServiceRequest.objects.update(due_on=date(2026, 12, 1))
    deadlines.draft_notices(date(2026, 11, 27))

    assert entries(Action.NOTICE) == [case.pk, case.pk]


@travel(FRIDAY, tick=False)
def test_who_was_told_of_the_delay_gets_no_draft(head: User) -> None:
    case = case_due(date(2026, 11, 30))
    actions.tell_delay(case, reason="Περιμένουμε υλικά.", by=head)

    assert deadlines.draft_notices(date(2026, 11, 27)) == []


@travel(FRIDAY, tick=False)
def test_what_waits_for_the_citizen_or_is_closed_has_no_deadline(head: User) -> None:
    waits, closed = case_due(date(2026, 11, 26)), case_due(date(2026, 11, 26))
    actions.ask(waits, question="Πού;", by=head)
    actions.complete(closed, outcome=Outcome.FIXED, text="Έγινε.", by=head)

    assert deadlines.escalate(date(2026, 11, 27)) == []
    assert deadlines.draft_notices(date(2026, 11, 26)) == []


@travel(FRIDAY, tick=False)
def test_what_is_overdue_goes_to_the_head_once(head: User) -> None:
    case = case_due(date(2026, 11, 26))

    for day in (27, 30):
        deadlines.escalate(date(2026, 11, day))

    assert entries(Action.ESCALATE) == [case.pk]


@travel(FRIDAY, tick=False)
def test_the_morning_tells_clerks_their_own_and_heads_all_of_the_department(head: User, clerk: User) -> None:
    other = _with_address(make_staff("other", "handle_request", "direct_requests", department="lights"))
    overdue, mine = case_due(date(2026, 11, 26)), case_due(date(2026, 12, 1))
    case_due(date(2027, 1, 15))
    actions.claim(mine, by=clerk)

    for _ in range(2):
        look_at_deadlines(date(2026, 11, 27))

    letters = {message.address: message.text for message in Message.objects.filter(kind="desk-digest")}
    assert letters.keys() == {head.email, clerk.email}
    assert f"{overdue.protocol_number}/2026 · Φωτισμός · έληξε 26/11/2026" in letters[head.email]
    assert f"{mine.protocol_number}/2026 · Φωτισμός · ως 1/12/2026" in letters[head.email]
    assert f"{overdue.protocol_number}/2026" not in letters[clerk.email]
    assert f"{mine.protocol_number}/2026" in letters[clerk.email]
    assert "Μυστικό" not in "".join(letters.values())
    assert other.email not in letters


@travel(FRIDAY, tick=False)
def test_who_has_left_is_told_nothing(head: User) -> None:
    case_due(date(2026, 11, 26))
    User.objects.filter(pk=head.pk).update(is_active=False)

    assert look_at_deadlines(date(2026, 11, 27)) == 0
