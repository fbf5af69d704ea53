"""The staff's pages of messages: who sees them, what they see, what they may do."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from geoportal.accounts.models import User
from geoportal.backoffice.dashboard import waiting_for
from geoportal.backoffice.roles import Role
from geoportal.messaging.actions import TransitionNotAllowed, hold_back, try_again
from geoportal.messaging.kinds import get_kind
from geoportal.messaging.models import Message, Wording
from geoportal.messaging.texts import Text
from geoportal.messaging.wording import change_wording, original
from tests.mail import written
from tests.staff import signed_in, staff

pytestmark = pytest.mark.django_db
LOG = "/backoffice/messages/"
TEXTS = f"{LOG}texts/"
ADDRESS = "eleni@example.org"


@pytest.fixture
def administrator() -> Client:
    return signed_in(Role.ADMINISTRATOR)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def failed(key: str = "failed", **given: Any) -> Message:
    message = written(key, **given)
    Message.objects.filter(pk=message.pk).update(state="failed", last_error="550 No such user", attempts=3)
    return message


def test_administrators_and_auditors_see_messages_and_nobody_else() -> None:
    message = written()

    for role in Role:
        client = signed_in(role)
        opens = [client.get(address).status_code == 200 for address in (LOG, f"{LOG}{message.pk}/")]
        assert opens == [role in (Role.ADMINISTRATOR, Role.AUDITOR)] * 2, role
        assert (client.get(TEXTS).status_code == 200) is (role is Role.ADMINISTRATOR), role
    assert Client().get(LOG).status_code == 302


def test_a_list_tells_addresses_apart_without_telling_them(administrator: Client) -> None:
    message = failed()
    told = page(administrator, LOG)

    assert "e…@example.org" in told
    assert message.subject_reference in told
    for secret in (ADDRESS, "eleni", "No such user", "Λακκούβα"):
        assert secret not in told
    assert not ModelLogEntry.objects.filter(action="geoportal.message_seen").exists()


def test_who_opens_a_message_sees_it_whole_and_is_written_down() -> None:
    message = failed(title="<b>Λακκούβα</b>")
    told = page(signed_in(Role.AUDITOR), f"{LOG}{message.pk}/")

    assert ADDRESS in told
    assert "550 No such user" in told
    assert "&lt;b&gt;Λακκούβα&lt;/b&gt;" in told
    entry = ModelLogEntry.objects.get(action="geoportal.message_seen")
    assert (entry.object_id, entry.user.username) == (str(message.pk), "auditor-all")
    assert ADDRESS not in f"{entry.label}{entry.data}"
    assert "Είδε τη διεύθυνση" in page(signed_in(Role.ADMINISTRATOR), "/backoffice/history/")


def test_messages_are_found_by_state_kind_time_address_and_reference(administrator: Client) -> None:
    old, new = failed("old", address="old@example.org"), written("new", address="new@example.org")
    Message.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=40), subject_reference="ΠΑΛΙΟ-1")
    today = timezone.localdate()

    for query, is_old, is_new in (
        ("", True, True),
        ("state=failed", True, False),
        ("state=waiting", False, True),
        ("kind=request-received", True, True),
        ("kind=request-alert", False, False),
        (f"since={today - timedelta(days=1)}", False, True),
        (f"until={today - timedelta(days=1)}", True, False),
        (f"since={today}&until={today}", False, True),
        ("q=OLD%40EXAMPLE", True, False),
        ("q=παλιο", True, False),
        ("q=7K4M", False, True),
        ("q=7K4M&state=failed", False, False),
    ):
        told = page(administrator, f"{LOG}?{query}")
        assert (f"/messages/{old.pk}/" in told, f"/messages/{new.pk}/" in told) == (is_old, is_new), query


def test_nonsense_in_a_filter_is_told(administrator: Client) -> None:
    assert "Εισάγετε" in page(administrator, f"{LOG}?since=31.2.2026") or "έγκυρη" in page(administrator, f"{LOG}?since=31.2.2026")


def test_pages_of_a_list_keep_its_filter(administrator: Client) -> None:
    for number in range(60):
        written(f"{number}")
    told = page(administrator, f"{LOG}?state=waiting&q=7K4M")

    assert "state=waiting&amp;q=7K4M&amp;p=2" in told
    assert "/messages/" in page(administrator, f"{LOG}?state=waiting&q=7K4M&p=2")


def test_a_failed_message_is_sent_again_from_the_start(administrator: Client) -> None:
    message = failed()
    assert "Στείλτε το" in page(administrator, f"{LOG}{message.pk}/")
    assert administrator.post(f"{LOG}{message.pk}/again/").status_code == 302

    message.refresh_from_db()
    assert (message.state, message.attempts) == ("waiting", 0)
    assert message.next_attempt_at <= timezone.now()
    assert ModelLogEntry.objects.filter(action="geoportal.message_again", object_id=str(message.pk)).exists()


def test_a_waiting_message_is_held_back_and_let_go(administrator: Client) -> None:
    message = written()
    administrator.post(f"{LOG}{message.pk}/hold/")
    message.refresh_from_db()
    assert message.state == "held"
    assert not Message.objects.due().exists()

    administrator.post(f"{LOG}{message.pk}/again/")
    assert Message.objects.due().get() == message


def test_what_was_sent_is_neither_held_nor_sent_again(administrator: Client) -> None:
    message = written()
    Message.objects.filter(pk=message.pk).update(state="sent", sent_at=timezone.now())

    for action in ("hold", "again"):
        answer = administrator.post(f"{LOG}{message.pk}/{action}/", follow=True)
        assert "άλλαξε ήδη" in answer.content.decode()
        message.refresh_from_db()
        assert message.state == "sent"
    assert "Στείλτε το" not in page(administrator, f"{LOG}{message.pk}/")


def test_a_forgotten_message_is_not_sent_to_nobody() -> None:
    message = failed()
    Message.objects.filter(pk=message.pk).update(address="", text="")

    with pytest.raises(TransitionNotAllowed, match="forgotten"):
        try_again(message.pk)
    with pytest.raises(TransitionNotAllowed, match="not there"):
        hold_back(message.pk + 1)
    assert "δεν κρατιέται πια" in page(signed_in(Role.AUDITOR), LOG)


def test_an_auditor_changes_nothing() -> None:
    message, auditor = failed(), signed_in(Role.AUDITOR)
    assert "Στείλτε το" not in page(auditor, f"{LOG}{message.pk}/")
    auditor.post(f"{LOG}{message.pk}/again/")

    message.refresh_from_db()
    assert message.state == "failed"


def test_what_failed_or_is_late_waits_on_the_first_page() -> None:
    administrator = staff(Role.ADMINISTRATOR)
    failed("old", address="b@example.org")
    late = written("late")
    Message.objects.filter(pk=late.pk).update(created_at=timezone.now() - timedelta(hours=2))
    told = {entry.text for entry in waiting_for(administrator)}

    assert {"1 μήνυμα της εβδομάδας δεν στάλθηκε", "1 μήνυμα περιμένει πάνω από ώρα να σταλεί"} <= told
    assert not any("μήνυμα" in entry.text for entry in waiting_for(staff(Role.GIS)))


def test_a_text_is_previewed_changed_and_put_back(administrator: Client) -> None:
    address = f"{TEXTS}request-reopened/el/"
    assert "7K4M-29QD" in page(administrator, address)
    typed = {"subject": "Ξανά {code}", "body": "Το {title} άνοιξε.\r\n\r\n{code}\r\n{link}"}

    preview = administrator.post(address, {**typed, "preview": "1"}).content.decode()
    assert "<p>Το Λακκούβα στην οδό Χάληδων άνοιξε.</p>" in preview
    assert "δεν αποθηκεύτηκε ακόμη" in preview
    assert not Wording.objects.exists()

    assert administrator.post(address, typed).status_code == 302
    row = Wording.objects.get()
    assert (row.subject, row.body) == ("Ξανά {code}", "Το {title} άνοιξε.\n\n{code}\n{link}")
    assert row.changed_by == User.objects.get(username="administrator-all")
    assert "κείμενο του Δήμου" in page(administrator, TEXTS)

    assert administrator.post(f"{address}restore/").status_code == 302
    assert not Wording.objects.exists()
    assert original("request-reopened", "el").subject in page(administrator, address)
    assert list(ModelLogEntry.objects.filter(action__startswith="geoportal.wording").values_list("action", flat=True).order_by("pk")) == [
        "geoportal.wording_changed",
        "geoportal.wording_restored",
    ]


def test_a_text_with_a_wrong_field_is_refused_beside_the_field(administrator: Client) -> None:
    answer = administrator.post(f"{TEXTS}request-reopened/el/", {"subject": "{kodikos}", "body": "{code}"})
    told = answer.content.decode()

    assert answer.status_code == 422
    assert "θέση 1: δεν υπάρχει πεδίο {kodikos}. Γράψτε ένα από αυτά: {code}, {title}, {link}." in told
    assert "Λείπει το πεδίο {link}" in told
    assert not Wording.objects.exists()


def test_there_are_no_texts_of_what_there_is_not(administrator: Client) -> None:
    assert administrator.get(f"{TEXTS}request-lost/el/").status_code == 404
    assert administrator.get(f"{TEXTS}request-reopened/fr/").status_code == 404


def test_the_lists_ask_the_database_as_often_for_many_as_for_few(administrator: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        written(f"{number}")
    for slug in ("request-reopened", "request-received"):
        change_wording(get_kind(slug), "el", text=original(slug, "el"), by=User.objects.get())
    for address, most in ((LOG, 14), (TEXTS, 12)):
        page(administrator, address)
        with django_assert_max_num_queries(most, info=address):
            page(administrator, address)


def test_the_texts_of_staff_are_kept_as_they_are_typed() -> None:
    kind = get_kind("request-reopened")
    assert change_wording(kind, "el", text=Text("«{code}» & <β>", "{code} {link}"), by=None).subject == "«{code}» & <β>"
