"""Citizens are told what becomes of their cases; nobody is told because somebody else typed their address."""

import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from geoportal.accounts.models import User
from geoportal.messaging.models import Message
from geoportal.requests.followers import follower_token
from geoportal.requests.supporting import support_case
from layers.requests import actions, citizens, merging
from layers.requests.codes import written
from layers.requests.models import Channel, Reporter, ServiceRequest, Supporter
from layers.requests.submitting import Contact, Report, confirm, submit
from layers.requests.workflow import Outcome, Status
from tests.cases import INSIDE, make_case, make_department, make_service, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def head() -> User:
    return make_staff("head", "handle_request", "direct_requests")


def kinds() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


def confirmed_case(**given: Any) -> ServiceRequest:
    """Return a case whose reporter has confirmed their address, with no message left of that."""
    case = make_case(make_service(), email="eleni@example.gr", **given)
    Reporter.objects.update(confirmed_at="2026-11-27T10:00:00Z")
    Message.objects.all().delete()
    return case


def test_a_new_address_is_asked_to_confirm_and_told_no_word_of_the_report() -> None:
    case = make_case(make_service(), email="eleni@example.gr", description="ΑΓΟΡΑΣΤΕ ΡΟΛΟΓΙΑ", address="www.rologia.example")

    (message,) = Message.objects.all()
    assert (message.kind, message.address, message.language) == ("request-confirm-contact", "eleni@example.gr", "el")
    assert message.subject_reference == written(case.code)
    assert "ΡΟΛΟΓΙΑ" not in message.text
    assert "rologia" not in message.text


def test_the_link_of_the_letter_confirms_by_a_button_and_the_citizen_is_told_that_it_was_received(client: Client) -> None:
    case = make_case(make_service(may_be_anonymous=False), email="eleni@example.gr")
    assert case.status == Status.UNCONFIRMED
    (link,) = re.findall(r"http\S+/confirm/\S+/", Message.objects.get().text)
    path = link.partition("8000")[2]

    assert client.get(path).status_code == 200
    case.refresh_from_db()
    assert case.status == Status.UNCONFIRMED, "a program that looks into letters opens every link"

    assert client.post(path).status_code == 302
    case.refresh_from_db()
    assert (case.status, case.protocol_number) == (Status.SUBMITTED, 1)
    assert kinds() == ["request-confirm-contact", "request-received"]
    received = Message.objects.get(kind="request-received")
    assert written(case.code) in received.text
    assert "Υπηρεσία works" in received.text


@pytest.mark.parametrize("token", ["wrong", "x" * 200, "%00"])
def test_a_wrong_link_confirms_nothing(client: Client, token: str) -> None:
    case = make_case(make_service(may_be_anonymous=False), email="eleni@example.gr")

    answer = client.post(f"/track/{case.code}/confirm/{token}/")

    case.refresh_from_db()
    assert (answer.status_code, case.status) == (410, Status.UNCONFIRMED)


def test_an_unconfirmed_address_is_told_nothing_more(head: User) -> None:
    case = make_case(make_service(), email="stranger@example.gr")
    actions.complete(case, outcome=Outcome.FIXED, text="Έγινε.", by=head)

    assert kinds() == ["request-confirm-contact"]


def test_whoever_confirmed_is_told_each_thing_once(head: User) -> None:
    case = confirmed_case()
    other = make_staff("other", "handle_request", "direct_requests", department="lights")

    actions.note(case, text="Ανάμεσά μας.", by=head)
    actions.note(case, text="Θα έρθουμε Τρίτη.", by=head, is_public=True)
    actions.forward(case, to=make_department("lights"), by=head, note="Δικό σας.")
    actions.ask(case, question="Σε ποιο ύψος;", by=other)
    citizens.answer(case, text="Στο 12.")
    actions.tell_delay(case, reason="Περιμένουμε υλικά.", by=other)
    actions.reject(case, reason="Είναι της Περιφέρειας.", by=other)
    citizens.reopen(case, text="Δεν είναι.")
    actions.complete(case, outcome=Outcome.NOT_FIXED, text="Θέλει νέο στύλο.", by=other)

    assert kinds() == [
        "request-note", "request-forwarded", "request-question", "request-delayed", "request-rejected", "request-reopened",
        "request-completed",
    ]  # fmt: skip
    texts = {message.kind: message.text for message in Message.objects.all()}
    assert "Ανάμεσά μας" not in "".join(texts.values())
    for kind, words in {
        "request-note": "Θα έρθουμε Τρίτη.", "request-forwarded": "Υπηρεσία lights", "request-question": "Σε ποιο ύψος;",
        "request-delayed": "Περιμένουμε υλικά.", "request-rejected": "Είναι της Περιφέρειας.", "request-completed": "Θέλει νέο στύλο.",
    }.items():  # fmt: skip
        assert words in texts[kind]
    assert all(f"/track/{written(case.code)}/" in text for text in texts.values())


