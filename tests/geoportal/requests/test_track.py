"""Whoever has the code of a case sees how it goes and adds to it; without one, nobody sees anything."""

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from lxml import etree

from geoportal.accounts.models import User
from layers.requests import actions, citizens
from layers.requests.attachments import AT_ONCE, Attachment
from layers.requests.codes import new_code, written
from layers.requests.history import Action, HistoryEntry
from layers.requests.models import ServiceRequest
from layers.requests.pictures import read_picture
from layers.requests.workflow import Outcome, Status
from tests.cases import QUESTIONS, make_case, make_service, make_staff
from tests.photographs import encoded, everything_attached, four_colours
from tests.uploads import upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quiet(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


@pytest.fixture
def head() -> User:
    return make_staff("ypallilos17", "handle_request", "direct_requests")


def page(client: Client, case: ServiceRequest, status: int = 200) -> str:
    answer = client.get(f"/track/{written(case.code)}/")
    assert answer.status_code == status
    return str(answer.content.decode())


@pytest.mark.parametrize(
    "write", [written, str.lower, lambda code: f" {code[:3]} {code[3:]}", lambda code: code.replace("A", "Α").replace("X", "χ")]
)
def test_a_code_is_found_however_it_is_written(client: Client, write: Any) -> None:
    case = make_case(make_service())

    answer = client.get("/track/", {"code": write(case.code)})

    assert (answer.status_code, answer["Location"]) == (302, f"/track/{written(case.code)}/")


def test_a_code_that_is_none_is_told_from_one_that_has_no_case(client: Client) -> None:
    make_case(make_service())

    mistyped, unknown = (client.get("/track/", {"code": code}) for code in ("ΛΑΘΟΣ", new_code()))

    assert (mistyped.status_code, unknown.status_code) == (404, 404)
    assert "δεν είναι κωδικός" in mistyped.content.decode()
    assert "Δεν υπάρχει αίτημα με κωδικό" in unknown.content.decode()


def test_who_guesses_codes_is_stopped_and_who_has_one_elsewhere_is_not(client: Client, settings: Any) -> None:
    settings.TRACKING_GUESSES = 3
    case = make_case(make_service())
    statuses = [client.get(f"/track/{new_code()}/", REMOTE_ADDR="203.0.113.7").status_code for _ in range(5)]

    assert statuses == [404, 404, 404, 429, 429]
    assert client.get(f"/track/{case.code}/", REMOTE_ADDR="203.0.113.7").status_code == 429
    assert client.get(f"/track/{case.code}/", REMOTE_ADDR="203.0.113.8").status_code == 200


def test_mistyping_is_no_guessing(client: Client, settings: Any) -> None:
    settings.TRACKING_GUESSES = 1

    statuses = [client.get("/track/nonsense/", REMOTE_ADDR="203.0.113.9").status_code for _ in range(4)]

    assert statuses == [404] * 4


def test_the_page_tells_the_citizen_what_happened_and_nothing_of_the_town_hall(client: Client, head: User) -> None:
    case = make_case(make_service(questions=QUESTIONS), answers={"lamps": "many", "poles": "3"}, description="Δεν ανάβει.")
    actions.claim(case, by=head)
    actions.note(case, text="Ο γείτονας παραπονιέται πάλι.", by=head)
    actions.note(case, text="Θα έρθουμε Τρίτη.", by=head, is_public=True)
    actions.complete(case, outcome=Outcome.NOT_FIXED, text="Θέλει νέο στύλο.", by=head)

    html = page(client, case)

    for words in (
        "Το λάβαμε", "Το ανέλαβε υπάλληλος", "Θα έρθουμε Τρίτη.", "Έκλεισε χωρίς αποκατάσταση", "Θέλει νέο στύλο.",
        f"1/{case.protocol_year}", "Υπηρεσία works", "Πόσα φώτα;", "Πολλά", "Δεν ανάβει.",
    ):  # fmt: skip
        assert words in html, words
    assert "Ο γείτονας" not in html
    assert head.username not in html


def test_the_page_is_kept_by_nobody(client: Client) -> None:
    answer = client.get(f"/track/{make_case(make_service()).code}/")

    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert not answer.cookies


def test_a_citizen_answers_what_was_asked_with_words_and_photos(client: Client, head: User) -> None:
    case = make_case(make_service())
    actions.ask(case, question="Σε ποιο ύψος;", by=head)
    assert "Σε ποιο ύψος;" in page(client, case)

    answer = client.post(f"/track/{case.code}/answer/", {"text": "Στο 12.", "photos": [upload(everything_attached())]})

    assert (answer.status_code, answer["Location"]) == (302, f"/track/{written(case.code)}/#timeline")
    case.refresh_from_db()
    assert case.status == Status.SUBMITTED
    html = page(client, case)
    assert "Στο 12." in html
    attachment = Attachment.objects.get()
    assert f"/photos/{attachment.pk}-preview.jpg" in html
    for size in ("preview", "picture"):
        photo = client.get(f"/track/{case.code}/photos/{attachment.pk}-{size}.jpg")
        content = b"".join(photo.streaming_content)  # type: ignore[attr-defined]
        assert (photo.status_code, photo["Content-Type"]) == (200, "image/jpeg")
        assert content.startswith(b"\xff\xd8")
        assert b"SECRET" not in content


def test_photos_are_seen_by_no_other_code_and_at_no_other_address(client: Client) -> None:
    service = make_service()
    case = make_case(service, pictures=[read_picture(encoded(four_colours((64, 48)), "JPEG"))])
    other, number = make_case(service), Attachment.objects.get().pk

    assert client.get(f"/track/{case.code}/photos/{number}-preview.jpg").status_code == 200
    assert client.get(f"/track/{other.code}/photos/{number}-preview.jpg").status_code == 404
    assert client.get(f"/track/{case.code}/photos/{number}-sha.jpg").status_code == 404
    assert client.get(f"/complaints/photos/{number}-preview.jpg").status_code == 404
    Attachment.objects.update(is_public=True)
    assert client.get(f"/complaints/photos/{number}-preview.jpg").status_code == 200


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"text": ""}, "Γράψτε λίγα λόγια"),
        ({"text": "x" * 4001}, "4001 χαρακτήρες"),
        ({"text": "Δείτε", "photos": [b"<svg xmlns='http://www.w3.org/2000/svg'/>"]}, "δεν είναι φωτογραφία που δεχόμαστε, αλλά SVG"),
        ({"text": "Δείτε", "photos": [b"\x89PNG\r\n\x1a\n"]}, "χαλασμένο ή μισό"),
        ({"text": "Δείτε", "photos": [b"x"] * (AT_ONCE + 1)}, "Χωρούν ως 5"),
    ],
)
def test_what_is_wrong_with_an_answer_is_told_and_the_words_come_back(client: Client, form: dict[str, Any], words: str) -> None:
    case = make_case(make_service())
    sent = {**form, **({"photos": [upload(content) for content in form["photos"]]} if "photos" in form else {})}

    answer = client.post(f"/track/{case.code}/answer/", sent)

    assert answer.status_code == 422
    html = answer.content.decode()
    assert words in html
    assert form["text"][:100] in html
    assert not HistoryEntry.objects.filter(action=Action.ANSWER).exists()


