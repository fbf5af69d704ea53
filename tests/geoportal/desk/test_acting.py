"""What is done on the page of a case: offered where rights and state allow it, written down, and nothing typed lost if refused."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from geoportal.accounts.models import User
from geoportal.backoffice.roles import Role
from layers.requests import actions
from layers.requests.history import Action, HistoryEntry
from layers.requests.models import ServiceRequest
from layers.requests.services import Service
from layers.requests.status_notes import StatusNote
from layers.requests.submitting import Contact
from layers.requests.workflow import Status
from tests.cases import INSIDE, QUESTIONS, make_case, make_department, make_service

pytestmark = pytest.mark.django_db
DESK = "/backoffice/desk/"


@pytest.fixture
def case(service: Service) -> ServiceRequest:
    return make_case(service, contact=Contact(email="citizen@example.gr"))


@pytest.fixture
def clerk(case: ServiceRequest, sign_in: Callable[..., Any]) -> tuple[Client, User]:
    signed: tuple[Client, User] = sign_in(Role.CLERK, first_name="Μαρία", last_name="Παπαδάκη")
    return signed


@pytest.fixture
def head(case: ServiceRequest, sign_in: Callable[..., Any]) -> tuple[Client, User]:
    signed: tuple[Client, User] = sign_in(Role.HEAD, first_name="Ελένη", last_name="Κουφάκη")
    return signed


def do(client: Client, case: ServiceRequest, action: str, **given: Any) -> Any:
    sent = {f"{action}-{name}": value for name, value in given.items()}
    return client.post(f"{DESK}{case.pk}/do/{action}/?queue=open", sent)


def offered(client: Client, case: ServiceRequest) -> set[str]:
    return {offer.act.action.value for offer in client.get(f"{DESK}{case.pk}/").context["offers"]}


def last(case: ServiceRequest) -> HistoryEntry:
    return HistoryEntry.objects.filter(request=case).latest("pk")


def test_a_clerk_claims_asks_and_completes(case: ServiceRequest, clerk: tuple[Client, User]) -> None:
    client, user = clerk

    answer = do(client, case, "claim")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{DESK}{case.pk}/?queue=open"
    do(client, case, "ask", text="Ποιος στύλος;")
    case.refresh_from_db()
    assert (case.status, case.assignee) == (Status.WAITING, user)
    do(client, case, "complete", outcome="fixed", text="Άλλαξε η λάμπα.")

    case.refresh_from_db()
    assert (case.status, case.outcome) == (Status.COMPLETED, "fixed")
    page = client.get(f"{DESK}{case.pk}/")
    assert [told.entry.action for told in page.context["story"]] == ["submit", "claim", "ask", "complete"]
    assert "Μαρία Παπαδάκη" in page.text
    assert "Άλλαξε η λάμπα." in page.text


@pytest.mark.parametrize(
    ("role", "department", "expected"),
    [
        (Role.CLERK, "works", {"claim", "note", "merge", "split"}),
        (
            Role.HEAD,
            "works",
            {"claim", "complete", "ask", "note", "assign", "forward", "reject", "merge", "split", "publish", "delay", "redact"},
        ),
        (Role.RECEPTION, "", {"forward", "note"}),
        (Role.ADMINISTRATOR, "", {"assign", "forward", "merge", "split", "publish", "redact"}),
        (Role.AUDITOR, "", set()),
    ],
)
def test_only_what_rights_and_state_allow_is_offered(
    case: ServiceRequest, sign_in: Callable[..., Any], role: Role, department: str, expected: set[str]
) -> None:
    client, _user = sign_in(role, department, username="somebody")

    assert offered(client, case) == expected


def test_a_closed_case_offers_to_be_opened_and_no_more_of_its_work(case: ServiceRequest, head: tuple[Client, User]) -> None:
    client, user = head
    actions.complete(case, outcome="fixed", text="Έγινε.", by=user)  # type: ignore[arg-type]

    assert offered(client, case) == {"reopen", "note", "publish", "redact"}
    do(client, case, "reopen", text="Ξανάσβησε.")

    case.refresh_from_db()
    assert (case.status, case.outcome, case.assignee) == (Status.SUBMITTED, "", None)
    assert last(case).action == Action.REOPEN


@pytest.mark.parametrize("action", ["forward", "release", "unmerge", "assign", "claim"])
def test_a_closed_case_is_not_moved_by_whoever_was_slower(case: ServiceRequest, head: tuple[Client, User], action: str) -> None:
    client, user = head
    actions.reject(case, reason="Δεν είναι του Δήμου.", by=user)
    before = case.history.count()

    page = do(client, case, action, text="Μην το χάσεις", to=make_department("cleaning").pk if action == "forward" else user.pk)

    assert page.status_code == 409
    assert "Τώρα είναι «Απορρίφθηκε»" in page.text
    assert action == "claim" or "Μην το χάσεις" in page.text
    assert case.history.count() == before


def test_who_loses_the_race_is_told_who_has_it(case: ServiceRequest, clerk: tuple[Client, User], sign_in: Callable[..., Any]) -> None:
    client, _user = clerk
    _other, faster = sign_in(Role.CLERK, username="faster", first_name="Γιάννης", last_name="Μαράκης")
    actions.claim(case, by=faster)

    page = do(client, case, "claim")

    assert page.status_code == 409
    assert "Τώρα είναι «Σε εξέλιξη» και το έχει: Γιάννης Μαράκης." in page.text


def test_who_lost_the_right_keeps_what_they_typed(case: ServiceRequest, clerk: tuple[Client, User], head: tuple[Client, User]) -> None:
    client, user = clerk
    actions.claim(case, by=user)
    actions.release(case, by=head[1])

    page = do(client, case, "complete", outcome="fixed", text="Τρεις παράγραφοι για τη λάμπα.")

    assert page.status_code == 409
    assert "δεν έχετε αυτό το δικαίωμα" in page.text
    assert "Τρεις παράγραφοι για τη λάμπα." in page.text


def test_what_is_missing_is_said_beside_its_field_and_the_rest_stays(case: ServiceRequest, head: tuple[Client, User]) -> None:
    page = do(head[0], case, "complete", text="Έτοιμο, χωρίς αποτέλεσμα")

    assert page.status_code == 422
    (offer,) = [offer for offer in page.context["offers"] if offer.is_open]
    assert list(offer.form.errors) == ["outcome"]
    assert "Έτοιμο, χωρίς αποτέλεσμα" in page.text


@pytest.mark.parametrize("text", ["", "   \n "])
def test_a_citizen_is_not_answered_without_words(case: ServiceRequest, head: tuple[Client, User], text: str) -> None:
    assert do(head[0], case, "reject", text=text).status_code == 422
    assert ServiceRequest.objects.get(pk=case.pk).status == Status.SUBMITTED


def test_a_head_assigns_to_colleagues_of_the_department_alone(
    case: ServiceRequest, head: tuple[Client, User], sign_in: Callable[..., Any]
) -> None:
    client, _user = head
    _other, colleague = sign_in(Role.CLERK, username="colleague")
    _other, stranger = sign_in(Role.CLERK, "cleaning", username="stranger")

    assert do(client, case, "assign", to=stranger.pk).status_code == 422
    assert do(client, case, "assign", to=colleague.pk, text="δες το").status_code == 302
    case.refresh_from_db()
    assert case.assignee == colleague


def test_a_case_is_forwarded_and_leaves_the_desk(case: ServiceRequest, head: tuple[Client, User]) -> None:
    client, _user = head
    cleaning = make_department("cleaning")

    answer = do(client, case, "forward", to=cleaning.pk, text="Είναι δικό σας.")

    assert answer.headers["Location"] == f"{DESK}?queue=open"
    case.refresh_from_db()
    assert case.department == cleaning
    assert "Το αίτημα προωθήθηκε." in client.get(DESK).text
    assert client.get(f"{DESK}{case.pk}/").status_code == 404


def test_a_joint_forward_is_told_in_the_history(case: ServiceRequest, sign_in: Callable[..., Any]) -> None:
    client, _user = sign_in(Role.RECEPTION, "")

    do(client, case, "forward", to=make_department("cleaning").pk, text="Και οι δύο.", is_joint="on")

    facts = [told.facts for told in client.get(f"{DESK}{case.pk}/").context["story"]]
    assert "από Υπηρεσία works προς Υπηρεσία cleaning, απαντούν και οι δύο" in facts


def test_the_same_is_merged_by_one_click_and_taken_apart_again(case: ServiceRequest, service: Service, head: tuple[Client, User]) -> None:
    client, _user = head
    other = make_case(service, lon_lat=(INSIDE[0] + 0.0001, INSIDE[1]))
    (near,) = client.get(f"{DESK}{case.pk}/").context["neighbours"]
    assert near.row.case == other
    assert near.is_alike
    assert near.may_merge

    do(client, case, "merge", into=near.row.code)

    case.refresh_from_db()
    assert case.merged_into == other
    assert f"{case.protocol_number}/{case.protocol_year}" in client.get(f"{DESK}{other.pk}/").text
    do(client, case, "unmerge")
    apart = ServiceRequest.objects.get(pk=case.pk)
    assert (apart.status, apart.merged_into) == (Status.SUBMITTED, None)


def test_a_case_is_split_into_two(case: ServiceRequest, other_service: Service, head: tuple[Client, User]) -> None:
    do(head[0], case, "split", service=other_service.pk, text="Και σκουπίδια.")

    part = ServiceRequest.objects.get(split_from=case)
    assert (part.service, part.description) == (other_service, "Και σκουπίδια.")


def test_what_everybody_reads_is_what_the_clerk_wrote(case: ServiceRequest, head: tuple[Client, User]) -> None:
    client, _user = head
    assert "Ο πολίτης έγραψε" in client.get(f"{DESK}{case.pk}/").text

    do(client, case, "publish", text="Σβηστό φως.", is_public="on")
    case.refresh_from_db()
    assert (case.public_text, case.is_public, case.complaint.text) == ("Σβηστό φως.", True, "Σβηστό φως.")
    do(client, case, "publish", text="")

    case.refresh_from_db()
    assert (case.public_text, case.is_public) == ("", False)


def test_a_redacted_case_keeps_that_something_was_there(case: ServiceRequest, head: tuple[Client, User]) -> None:
    client, user = head
    entry = actions.note(case, text="Λέγεται Κώστας και μένει δίπλα.", by=user)

    do(client, case, "redact", text="Προσωπικά στοιχεία τρίτου.", entries=[entry.pk])

    page = client.get(f"{DESK}{case.pk}/")
    assert "Λέγεται Κώστας" not in page.text
    assert "Δεν ανάβει το φως." not in page.text
    assert "Τα λόγια σβήστηκαν." in page.text
    assert "Προσωπικά στοιχεία τρίτου." in page.text


def test_a_delay_is_told_and_a_note_stays_within(case: ServiceRequest, head: tuple[Client, User]) -> None:
    do(head[0], case, "delay", text="Λείπουν ανταλλακτικά.")
    assert (last(case).action, last(case).is_public) == (Action.DELAY, True)
    do(head[0], case, "note", text="Ρώτα την αποθήκη.")
    assert (last(case).action, last(case).is_public) == (Action.NOTE, False)


@pytest.mark.parametrize(("language", "words"), [("el", "Άλλαξε η λάμπα."), ("en", "The lamp was changed.")])
def test_a_ready_reply_goes_into_the_words_in_the_citizens_language(
    service: Service, sign_in: Callable[..., Any], language: str, words: str
) -> None:
    case = make_case(service, language=language)
    client, _user = sign_in(Role.HEAD)
    note = StatusNote.objects.create(
        title="Λάμπα", action="complete", text_el="Άλλαξε η λάμπα.", text_en="The lamp was changed.", service=service
    )
    StatusNote.objects.create(title="Άλλου είδους", text_el="Όχι εδώ.", text_en="Not here.", service=make_service("water"))

    page = do(client, case, "complete", text="Γεια σας.", outcome="fixed")
    assert page.status_code == 302
    do(client, case, "reopen", text="ξανά")
    page = client.post(
        f"{DESK}{case.pk}/do/complete/",
        {"complete-text": "Γεια σας.", "complete-outcome": "fixed", "reply": note.pk, "insert": "1"},
    )

    assert page.status_code == 200
    (offer,) = [offer for offer in page.context["offers"] if offer.is_open]
    assert offer.form["text"].value() == f"Γεια σας.\n\n{words}"
    assert offer.form["outcome"].value() == "fixed"
    assert [entry.title for entry in offer.notes] == ["Λάμπα"]
    assert ServiceRequest.objects.get(pk=case.pk).status == Status.SUBMITTED


def test_answers_are_told_in_words(service: Service, sign_in: Callable[..., Any]) -> None:
    asked = make_service("asked", questions=QUESTIONS)
    case = make_case(asked, answers={"lamps": "many", "poles": "3,5"})
    client, _user = sign_in(Role.CLERK)

    answers = client.get(f"{DESK}{case.pk}/").context["answers"]

    assert [(answer.question, answer.text) for answer in answers] == [("Πόσα φώτα;", "Πολλά"), ("Πόσοι στύλοι;", "3.5")]


def test_words_of_citizens_are_shown_and_not_run(service: Service, sign_in: Callable[..., Any]) -> None:
    case = make_case(service, description="<script>alert(1)</script>", address="<b>εδώ</b>")
    client, _user = sign_in(Role.HEAD)

    text = client.get(f"{DESK}{case.pk}/").text

    assert "<script>alert(1)" not in text
    assert "<b>εδώ</b>" not in text


def test_forms_are_taken_from_our_own_pages_alone(case: ServiceRequest, clerk: tuple[Client, User]) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(clerk[1])

    assert strict.post(f"{DESK}{case.pk}/do/claim/").status_code == 403
    assert clerk[0].get(f"{DESK}{case.pk}/do/claim/").status_code == 405