def test_english_reports_are_answered_in_english(head: User) -> None:
    case = confirmed_case(language="en")
    actions.ask(case, question="Which floor?", by=head)

    (message,) = Message.objects.all()
    assert "Lighting" in message.text
    assert "/en/track/" in message.text
    assert not re.search("[α-ω]", message.text.replace("Δεν ανάβει", ""))


def test_a_case_that_is_undone_leaves_no_message(head: User) -> None:
    case = confirmed_case()
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.ask(case, question="Πού;", by=head)
        raise RuntimeError

    assert not Message.objects.exists()


def test_a_merged_reporter_is_told_by_which_case_it_goes_on(head: User) -> None:
    case = confirmed_case()
    into = make_case(case.service)
    merging.merge(case, into=into, by=head)

    (message,) = Message.objects.all()
    assert message.kind == "request-merged"
    assert f"{into.protocol_number}/{into.protocol_year}" in message.text


def test_followers_are_told_once_they_confirmed_and_until_they_stop(head: User, client: Client) -> None:
    case = make_case(make_service())
    assert support_case(case, email="nikos@example.gr", text="Κι εγώ.")
    assert not support_case(case, email="nikos@example.gr"), "once is enough"
    actions.note(case, text="Πρώτα νέα.", by=head, is_public=True)
    assert kinds() == ["request-confirm-following"]

    path = f"/track/following/{follower_token(Supporter.objects.get())}/"
    assert "Ναι, να μου γράφετε" in client.get(path).content.decode()
    assert Supporter.objects.get().confirmed_at is None
    client.post(path, {"confirm": ""})
    actions.note(case, text="Δεύτερα νέα.", by=head, is_public=True)
    (message,) = Message.objects.filter(kind="request-followed")
    assert "Δεύτερα νέα." in message.text
    assert written(case.code) not in message.text, "the code is the reporter's"
    assert message.unsubscribe_url.endswith(path)

    client.post(path, {"stop": ""})
    actions.complete(case, outcome=Outcome.FIXED, text="Έγινε.", by=head)
    assert Message.objects.filter(kind="request-followed").count() == 1
    assert (case.supporters.count(), case.supporters.get().email) == (1, "")
    assert client.get(path).status_code == 404


def test_an_account_is_told_without_confirming() -> None:
    account = User.objects.create(username="citizen", email="citizen@example.gr")
    submit(Report(service=make_service(), description="Φως.", lon_lat=INSIDE, contact=Contact(account=account)))

    assert [(message.kind, message.address) for message in Message.objects.all()] == [("request-received", "citizen@example.gr")]


def test_whom_the_counter_registers_confirms_too() -> None:
    clerk = make_staff("clerk", "receive_requests")
    report = Report(
        service=make_service(), description="Φως.", lon_lat=INSIDE, contact=Contact(email="eleni@example.gr"), channel=Channel.COUNTER
    )
    submit(report, by=clerk)

    assert kinds() == ["request-confirm-contact"]


def test_the_parts_of_a_case_are_confirmed_with_it(head: User) -> None:
    case = make_case(make_service(), email="eleni@example.gr")
    (link,) = re.findall(r"/confirm/(\S+)/", Message.objects.get().text)
    part = merging.split(case, service=make_service("drains"), description="Και το φρεάτιο.", by=head)

    assert confirm(case, link)
    actions.ask(part, question="Ποιο φρεάτιο;", by=head)

    assert Message.objects.filter(kind="request-question", address="eleni@example.gr").count() == 1
