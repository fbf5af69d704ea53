"""Many at once, on real connections: one wins, no number is lost or given twice, and what was acknowledged is there."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from threading import Barrier
from time import sleep
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from geoportal.messaging.models import Message
from layers.requests import actions
from layers.requests.codes import written
from layers.requests.history import Action, HistoryEntry
from layers.requests.merging import merge
from layers.requests.models import ProtocolBook, ServiceRequest, Submission
from layers.requests.submitting import Report, submit
from layers.requests.workflow import TransitionNotAllowed
from tests.bench.processes import database_url
from tests.cases import INSIDE, make_case, make_service, make_staff

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Return what ``work`` gave, or the exception it raised, for each number, all begun at the same moment on connections of their own."""
    gate = Barrier(count)

    def one(number: int) -> Any:
        try:
            gate.wait(timeout=30)
            return work(number)
        except Exception as error:  # what a thread raises is what is looked at
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_of_twenty_who_claim_a_case_one_has_it() -> None:
    case = make_case(make_service())
    clerks = [make_staff(f"clerk{number}", "handle_request") for number in range(20)]

    outcomes = at_once(20, lambda number: actions.claim(case, by=clerks[number]))

    winners = [number for number, outcome in enumerate(outcomes) if isinstance(outcome, HistoryEntry)]
    assert len(winners) == 1
    assert sum(isinstance(outcome, TransitionNotAllowed) for outcome in outcomes) == 19
    case.refresh_from_db()
    assert case.assignee == clerks[winners[0]]
    assert case.history.filter(action=Action.CLAIM).count() == 1


def test_two_hundred_reports_from_twenty_threads_have_numbers_without_gaps() -> None:
    service = make_service()

    def send(thread: int) -> list[int]:
        return [submit(_report(service, f"{thread}-{number}")).case.pk for number in range(10)]

    sent = at_once(20, send)

    assert sorted(chain.from_iterable(sent)) == sorted(ServiceRequest.objects.values_list("pk", flat=True))
    assert numbers() == list(range(1, 201))
    assert ProtocolBook.objects.get().last_number == 200
    assert len(set(ServiceRequest.objects.values_list("code", flat=True))) == 200


def test_a_report_that_fails_in_the_end_takes_no_number() -> None:
    service = make_service()
    make_case(service)
    with pytest.raises(RuntimeError):
        _submit_and_fail(service)

    assert make_case(service).protocol_number == 2


def _submit_and_fail(service: Any) -> None:
    with transaction.atomic():
        submit(_report(service, "lost"))
        raise RuntimeError


def test_the_same_key_sent_twenty_times_at_once_is_one_case() -> None:
    service = make_service()

    outcomes = at_once(20, lambda _number: submit(_report(service, "same")))

    assert {outcome.case.pk for outcome in outcomes} == {ServiceRequest.objects.get().pk}
    assert sum(outcome.is_new for outcome in outcomes) == 1
    assert (Submission.objects.count(), HistoryEntry.objects.count(), ProtocolBook.objects.get().last_number) == (1, 1, 1)


def test_two_cases_that_are_merged_into_each_other_at_once_do_not_both_vanish() -> None:
    service, head = make_service(), make_staff("head", "handle_request", "direct_requests")
    pair = [make_case(service), make_case(service)]

    outcomes = at_once(2, lambda number: merge(pair[number], into=pair[1 - number], by=head))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["HistoryEntry", "TransitionNotAllowed"]
    assert ServiceRequest.objects.public().count() == 1


SENDER = """
import django; django.setup()
from layers.requests.services import Service
from layers.requests.submitting import Contact, Report, submit
service, place = Service.objects.get(code="lighting"), (24.0187, 35.5138)
for number in range(100000):
    contact = Contact(email=f"citizen{number}@example.gr")
    case = submit(Report(service=service, description="Φως.", lon_lat=place, contact=contact, key=f"{os.getpid()}-{number}")).case
    print(case.code, flush=True)
"""


def test_a_process_that_is_killed_loses_nothing_that_it_acknowledged() -> None:
    make_service()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "geoportal.settings.test", "DATABASE_URL": database_url()}
    senders = [
        subprocess.Popen([sys.executable, "-c", "import os\n" + SENDER], stdout=subprocess.PIPE, env=environment, cwd=settings.BASE_DIR)
        for _ in range(2)
    ]
    while ServiceRequest.objects.count() < 30:
        assert all(sender.poll() is None for sender in senders)
        sleep(0.05)
    for sender in senders:
        sender.send_signal(signal.SIGKILL)
    told = {line.decode().strip() for sender in senders for line in sender.communicate()[0].splitlines()}
    sleep(0.5)

    kept = set(ServiceRequest.objects.values_list("code", flat=True))
    # A line that was being written when its process died may be cut short.
    told = {code for code in told if len(code) == 10}
    assert len(told) >= 28
    assert told <= kept
    assert numbers() == list(range(1, len(kept) + 1))
    assert HistoryEntry.objects.filter(action=Action.SUBMIT).count() == Submission.objects.count() == len(kept)
    # What is to be told waits in the outbox, with the job that sends it.
    assert set(Message.objects.values_list("subject_reference", flat=True)) == {written(code) for code in kept}
    jobs = ProcrastinateJob.objects.filter(task_name="geoportal.messaging.tasks.send_message")
    assert {job.args["message_id"] for job in jobs} >= set(Message.objects.values_list("pk", flat=True))


def numbers() -> list[int | None]:
    return list(ServiceRequest.objects.order_by("protocol_number").values_list("protocol_number", flat=True))


def _report(service: Any, key: str) -> Report:
    return Report(service=service, description="Δεν ανάβει το φως.", lon_lat=INSIDE, key=key)
