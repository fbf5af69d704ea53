"""Writing messages: with the news or not at all, once, in the words of that moment."""

from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from geoportal.messaging import wording
from geoportal.messaging.actions import BadMessage, OutsideTransaction, Recipient, enqueue
from geoportal.messaging.channels import UnknownChannel
from geoportal.messaging.kinds import UnknownKind, get_kind
from geoportal.messaging.models import Message
from geoportal.messaging.texts import Text
from tests.mail import RECEIVED, PostOffice, written
from tests.workers import work

pytestmark = pytest.mark.django_db(transaction=True)
ELENI = Recipient(address="eleni@example.org", language="el")


def write(**given: Any) -> Message:
    return enqueue(**{"kind": "request-received", "to": ELENI, "key": "one", "values": RECEIVED, **given})


@app.task
def write_in_a_job(fails: bool) -> None:
    with transaction.atomic():
        write()
        if fails:
            raise ZeroDivisionError


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="geoportal.messaging.tasks.send_message").count()


def test_a_message_outside_a_transaction_is_refused() -> None:
    with pytest.raises(OutsideTransaction, match="'one' is written outside a transaction"):
        write()

    assert (Message.objects.count(), jobs()) == (0, 0)


def test_what_is_rolled_back_is_told_to_nobody(office: PostOffice) -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    work()

    assert (Message.objects.count(), jobs(), office.letters) == (0, 0, [])


def test_what_is_committed_is_sent_by_the_worker(office: PostOffice) -> None:
    message = written()
    assert office.letters == []
    work()

    message.refresh_from_db()
    assert (message.state, len(office.letters)) == ("sent", 1)
    assert message.sent_at is not None


def test_a_job_of_the_worker_writes_in_its_own_transaction(office: PostOffice) -> None:
    write_in_a_job.defer(fails=True)
    work()
    assert (Message.objects.count(), jobs()) == (0, 0)

    write_in_a_job.defer(fails=False)
    work()
    assert (Message.objects.count(), jobs(), len(office.letters)) == (1, 1, 1)


def test_the_same_news_is_told_once(office: PostOffice) -> None:
    first = written(title="Πρώτο")
    second = written(title="Δεύτερο")
    work()

    assert first.pk == second.pk
    assert "Πρώτο" in second.text
    assert (Message.objects.count(), jobs(), len(office.letters)) == (1, 1, 1)


def test_two_transactions_with_the_same_news_write_one_message() -> None:
    """The second waits for the first, and goes on with what it was about."""

    def other() -> None:
        with transaction.atomic():
            found.append(write().pk)
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        connection.close()

    found: list[int] = []
    thread = Thread(target=other)
    with transaction.atomic():
        first = write()
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(10)

    assert found == [first.pk]
    assert jobs() == 1


def test_what_was_promised_is_what_is_sent(office: PostOffice) -> None:
    written()
    text = Text("Άλλο θέμα {code}", "{code} {link}")
    wording.change_wording(get_kind("request-received"), "el", text=text, by=None)
    written("two")
    work()

    assert [letter["Subject"].strip() for letter in office.letters] == ["Λάβαμε το αίτημά σας 7K4M-29QD", "Άλλο θέμα 7K4M-29QD"]


@pytest.mark.parametrize(
    ("given", "error", "told"),
    [
        ({"kind": "request-lost"}, UnknownKind, "'request-lost'.*request-received"),
        ({"to": Recipient(address="a@example.org", language="fr")}, BadMessage, "'fr'.*el, en"),
        ({"to": Recipient(address="a@example.org", language="el", channel="pigeon")}, UnknownChannel, "'pigeon'.*email"),
        ({"key": ""}, BadMessage, "0 characters"),
        ({"key": "x" * 201}, BadMessage, "201 characters"),
        ({"values": {**RECEIVED, "officer": "Μαρία"}}, BadMessage, "officer.*takes exactly: {code}"),
        ({"values": {"code": "1"}}, BadMessage, "takes exactly: {code}, {title}"),
        ({"values": {**RECEIVED, "code": " "}}, BadMessage, "{code} is empty"),
        ({"values": {**RECEIVED, "link": "javascript:alert(1)"}}, BadMessage, "{link} is 'javascript"),
        ({"values": {**RECEIVED, "link": "https://a.example/\r\nBcc: x@example.org"}}, BadMessage, "no whole web address"),
    ],
)
def test_a_message_that_does_not_fit_its_kind_is_refused(given: dict[str, Any], error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told), transaction.atomic():
        write(**given)

    assert Message.objects.count() == 0
