"""The page of one complaint, and «κι εγώ»."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from layers.requests import actions, citizens
from layers.requests.complaints import Complaint
from layers.requests.history import Action
from layers.requests.merging import merge, split
from layers.requests.models import ServiceRequest, Supporter
from layers.requests.policy import RIGHTS
from layers.requests.recording import Said, hold, note_down
from layers.requests.workflow import Outcome
from tests.cases import make_case, make_department, make_service, make_staff

pytestmark = pytest.mark.django_db
SECRET = "ΚΡΥΦΟ"


def page_of(case: ServiceRequest) -> str:
    return f"/complaints/{case.protocol_year}/{case.protocol_number}/"


def body_of(client: Client, case: ServiceRequest) -> str:
    answer = client.get(page_of(case))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_state_comes_first_and_the_history_tells_what_staff_said_to_everybody(client: Client, head: Any) -> None:
    case = make_case(make_service())
    actions.claim(case, by=head)
    actions.publish(case, text="Σβηστό φως.", is_public=True, by=head)
    actions.note(case, text="Περιμένουμε ανταλλακτικό.", by=head, is_public=True)
    actions.note(case, text=f"{SECRET} για συναδέλφους", by=head)
    actions.complete(case, outcome=Outcome.FIXED, text="Άλλαξε η λάμπα.", by=head)
    body = body_of(client, case)

    assert body.index("complaint__state") < body.index("<h1")
    for told in (
        "Ολοκληρώθηκε",
        "Αποκαταστάθηκε",
        "Σβηστό φως.",
        "Περιμένουμε ανταλλακτικό.",
        "Άλλαξε η λάμπα.",
        "Υπηρεσία works",
        "Το ανέλαβε",
    ):
        assert told in body
    assert SECRET not in body


def test_nothing_private_of_a_case_is_on_its_page_whatever_was_done(client: Client) -> None:
    """Every field that people fill in, every entry of the history, every name: planted, and looked for."""
    director = make_staff(f"user{SECRET}", "handle_request", "direct_requests", "receive_requests", "oversee_requests")
    type(director).objects.filter(pk=director.pk).update(first_name=SECRET, last_name=SECRET, email=f"{SECRET}@x.gr")
    case = make_case(
        make_service(), description=f"Κείμενο {SECRET}", address=f"Οδός {SECRET}", email="secret@example.gr", notes={"x": SECRET}
    )
    ServiceRequest.objects.filter(pk=case.pk).update(answers={"lamps": SECRET}, routing={"reason": SECRET})
    citizens.support(case, email="supporter@example.gr", text=SECRET)
    actions.forward(case, to=make_department("other"), by=director, note=SECRET)
    actions.forward(case, to=make_department("works"), by=director, note=SECRET)
    actions.claim(case, by=director)
    actions.ask(case, question=f"{SECRET};", by=director)
    citizens.answer(case, text=SECRET)
    actions.assign(case, to=director, by=director, note=SECRET)
    actions.release(case, by=director, note=SECRET)
    actions.claim(case, by=director)
    merge(make_case(case.service, description=SECRET), into=case, by=director, note=SECRET)
    split(case, service=case.service, description=SECRET, by=director)
    actions.redact(case, reason=SECRET, by=director)
    for action in Action:
        note_down(hold(case), action, said=Said(text=SECRET, is_public=True))
        note_down(hold(case), action, by=director, said=Said(text=SECRET, is_public=False, details={"x": SECRET}))
    actions.complete(case, outcome=Outcome.FIXED, text="Έγινε.", by=director)
    citizens.reopen(case, text=SECRET)
    assert set(RIGHTS)

    for address in (
        page_of(case),
        f"/en{page_of(case)}",
        "/complaints/",
        f"/complaints/?q={case.protocol_number}/{case.protocol_year}",
        "/feeds/complaints.rss",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        body = answer.content.decode()
        for private in (SECRET, "secret@", "supporter@", case.code, case.code[:5]):
            assert private not in body, (address, private)


def test_words_that_were_redacted_are_gone(client: Client, head: Any) -> None:
    case = make_case(make_service())
    entry = actions.note(case, text=f"{SECRET} Μαρία", by=head, is_public=True)
    assert SECRET in body_of(client, case)
    actions.redact(case, reason="Όνομα", by=head, entries=[entry])

    assert SECRET not in body_of(client, case)


def test_what_nobody_may_see_is_not_there_and_a_merged_one_leads_to_the_other(client: Client, head: Any) -> None:
    service = make_service()
    stays, merged, hidden, withdrawn, hidden_and_merged = (make_case(service) for _ in range(5))
    actions.publish(hidden_and_merged, text="", is_public=False, by=head)
    for case in (merged, hidden_and_merged):
        merge(case, into=stays, by=head)
    actions.publish(hidden, text="", is_public=False, by=head)
    citizens.withdraw(withdrawn)

    assert client.get(page_of(merged), follow=True).redirect_chain == [(page_of(stays), 302)]
    for case in (hidden, withdrawn, hidden_and_merged):
        assert client.get(page_of(case)).status_code == 404
        assert client.post(f"{page_of(case)}support/", {"key": "k" * 32}).status_code == 404
    assert client.get("/complaints/2026/999/").status_code == 404
    assert client.get("/complaints/99999999999/99999999999999999/").status_code == 404
    assert f"1/{stays.protocol_year}" in body_of(client, stays)


def key_on(client: Client, case: ServiceRequest) -> str:
    return re.findall(r'name="key" value="(\w+)"', body_of(client, case))[0]


def test_me_too_counts_and_the_same_form_sent_twice_counts_once(client: Client) -> None:
    case = make_case(make_service())
    key = key_on(client, case)
    assert key != key_on(client, case)
    for _ in range(2):
        answer = client.post(f"{page_of(case)}support/", {"key": key, "email": ""}, follow=True)
        assert "έχετε μετρηθεί" in answer.content.decode()
    client.post(f"{page_of(case)}support/", {"key": key_on(client, case), "email": "Me@Example.gr"})
    client.post(f"{page_of(case)}support/", {"key": key_on(client, case), "email": "me@example.gr"})

    assert list(case.supporters.order_by("pk").values_list("email", flat=True)) == ["", "me@example.gr"]
    assert "me@example.gr" not in body_of(client, case)


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twenty_times_at_once_counts_once(client: Client) -> None:
    case = make_case(make_service())
    key = key_on(client, case)

    def send(_number: int) -> int:
        try:
            return Client().post(f"{page_of(case)}support/", {"key": key}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(send, range(20))) == {302}
    assert Supporter.objects.count() == 1


def test_a_wrong_address_is_told_beside_what_was_typed_and_nothing_is_counted(client: Client) -> None:
    case = make_case(make_service())
    answer = client.post(f"{page_of(case)}support/", {"key": key_on(client, case), "email": "maria@"})

    assert answer.status_code == 422
    assert "Λείπει κάτι από τη διεύθυνση" in answer.content.decode()
    assert 'value="maria@"' in answer.content.decode()
    assert client.post(f"{page_of(case)}support/", {"email": "a@b.gr"}).status_code == 422
    assert not Supporter.objects.exists()


def test_support_needs_the_protection_of_forms_and_is_no_link(client: Client) -> None:
    case = make_case(make_service())
    other_site = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(f"{page_of(case)}support/", {"key": "k" * 32}, headers=other_site).status_code == 403
    assert not client.get(page_of(case)).cookies
    assert client.get(f"{page_of(case)}support/").status_code == 405


def test_a_closed_case_counts_nobody_and_says_what_to_do(client: Client, head: Any) -> None:
    case = make_case(make_service())
    key = key_on(client, case)
    actions.claim(case, by=head)
    actions.complete(case, outcome=Outcome.FIXED, text="Έγινε.", by=head)
    answer = client.post(f"{page_of(case)}support/", {"key": key}, follow=True).content.decode()

    assert "έκλεισε στο μεταξύ" in answer
    assert "Είναι ακόμη εκεί;" in answer
    assert not Supporter.objects.exists()


def test_a_complaint_asks_few_questions_however_long_its_history(client: Client, head: Any, django_assert_max_num_queries: Any) -> None:
    case = make_case(make_service())
    for _ in range(5):
        make_case(case.service)
    for number in range(30):
        actions.note(case, text=f"Νέο {number}", by=head, is_public=True)
    client.get(page_of(case))
    with django_assert_max_num_queries(12):
        client.get(page_of(case))


def test_a_complaint_without_a_case_behind_it_is_told_too(client: Client) -> None:
    case = make_case(make_service())
    Complaint.objects.update(request=None)

    assert "Δηλώθηκε" in body_of(client, case)
