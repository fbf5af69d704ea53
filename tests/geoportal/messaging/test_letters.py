"""What arrives: headers, words in both languages, links; and nothing that somebody smuggled in."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from time_machine import travel

from geoportal.messaging.actions import Recipient, enqueue
from geoportal.messaging.letters import html_of
from geoportal.messaging.models import Message
from geoportal.messaging.sending import send_due, send_one
from tests.mail import RECEIVED, PostOffice, written

pytestmark = pytest.mark.django_db(transaction=True)


class Anchors(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str | None] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "a":
            self.found.append(dict(attributes)["href"])


def parts(letter: EmailMessage) -> tuple[str, str]:
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert isinstance(plain, EmailMessage)
    assert isinstance(html, EmailMessage)
    return plain.get_content().replace("\r\n", "\n"), html.get_content()


def test_a_greek_letter_arrives_as_it_was_written(office: PostOffice) -> None:
    message = written()
    send_due()

    letter = office.letters[0]
    plain, html = parts(letter)
    assert letter["Subject"].strip() == "Λάβαμε το αίτημά σας 7K4M-29QD"
    assert plain.strip() == message.text
    assert "Το ανέλαβε η υπηρεσία: Τμήμα Οδοποιίας" in plain
    assert plain.strip().endswith("Το μήνυμα στάλθηκε αυτόματα.")
    assert '<html lang="el">' in html
    assert "Λακκούβα στην οδό Χάληδων" in html


def test_its_headers_say_who_writes_and_that_nobody_answers(office: PostOffice) -> None:
    message = written()
    send_due()

    letter = office.letters[0]
    assert letter["From"] == "Δήμος Χανίων <info@example.org>"
    assert (letter["To"], letter["Reply-To"]) == ("eleni@example.org", "info@example.org")
    assert (letter["Auto-Submitted"], letter["Content-Language"]) == ("auto-generated", "el")
    assert letter["Message-ID"].startswith(f"<{message.pk}.")
    assert letter["Message-ID"].endswith("@example.org>")
    assert "List-Unsubscribe" not in letter


def test_an_english_letter_is_english_throughout(office: PostOffice) -> None:
    written(language="en", title="A pothole", department="Roads", deadline="18 December 2026")
    send_due()

    letter = office.letters[0]
    plain, html = parts(letter)
    assert letter["From"] == "Municipality of Chania <info@example.org>"
    assert letter["Content-Language"] == "en"
    assert not any("α" <= sign <= "ω" for sign in plain + html)


def test_an_alert_can_be_stopped_by_the_mail_program(office: PostOffice) -> None:
    stop = "https://chania.example/alerts/3f9c/stop/"
    values = {
        "area": "Νέα Χώρα",
        "lines": "Σπασμένο φανάρι\nΓεμάτος κάδος",
        "link": "https://chania.example/complaints/",
        "unsubscribe": stop,
    }
    with transaction.atomic():
        enqueue("request-alert", to=Recipient(address="eleni@example.org", language="el"), key="alert", values=values)
    send_due()

    assert office.letters[0]["List-Unsubscribe"] == f"<{stop}>"
    assert "Σπασμένο φανάρι\nΓεμάτος κάδος" in parts(office.letters[0])[0]


def test_what_a_citizen_wrote_is_text_and_leads_nowhere(office: PostOffice) -> None:
    written(title='<script>alert("1")</script> https://evil.example/pay <a href="https://evil.example">εδώ</a>')
    send_due()

    anchors = Anchors(parts(office.letters[0])[1])
    assert anchors.found == [RECEIVED["link"]]
    assert "script" not in anchors.tags


def test_a_link_with_an_ampersand_leads_where_it_should() -> None:
    message = Message(subject="", text="Εδώ: https://chania.example/?a=1&b=2", links=["https://chania.example/?a=1&b=2"], language="el")

    assert Anchors(html_of(message)).found == ["https://chania.example/?a=1&b=2"]


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\u2028", "\x85", "\x00", "\x0b"])
def test_a_title_adds_no_header_and_no_line(office: PostOffice, sign: str) -> None:
    written(title=f"Λακκούβα{sign}Bcc: all@example.org{sign}{sign}Νέος λογαριασμός")
    with transaction.atomic():
        values = RECEIVED | {"code": f"1{sign}Bcc: all@example.org"}
        enqueue("request-received", to=Recipient(address="b@example.org", language="el"), key="two", values=values)
    send_due()

    assert [letter["Bcc"] for letter in office.letters] == [None, None]
    assert [letter["To"] for letter in office.letters] == ["eleni@example.org", "b@example.org"]
    assert not [line for line in parts(office.letters[0])[0].splitlines() if line.startswith(("Bcc", "Νέος"))]


@pytest.mark.parametrize(
    "address", ["a@example.org\nBcc: all@example.org", "a@example.org, b@example.org", "nobody", "", "α β@example.org"]
)
def test_an_impossible_address_fails_for_good_and_reaches_nobody(office: PostOffice, address: str) -> None:
    message = written(address=address)
    assert not send_one(message.pk)

    message.refresh_from_db()
    assert (message.state, message.attempts, office.letters) == ("failed", 1, [])
    assert "δεν μπορεί να σταλεί γράμμα" in message.last_error


def test_a_subject_that_came_past_the_rendering_adds_no_header(office: PostOffice) -> None:
    message = written()
    Message.objects.filter(pk=message.pk).update(subject="Θέμα\nBcc: all@example.org")
    send_due()

    message.refresh_from_db()
    assert (message.state, office.letters) == ("failed", [])


def test_an_address_in_greek_is_written_as_the_net_writes_it(office: PostOffice) -> None:
    written(address="eleni@δήμος.example")
    send_due()

    assert office.letters[0]["To"] == f"eleni@{'δήμος'.encode('idna').decode()}.example"


def test_without_a_server_each_letter_is_a_readable_file(settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND, settings.VAR_DIR = "geoportal.messaging.mail_files.EmailFiles", tmp_path
    with travel("2026-12-01 09:30:00+02:00", tick=False):
        written()
        written("two")
        send_due()

    second, first = sorted((tmp_path / "mail").iterdir())
    assert first.name.startswith("2026-12-01-093000-")
    assert first.name.endswith("-λάβαμε-το-αίτημά-σας-7k4m-29qd.eml")
    assert second.name.endswith("-2.eml")
    assert message_from_bytes(first.read_bytes(), policy=policy.default)["Subject"].strip() == "Λάβαμε το αίτημά σας 7K4M-29QD"
    assert "Λακκούβα στην οδό Χάληδων" in first.read_text()
    assert [path.stat().st_mode & 0o077 for path in (tmp_path / "mail", first)] == [0, 0]
