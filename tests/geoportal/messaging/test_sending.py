"""Sending by a real mail server: once, later, or never, as it says; by two workers; by one that is killed."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier, Thread
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as portal
from django.db import connection
from django.utils import timezone
from time_machine import travel

from geoportal.messaging.forgetting import forget_old
from geoportal.messaging.models import Message
from geoportal.messaging.sending import send_due, send_one
from geoportal.messaging.tasks import send_due_messages
from tests.mail import PostOffice, free_port, use_server, written
from tests.workers import lose_jobs, work

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def later(**time: float) -> Iterator[None]:
    with travel(timezone.now() + timedelta(**time)):
        yield


def seen(message: Message) -> tuple[str, int]:
    message.refresh_from_db()
    return message.state, message.attempts


def test_not_now_is_tried_again_after_a_while(office: PostOffice) -> None:
    office.answers = ["450 4.2.0 Greylisted, come back later"]
    message = written()
    assert not send_one(message.pk)
    assert seen(message) == ("waiting", 1)
    assert message.last_error == "450 4.2.0 Greylisted, come back later"
    assert 40 < (message.next_attempt_at - timezone.now()).total_seconds() < 76

    assert send_due() == 0
    with later(seconds=80):
        assert send_due() == 1
    assert seen(message) == ("sent", 2)
    assert (message.last_error, len(office.letters)) == ("", 1)


def test_each_wait_is_twice_as_long_until_it_is_given_up(office: PostOffice, settings: Any) -> None:
    settings.MESSAGE_ATTEMPTS, settings.MESSAGE_WAIT_MAX_S = 5, 300
    office.answers = ["451 Later"] * 5
    message, waits = written(), []
    for _attempt in range(5):
        message.refresh_from_db()
        with travel(message.next_attempt_at, tick=False):
            send_due()
            message.refresh_from_db()
            waits.append((message.next_attempt_at - timezone.now()).total_seconds())

    assert seen(message) == ("failed", 5)
    for wait, meant in zip(waits, [60, 120, 240, 300, 0], strict=True):
        assert meant * 0.75 <= wait <= meant * 1.25
    with later(days=3):
        assert send_due() == 0


@pytest.mark.parametrize(("answers", "verdicts"), [(["550 5.1.1 No such user"], []), ([], ["554 5.7.1 Not wanted here"])])
def test_a_refusal_is_for_good(office: PostOffice, answers: list[str], verdicts: list[str]) -> None:
    office.answers, office.verdicts = [*answers], [*verdicts]
    message = written()
    send_due()

    assert seen(message) == ("failed", 1)
    assert message.last_error == (answers + verdicts)[0]
    with later(days=3):
        assert send_due() == 0
    assert office.letters == []


def test_a_letter_put_off_is_taken_later(office: PostOffice) -> None:
    office.verdicts = ["452 4.3.1 Disk full"]
    message = written()
    send_due()
    assert seen(message) == ("waiting", 1)

    with later(minutes=2):
        send_due()
    assert seen(message) == ("sent", 2)


def test_one_recipient_refused_keeps_nobody_else_waiting(office: PostOffice) -> None:
    office.answers = ["550 No such user", "450 Later"]
    messages = [written(f"{number}") for number in range(4)]
    assert send_due() == 2

    assert [seen(message)[0] for message in messages] == ["failed", "waiting", "sent", "sent"]


def test_a_server_that_is_not_there_is_asked_once_in_a_while(settings: Any) -> None:
    use_server(settings, free_port())
    messages = [written(f"{number}") for number in range(5)]
    send_due()

    assert [seen(message)[1] for message in messages] == [1, 0, 0, 0, 0]
    assert "Connection refused" in messages[0].last_error
    assert not send_one(messages[1].pk)
    assert seen(messages[1]) == ("waiting", 0)
    with later(seconds=55):
        send_due()
    assert sum(seen(message)[1] for message in messages) == 2


def test_a_server_that_hangs_is_left(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        use_server(settings, server.getsockname()[1])
        settings.EMAIL_TIMEOUT = 0.3
        message, began = written(), monotonic()
        send_due()

    assert monotonic() - began < 5
    assert seen(message) == ("waiting", 1)
    assert "timed out" in message.last_error.lower()


def test_a_server_that_hangs_after_taking_the_letter_is_not_brought_it_again(office: PostOffice, settings: Any) -> None:
    office.farewell_s, settings.EMAIL_TIMEOUT = 1.5, 0.3
    message = written()
    send_due()

    assert seen(message) == ("sent", 1)
    with later(days=1):
        assert send_due() == 0
    assert len(office.letters) == 1


def test_a_fault_of_a_channel_neither_stops_the_others_nor_is_met_for_ever(office: PostOffice, settings: Any) -> None:
    settings.MESSAGE_CHANNELS = {**settings.MESSAGE_CHANNELS, "faulty": "tests.mail.FaultyChannel"}
    message, other = written(), written("two")
    Message.objects.filter(pk=message.pk).update(channel="faulty")
    assert send_due() == 1

    assert (seen(message), seen(other)) == (("waiting", 1), ("sent", 1))
    assert message.last_error == "ZeroDivisionError"


def test_two_workers_at_once_send_each_message_once(office: PostOffice) -> None:
    count, together = 40, Barrier(2)
    for number in range(count):
        written(f"{number}", code=f"K-{number}")
    sent: list[int] = []

    def send() -> None:
        together.wait()
        sent.append(send_due())
        connection.close()

    threads = [Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sum(sent) == count
    assert min(sent) > 0, "both were at it"
    assert sorted(letter["Subject"].strip() for letter in office.letters) == sorted(
        f"Λάβαμε το αίτημά σας K-{number}" for number in range(count)
    )


def test_a_message_that_is_being_sent_is_left_alone(office: PostOffice) -> None:
    office.is_closed = True
    message = written()

    def send() -> None:
        send_one(message.pk)
        connection.close()

    thread = Thread(target=send)
    thread.start()
    assert office.has_visitor.wait(10)
    began = monotonic()
    assert not send_one(message.pk)
    assert send_due() == 0
    assert monotonic() - began < 2
    office.is_closed = False
    thread.join(10)

    assert seen(message) == ("sent", 1)
    assert len(office.letters) == 1


def test_a_lost_job_is_made_up_for(office: PostOffice) -> None:
    message = written()
    lose_jobs()
    work()
    assert seen(message) == ("waiting", 0)

    assert send_due_messages(timestamp=0) == 1
    assert seen(message) == ("sent", 1)


def test_when_we_die_between_their_taking_and_our_commit_both_letters_have_one_id(office: PostOffice, settings: Any) -> None:
    """The gap that remains, and what is done about it."""
    channels = settings.MESSAGE_CHANNELS
    settings.MESSAGE_CHANNELS = {"email": "tests.mail.FatalChannel"}
    message = written()
    with pytest.raises(KeyboardInterrupt):
        send_one(message.pk)
    assert seen(message) == ("waiting", 0)
    settings.MESSAGE_CHANNELS = channels
    send_due()

    first, second = office.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert seen(message) == ("sent", 1)


def test_a_worker_killed_in_the_middle_loses_nothing_and_doubles_nothing(office: PostOffice, settings: Any) -> None:
    messages = [written(f"{number}", code=f"K-{number}") for number in range(5)]
    office.is_closed = True
    worker = _worker(settings.EMAIL_PORT)
    assert office.has_visitor.wait(60), "the worker brings the first letter"
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert [seen(message) for message in messages] == [("waiting", 0)] * 5
    office.drop_visitors()

    deadline = monotonic() + 30
    while Message.objects.filter(state="waiting").exists():
        assert monotonic() < deadline
        send_due()
        sleep(0.1)

    assert sorted(letter["Subject"].strip() for letter in office.letters) == [f"Λάβαμε το αίτημά σας K-{number}" for number in range(5)]


def _worker(port: int) -> "subprocess.Popen[bytes]":
    """Return a real worker, in a process of its own, on the database of the tests."""
    name = str(connection.settings_dict["NAME"])
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    mail = {"GEOPORTAL_EMAIL_HOST": "127.0.0.1", "GEOPORTAL_EMAIL_PORT": str(port), "GEOPORTAL_EMAIL_SECURITY": "none"}
    environment = {**os.environ, **mail, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "geoportal.settings.test"}
    return subprocess.Popen([sys.executable, "manage.py", "procrastinate", "worker"], cwd=portal.BASE_DIR, env=environment)


def test_to_whom_and_what_is_forgotten_in_time(office: PostOffice, settings: Any) -> None:
    message, waiting = written(), written("two")
    send_one(message.pk)
    with later(days=settings.MESSAGES_KEPT_DAYS - 1):
        assert forget_old() == 0
    with later(days=settings.MESSAGES_KEPT_DAYS + 1):
        assert forget_old() == 1
        assert forget_old() == 0

    message.refresh_from_db()
    waiting.refresh_from_db()
    assert (message.address, message.subject, message.text, message.links) == ("", "", "", [])
    assert (message.key, message.state) == ("one", "sent")
    assert waiting.address == "eleni@example.org"
    assert written().pk == message.pk, "and is still not told twice"