def test_markup_in_an_answer_stays_text(client: Client) -> None:
    case = make_case(make_service())
    client.post(f"/track/{case.code}/answer/", {"text": "<script>alert(1)</script>'; DROP TABLE layers_servicerequest; --"})

    assert "&lt;script&gt;" in page(client, case)
    assert "<script>alert" not in page(client, case)


def test_a_closed_case_is_judged_once_and_opened_again(client: Client, head: User) -> None:
    case = make_case(make_service())
    actions.complete(case, outcome=Outcome.FIXED, text="Έγινε.", by=head)

    assert client.post(f"/track/{case.code}/feedback/", {"rating": "6"}).status_code == 422
    assert client.post(f"/track/{case.code}/feedback/", {"rating": "2", "text": "Άργησε."}).status_code == 302
    assert client.post(f"/track/{case.code}/feedback/", {"rating": "5"}).status_code == 422
    assert HistoryEntry.objects.get(action=Action.FEEDBACK).details == {"rating": 2}
    assert "Πώς αντιμετωπίσαμε" not in page(client, case)

    assert client.post(f"/track/{case.code}/reopen/", {"text": " "}).status_code == 422
    assert client.post(f"/track/{case.code}/reopen/", {"text": "Ακόμη δεν ανάβει."}).status_code == 302
    case.refresh_from_db()
    assert case.status == Status.SUBMITTED
    again = client.post(f"/track/{case.code}/reopen/", {"text": "Ξανά."})
    assert again.status_code == 422
    assert "Το αίτημα άλλαξε στο μεταξύ" in again.content.decode()


def test_a_case_is_withdrawn(client: Client) -> None:
    case = make_case(make_service())

    client.post(f"/track/{case.code}/withdraw/", {"text": "Διορθώθηκε."})

    case.refresh_from_db()
    assert case.status == Status.WITHDRAWN
    assert 'action="/track/' not in page(client, case)


@pytest.mark.parametrize("act", ["answer", "feedback", "reopen", "withdraw"])
@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_no_other_site_acts_with_a_case(client: Client, act: str, headers: dict[str, str]) -> None:
    case = make_case(make_service())
    answer = Client(enforce_csrf_checks=True).post(f"/track/{case.code}/{act}/", {"text": "Κακό", "rating": "1"}, headers=headers)

    assert answer.status_code == 403
    assert case.history.count() == 1


def test_the_qr_code_leads_to_the_page(client: Client) -> None:
    case = make_case(make_service())

    answer = client.get(f"/track/{case.code}/qr.svg")

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    drawing = etree.fromstring(answer.content)
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    assert int(drawing.get("width")) > 100


def test_a_redacted_case_says_that_words_were_removed(client: Client, head: User) -> None:
    case = make_case(make_service(), description="Ο Γιάννης Μυστικός το έκανε.")
    entry = citizens.answer(case, text="Μένει στο 12.")
    actions.redact(case, reason="Στοιχεία τρίτων.", by=head, entries=[entry])

    html = page(client, case)

    assert "Μυστικός" not in html
    assert "Μένει στο 12." not in html
    assert "Το κείμενο αφαιρέθηκε." in html


def test_a_page_costs_few_questions(client: Client, head: User, django_assert_max_num_queries: Any) -> None:
    case = make_case(make_service(), pictures=[read_picture(encoded(four_colours((64, 48)), "JPEG"))])
    for number in range(8):
        actions.note(case, text=f"Νέα {number}", by=head, is_public=True)
    page(client, case)

    with django_assert_max_num_queries(14):
        page(client, case)
