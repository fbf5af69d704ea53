"""What staff and citizens do with a case: who wins, what is written down, and what the clock does meanwhile."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from time_machine import travel

from geoportal.accounts.models import User
from layers.requests import actions, citizens
from layers.requests.history import Action, HistoryEntry
from layers.requests.models import ServiceRequest
from layers.requests.policy import NotPermitted
from layers.requests.services import Service
from layers.requests.signals import request_changed
from layers.requests.workflow import Outcome, Status, TransitionNotAllowed
from tests.cases import make_case, make_department, make_service, make_staff

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 27, 10, tzinfo=UTC)


@pytest.fixture
def service() -> Service:
    return make_service()


@pytest.fixture
def clerk() -> User:
    return make_staff("clerk", "handle_request")


def test_a_case_is_claimed_once(service: Service, clerk: User) -> None:
    case, other = make_case(service), make_staff("other", "handle_request")

    assert actions.claim(case, by=clerk).request.assignee == clerk
    with pytest.raises(TransitionNotAllowed):
        actions.claim(case, by=other)
    with pytest.raises(TransitionNotAllowed):
        actions.claim(case, by=clerk)


def test_only_who_claimed_it_completes_it_or_the_head(service: Service, clerk: User, head: User) -> None:
    case, other = make_case(service), make_staff("other", "handle_request")
    actions.claim(case, by=clerk)

    with pytest.raises(NotPermitted):
        actions.complete(case, outcome=Outcome.FIXED, text="Έγινε.", by=other)
    entry = actions.complete(case, outcome=Outcome.NOT_FIXED, text="Θέλει νέο στύλο.", by=head)
    assert (entry.request.status, entry.request.outcome, entry.note) == (Status.COMPLETED, Outcome.NOT_FIXED, "Θέλει νέο στύλο.")
    assert entry.is_public
    assert entry.request.closed_at is not None


@pytest.mark.parametrize("words", ["", "  \n"])
def test_nothing_is_closed_without_words_for_the_citizen(service: Service, head: User, words: str) -> None:
    case = make_case(service)

    for close in (
        lambda: actions.reject(case, reason=words, by=head),
        lambda: actions.complete(case, outcome=Outcome.FIXED, text=words, by=head),
    ):
        with pytest.raises(actions.WordsMissing):
            close()
    case.refresh_from_db()
    assert (case.status, case.history.count()) == (Status.SUBMITTED, 1)


def test_a_closed_case_is_neither_sent_on_nor_given_back(service: Service, head: User) -> None:
    case = make_case(service)
    actions.complete(case, outcome=Outcome.FIXED, text="Έγινε.", by=head)

    with pytest.raises(TransitionNotAllowed):
        actions.forward(case, to=make_department("parks"), by=head, note="Δικό σας.")
    with pytest.raises(TransitionNotAllowed):
        actions.release(case, by=head)


def test_a_forwarded_case_is_the_others_and_nobody_has_it(service: Service, clerk: User) -> None:
    case, parks = make_case(service), make_department("parks")
    with pytest.raises(NotPermitted):
        actions.forward(case, to=parks, by=clerk, note="Δέντρο.")
    actions.claim(case, by=clerk)

    entry = actions.forward(case, to=parks, by=clerk, note="Δέντρο.")
    assert (entry.request.department, entry.request.assignee, entry.request.status) == (parks, None, Status.SUBMITTED)
    with pytest.raises(NotPermitted):
        actions.claim(case, by=clerk)
    with pytest.raises(TransitionNotAllowed):
        actions.forward(case, to=parks, by=make_staff("desk", "receive_requests"), note="Ξανά.")


@pytest.mark.parametrize(
    ("sent_on", "is_joint", "due"),
    [
        # At once: the right department has its whole five days from then.
        (datetime(2026, 12, 1, 10, tzinfo=UTC), False, date(2026, 12, 8)),
        # Too late: it shares what is left.
        (datetime(2026, 12, 3, 10, tzinfo=UTC), False, date(2026, 12, 4)),
        (datetime(2026, 12, 3, 10, tzinfo=UTC), True, date(2026, 12, 18)),
    ],
)
def test_the_deadline_of_a_forwarded_case(service: Service, head: User, sent_on: datetime, is_joint: bool, due: date) -> None:
    with travel(FRIDAY, tick=False):
        case = make_case(service)
    with travel(sent_on, tick=False):
        actions.forward(case, to=make_department("parks"), by=head, note="Δικό σας.", is_joint=is_joint)

    case.refresh_from_db()
    assert case.due_on == due


def test_the_clock_stands_still_while_the_citizen_is_asked(service: Service, clerk: User) -> None:
    with travel(FRIDAY, tick=False):
        case = make_case(service)
        actions.claim(case, by=clerk)
        asked = actions.ask(case, question="Ποιος στύλος;", by=clerk)
        assert (asked.request.status, asked.request.paused_on) == (Status.WAITING, date(2026, 11, 27))
        assert not ServiceRequest.objects.overdue(date(2027, 1, 1)).exists()
    with travel(datetime(2026, 12, 2, 10, tzinfo=UTC), tick=False):
        answered = citizens.answer(case, text="Ο τρίτος.").request

    assert (answered.status, answered.assignee, answered.paused_on, answered.due_on) == (Status.ASSIGNED, clerk, None, date(2026, 12, 9))
    assert ServiceRequest.objects.overdue(date(2026, 12, 10)).get() == answered


def test_a_reporter_opens_a_closed_case_again_a_few_times_and_not_for_ever(service: Service, head: User) -> None:
    with travel(FRIDAY, tick=False):
        case = make_case(service)
        with pytest.raises(TransitionNotAllowed):
            citizens.reopen(case, text="Ακόμη.")
        for _time in range(citizens.REOPENED_TIMES):
            actions.complete(case, outcome=Outcome.FIXED, text="Έγινε.", by=head)
            reopened = citizens.reopen(case, text="Πάλι σβηστό.").request
            assert (reopened.status, reopened.outcome, reopened.closed_at) == (Status.SUBMITTED, "", None)
        actions.complete(case, outcome=Outcome.FIXED, text="Έγινε.", by=head)
        with pytest.raises(TransitionNotAllowed):
            citizens.reopen(case, text="Πάλι.")
        other = make_case(service)
        actions.reject(other, reason="Ιδιωτικός χώρος.", by=head)
    with travel(datetime(2027, 2, 1, tzinfo=UTC), tick=False), pytest.raises(TransitionNotAllowed):
        citizens.reopen(other, text="Όχι.")


def test_a_case_that_is_opened_again_has_its_whole_time_again(service: Service, head: User) -> None:
    with travel(FRIDAY, tick=False):
        case = make_case(service)
        actions.complete(case, outcome=Outcome.FIXED, text="Έγινε.", by=head)
    with travel(datetime(2026, 12, 21, 10, tzinfo=UTC), tick=False):
        # Christmas and the day after it lie between.
        assert citizens.reopen(case, text="Πάλι.").request.due_on == date(2026, 12, 29)


def test_a_withdrawn_case_is_nobodys_any_more(service: Service, clerk: User) -> None:
    case = make_case(service)
    citizens.withdraw(case, text="Το έφτιαξαν.")

    with pytest.raises(TransitionNotAllowed):
        actions.claim(case, by=clerk)
    assert not ServiceRequest.objects.public().exists()
    case.refresh_from_db()
    assert case.protocol_number == 1


def test_history_is_only_added_to(service: Service, head: User) -> None:
    case = make_case(service)
    entry = actions.note(case, text="Κλήθηκε ο κ. Παπαδάκης.", by=head)

    for spoil in (
        lambda: HistoryEntry.objects.filter(pk=entry.pk).update(note="Κλήθηκε κάποιος."),
        lambda: HistoryEntry.objects.filter(pk=entry.pk).update(status=Status.COMPLETED),
        lambda: HistoryEntry.objects.filter(pk=entry.pk).delete(),
        lambda: _sql("DELETE FROM layers_historyentry WHERE id = %s", entry.pk),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            spoil()
    entry.refresh_from_db()
    assert entry.note == "Κλήθηκε ο κ. Παπαδάκης."


def _sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_words_can_be_taken_out_once_and_that_they_were_there_stays(service: Service, head: User) -> None:
    case = make_case(service, description="Ο γείτονάς μου Γιώργος το έσπασε.", address="Χάληδων 12")
    entry = actions.note(case, text="Γιώργος, 6900000000.", by=head)
    actions.redact(case, reason="Προσωπικά στοιχεία.", by=head, entries=[entry])

    case.refresh_from_db()
    entry.refresh_from_db()
    assert (case.description, case.address, entry.note, entry.redacted_at is None) == ("", "", "", False)
    assert [told.action for told in case.history.all()] == [Action.SUBMIT, Action.NOTE, Action.REDACT]


def test_the_citizens_words_are_public_only_when_somebody_wrote_what_may_be(service: Service, head: User) -> None:
    case = make_case(service, description="Το 6900000000 είμαι εγώ.")
    assert case.public_text == ""
    actions.publish(case, text="Σβηστό φως.", is_public=True, by=head)
    assert ServiceRequest.objects.public().get().public_text == "Σβηστό φως."
    actions.publish(case, text="", is_public=False, by=head)
    assert not ServiceRequest.objects.public().exists()


def test_supporters_are_counted_once_each(service: Service) -> None:
    case = make_case(service)

    assert citizens.support(case, email="a@example.gr", text="Κι εγώ το είδα.")
    assert not citizens.support(case, email="a@example.gr")
    assert citizens.support(case)
    assert citizens.support(case)
    assert case.supporters.count() == 3


def test_everything_that_is_done_is_told_to_whoever_listens(service: Service, head: User) -> None:
    heard: list[str] = []

    def listen(entry: HistoryEntry, **_options: Any) -> None:
        assert connection.in_atomic_block
        heard.append(entry.action)

    request_changed.connect(listen)
    try:
        case = make_case(service)
        actions.claim(case, by=head)
        actions.complete(case, outcome=Outcome.FIXED, text="Έγινε.", by=head)
    finally:
        request_changed.disconnect(listen)
    assert heard == [Action.SUBMIT, Action.CLAIM, Action.COMPLETE]
    assert heard == list(case.history.values_list("action", flat=True))


def test_a_delay_is_told_with_the_officer_and_the_reason(service: Service, head: User) -> None:
    entry = actions.tell_delay(make_case(service), reason="Λείπουν λαμπτήρες.", by=head)

    assert (entry.is_public, entry.details, entry.request.status) == (True, {"officer": head.pk}, Status.SUBMITTED)


def test_whoever_directs_takes_a_closed_case_up_again(service: Service, clerk: User, head: User) -> None:
    case = make_case(service)
    with pytest.raises(TransitionNotAllowed):
        actions.reopen(case, reason="Ακόμη ανοικτό.", by=head)
    actions.complete(case, outcome=Outcome.FIXED, text="Έγινε.", by=head)
    with pytest.raises(NotPermitted):
        actions.reopen(case, reason="Ξανάσβησε.", by=clerk)
    with pytest.raises(actions.WordsMissing):
        actions.reopen(case, reason=" ", by=head)

    entry = actions.reopen(case, reason="Ξανάσβησε.", by=head)

    assert (entry.request.status, entry.request.outcome, entry.request.closed_at) == (Status.SUBMITTED, "", None)
    assert entry.is_public
