"""Cases of a department with a system of its own: sent there once, and what became of them written down here. The other system is a
second instance of our own endpoint, behind an address."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from time_machine import travel

from geoportal.accounts.models import User
from geoportal.forwarding.endpoints import Endpoint, Share
from geoportal.forwarding.models import Forwarding
from geoportal.forwarding.reading import read_back
from geoportal.forwarding.sending import ATTEMPTS, send_due
from layers.requests import actions, citizens
from layers.requests.history import Action
from layers.requests.models import Channel, ServiceRequest
from layers.requests.services import Service
from layers.requests.submitting import Contact, Report, submit
from layers.requests.workflow import Outcome, Status
from tests.cases import INSIDE, make_case, make_department, make_service, make_staff
from tests.geoportal.forwarding.conftest import use
from tests.workers import lose_jobs, work

pytestmark = pytest.mark.django_db(transaction=True)


def leak(**given: Any) -> ServiceRequest:
    return make_case(Service.objects.get(code="water-leak"), **given)


def there() -> ServiceRequest:
    """Return what the other system made of it."""
    return ServiceRequest.objects.select_related("service").get(service__code="leak")


def notes(case: ServiceRequest, *, public: bool = False) -> list[str]:
    return [entry.note for entry in case.history.filter(is_public=public).exclude(note="")]


def theirs() -> User:
    return make_staff("fitter", "handle_request", "direct_requests")


def test_the_worker_sends_a_case_that_came_to_such_a_department(water: Endpoint) -> None:
    case = leak()
    assert not ServiceRequest.objects.filter(service__code="leak").exists()

    work()

    sent, forwarding = there(), Forwarding.objects.get()
    assert (sent.channel, sent.status) == (Channel.OPEN311, Status.SUBMITTED)
    assert sent.geom is not None
    assert case.geom is not None
    assert sent.geom.distance(case.geom) < 1e-6
    assert (forwarding.state, forwarding.remote_id) == ("sent", f"{sent.protocol_year}-{sent.protocol_number}")
    case.refresh_from_db()
    assert case.status == Status.ASSIGNED
    assert case.assignee is not None
    assert (case.assignee.username, case.assignee.has_usable_password()) == ("open311-water", False)
    assert notes(case) == [f"Στάλθηκε στο σύστημα «Εταιρεία Ύδρευσης» ως {forwarding.remote_id}."]


def test_what_is_rolled_back_is_never_sent(water: Endpoint) -> None:
    with transaction.atomic():
        leak()
        transaction.set_rollback(True)

    assert (Forwarding.objects.count(), ProcrastinateJob.objects.count(), send_due()) == (0, 0, 0)


def test_a_lost_job_costs_a_minute_and_no_case(water: Endpoint) -> None:
    leak()
    lose_jobs()

    assert (send_due(), send_due()) == (1, 0)
    assert ServiceRequest.objects.filter(service__code="leak").count() == 1


def test_sent_again_because_the_answer_was_lost_it_is_one_case_there(water: Endpoint) -> None:
    leak()
    send_due()
    Forwarding.objects.update(state="waiting", remote_id="", sent_at=None)

    send_due()
    assert there().service.code == "leak"
    assert Forwarding.objects.get().remote_id == f"{there().protocol_year}-{there().protocol_number}"


@pytest.mark.parametrize("shares", [(), (Share.WORDS,), (Share.ADDRESS, Share.REPORTER)])
def test_nothing_of_the_citizen_is_sent_that_is_not_allowed(water: Endpoint, settings: Any, live_server: Any, shares: Any) -> None:
    use(settings, live_server.url, *shares)
    who = Contact(name="Μαρία Π.", email="maria@example.gr", phone="2821000000")
    service, words = Service.objects.get(code="water-leak"), "Μένω στο 12 και τρέχει νερό."
    submit(Report(service=service, lon_lat=INSIDE, contact=who, description=words, address="Χάληδων 12"))
    send_due()

    sent = there()
    assert (sent.description == words) == (Share.WORDS in shares)
    assert sent.address == ("Χάληδων 12" if Share.ADDRESS in shares else "")
    reporter = getattr(sent, "reporter", None)
    assert (reporter is not None) == (Share.REPORTER in shares)
    assert reporter is None or (reporter.name, reporter.email) == ("Μαρία Π.", "maria@example.gr")


def test_what_was_published_of_the_words_may_be_sent(water: Endpoint) -> None:
    case = leak(description="Μένω στο 12 και τρέχει νερό.")
    actions.publish(case, text="Τρέχει νερό.", is_public=True, by=make_staff("head", "direct_requests", department="water"))
    send_due()

    assert there().description == "Τρέχει νερό."


def test_what_they_do_is_written_down_here_and_told_to_the_citizen(water: Endpoint) -> None:
    case, fitter = leak(), theirs()
    send_due()
    actions.ask(there(), question="Σε ποια γωνία τρέχει;", by=fitter)
    actions.note(there(), text="Μόνο για εμάς.", by=fitter)
    assert read_back() == 1
    actions.complete(there(), outcome=Outcome.NOT_FIXED, text="Ο σωλήνας είναι ιδιωτικός.", by=fitter)
    assert read_back() == 1

    case.refresh_from_db()
    assert (case.status, case.outcome) == (Status.COMPLETED, Outcome.NOT_FIXED)
    assert notes(case, public=True) == ["Σε ποια γωνία τρέχει;", "Ο σωλήνας είναι ιδιωτικός."]
    assert case.history.last().actor.username == "open311-water"  # type: ignore[union-attr]  # there is one
    assert Forwarding.objects.get().state == "closed"
    assert read_back() == 0


def test_news_that_is_read_twice_is_written_once(water: Endpoint) -> None:
    case = leak()
    send_due()
    actions.ask(there(), question="Σε ποια γωνία τρέχει;", by=theirs())

    assert (read_back(), read_back()) == (1, 0)
    assert len(notes(case, public=True)) == 1


def test_a_side_that_tells_no_updates_is_asked_for_each_case(water: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    case = leak()
    send_due()
    # The rest is real: only this address of the other side is gone.
    monkeypatch.setattr("api.open311.updating.told", _gone)
    assert read_back() == 0
    actions.complete(there(), outcome=Outcome.FIXED, text="Επισκευάστηκε.", by=theirs())

    assert (read_back(), read_back()) == (1, 0)
    case.refresh_from_db()
    assert (case.status, case.outcome, notes(case, public=True)) == (Status.COMPLETED, Outcome.FIXED, ["Αποκαταστάθηκε"])


def _gone(*_given: Any) -> None:
    from api.open311.errors import Open311Error  # noqa: PLC0415  # as the server would raise it

    raise Open311Error(404, "Δεν υπάρχει.")


def test_what_is_opened_again_here_is_sent_again_and_followed(water: Endpoint) -> None:
    case, fitter = leak(), theirs()
    send_due()
    first = there()
    actions.complete(first, outcome=Outcome.FIXED, text="Επισκευάστηκε.", by=fitter)
    read_back()
    citizens.reopen(case, text="Τρέχει πάλι.")

    assert send_due() == 1
    second = ServiceRequest.objects.filter(service__code="leak").latest("pk")
    assert second.pk != first.pk
    assert second.description.startswith(f"Άνοιξε ξανά· ο αριθμός σας ήταν {first.protocol_year}-{first.protocol_number}.")
    actions.complete(second, outcome=Outcome.FIXED, text="Τώρα κρατά.", by=fitter)
    assert read_back() == 1
    assert notes(case, public=True)[-1] == "Τώρα κρατά."


def test_a_case_that_was_closed_here_is_not_closed_twice(water: Endpoint) -> None:
    case = leak()
    send_due()
    actions.reject(
        case, reason="Το έστειλε ο ίδιος δύο φορές.", by=make_staff("head", "handle_request", "direct_requests", department="water")
    )
    actions.complete(there(), outcome=Outcome.FIXED, text="Επισκευάστηκε.", by=theirs())

    read_back()
    case.refresh_from_db()
    assert (case.status, Forwarding.objects.get().state) == (Status.REJECTED, "closed")


def test_what_is_withdrawn_before_it_leaves_does_not_leave(water: Endpoint) -> None:
    citizens.withdraw(leak())

    assert send_due() == 0
    assert Forwarding.objects.get().state == "closed"
    assert not ServiceRequest.objects.filter(service__code="leak").exists()


def test_a_case_that_is_forwarded_to_the_department_goes_too_and_others_stay(water: Endpoint) -> None:
    case = make_case(Service.objects.get(code="leak"))
    other = make_case(make_service("potholes", department=make_department("water")))
    head = make_staff("head", "direct_requests")
    assert Forwarding.objects.count() == 0

    actions.forward(make_case(make_service("drains")), to=make_department("water"), by=head, note="Δικό σας.")
    assert not Forwarding.objects.exists(), "Kinds that the other side does not take stay."
    ServiceRequest.objects.filter(pk=case.pk).update(service=Service.objects.get(code="water-leak"))
    actions.forward(case, to=make_department("water"), by=head, note="Διαρροή είναι.")
    assert list(Forwarding.objects.values_list("request", flat=True)) == [case.pk]
    assert not other.forwardings.exists()


def test_what_came_from_another_system_goes_on_only_by_people(water: Endpoint) -> None:
    """Else two systems that send the same kind to each other would do so for ever."""
    case = leak(channel=Channel.OPEN311)
    assert not Forwarding.objects.exists()

    reception = make_staff("reception", "receive_requests", department="")
    actions.forward(case, to=make_department(), by=reception, note="Πρώτα εδώ.")
    actions.forward(case, to=make_department("water"), by=reception, note="Δικό σας.")
    assert Forwarding.objects.get().request_id == case.pk


def test_what_they_refuse_is_told_to_the_staff_and_not_sent_again(water: Endpoint, settings: Any, live_server: Any) -> None:
    use(settings, live_server.url, jurisdiction_id="elsewhere")
    case = leak()

    assert send_due() == 0
    forwarding = Forwarding.objects.get()
    assert (forwarding.state, send_due()) == ("failed", 0)
    assert "elsewhere" in forwarding.last_error
    assert any("Δεν στάλθηκε" in note for note in notes(case))
    case.refresh_from_db()
    assert case.status == Status.SUBMITTED


def test_a_side_that_does_not_answer_is_asked_again_later_and_given_up_in_the_end(water: Endpoint, settings: Any) -> None:
    use(settings, "http://127.0.0.1:9")
    case = leak()

    assert send_due() == 0
    forwarding = Forwarding.objects.get()
    assert (forwarding.state, forwarding.attempts) == ("waiting", 1)
    assert 40 < (forwarding.next_attempt_at - timezone.now()).total_seconds() < 76
    Forwarding.objects.update(attempts=ATTEMPTS - 1)
    with travel(timezone.now() + timedelta(minutes=2)):
        send_due()
    forwarding.refresh_from_db()
    assert forwarding.state == "failed"
    assert any("Δεν στάλθηκε" in note for note in notes(case))


def test_without_a_key_nothing_is_sent_until_there_is_one(water: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as without:
        without.delenv("GEOPORTAL_OPEN311_KEY_WATER")
        leak()
        assert send_due() == 0
    assert "GEOPORTAL_OPEN311_KEY_WATER" in Forwarding.objects.get().last_error
    with travel(timezone.now() + timedelta(minutes=2)):
        assert send_due() == 1


def test_what_they_did_while_we_slept_is_read_later(water: Endpoint) -> None:
    case = leak()
    send_due()
    actions.complete(there(), outcome=Outcome.FIXED, text="Επισκευάστηκε.", by=theirs())

    with travel(timezone.now() + timedelta(days=20)):
        assert read_back() == 1
    assert case.history.filter(action=Action.COMPLETE).count() == 1
