"""From a report to a case: what is needed, what is refused and how, and what a case has from its first moment."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation
from time_machine import travel

from layers.requests.history import Action
from layers.requests.models import Channel, Reporter, ServiceRequest
from layers.requests.policy import NotPermitted
from layers.requests.services import Service
from layers.requests.submitting import Contact, Report, ReportRefused, confirm, submit
from layers.requests.workflow import Status
from tests.cases import INSIDE, QUESTIONS, make_case, make_service, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def lighting() -> Service:
    return make_service(questions=QUESTIONS)


def errors_of(service: Service, **given: Any) -> dict[str, str]:
    values = {"description": "Δεν ανάβει.", "lon_lat": INSIDE, "answers": {"lamps": "one"}}
    with pytest.raises(ReportRefused) as refusal:
        submit(Report(service=service, **{**values, **given}))
    assert ServiceRequest.objects.count() == 0
    return refusal.value.errors


@travel(datetime(2026, 11, 27, 22, 30, tzinfo=UTC), tick=False)
def test_a_case_has_a_number_a_department_a_reason_a_place_and_a_deadline(lighting: Service) -> None:
    """In Athens it is Saturday already."""
    submitted = submit(Report(service=lighting, description=" Δεν ανάβει. ", lon_lat=INSIDE, answers={"lamps": "many", "poles": "3,5"}))
    case = submitted.case

    assert (case.status, case.description, case.answers) == (Status.SUBMITTED, "Δεν ανάβει.", {"lamps": "many", "poles": "3.5"})
    assert (case.protocol_year, case.protocol_number, case.department, str(case.due_on)) == (2026, 1, lighting.department, "2026-12-04")
    assert case.routing == {"department": "works", "rule": None}
    assert case.district is not None
    assert [(entry.action, entry.by_citizen, entry.is_public) for entry in case.history.all()] == [(Action.SUBMIT, True, True)]


def test_what_is_wrong_is_told_all_at_once_and_by_its_place(lighting: Service) -> None:
    errors = errors_of(lighting, description=" ", lon_lat=None, answers={"lamps": "seven", "colour": "red"}, contact=Contact(email="x@"))

    assert set(errors) == {"description", "place", "answers.lamps", "answers.colour", "email"}
    assert errors["answers.lamps"] == "«seven»: δεν είναι από τις απαντήσεις. Διαλέξτε: Ένα, Πολλά."


@pytest.mark.parametrize(
    ("lon_lat", "words"),
    [
        ((35.5138, 24.0187), "γράφτηκαν ανάποδα"),
        ((23.7, 37.9), "έξω από τον Δήμο"),
        ((24.02, 35.6), "χλμ. μακριά"),
        ((240, 35), "δεν υπάρχει τέτοιο σημείο"),
        ((float("nan"), 35.5), "δεν υπάρχει τέτοιο σημείο"),
        ((float("inf"), 35.5), "δεν υπάρχει τέτοιο σημείο"),
    ],
)
def test_a_place_that_is_not_ours_is_refused_with_the_reason(lighting: Service, lon_lat: tuple[float, float], words: str) -> None:
    assert words in errors_of(lighting, lon_lat=lon_lat)["place"]


def test_a_pier_just_outside_the_outline_is_ours(lighting: Service) -> None:
    case = make_case(lighting, lon_lat=(23.998, 35.51), answers={"lamps": "one"})

    assert case.district is not None


@pytest.mark.parametrize(
    ("description", "words"),
    [("α" * 4001, "4001 χαρακτήρες"), ("α\0β", "NUL"), ("\n\t ", "με λίγα λόγια")],
)
def test_texts_that_cannot_be_kept_are_refused(lighting: Service, description: str, words: str) -> None:
    assert words in errors_of(lighting, description=description)["description"]


def test_markup_is_kept_as_it_was_typed(lighting: Service) -> None:
    words = "<script>alert(1)</script> '; DROP TABLE layers_servicerequest; --"

    assert make_case(lighting, description=words, answers={"lamps": "one"}).description == words


def test_messages_come_in_english_too(lighting: Service) -> None:
    with translation.override("en"):
        errors = errors_of(lighting, lon_lat=(35.5138, 24.0187), answers={})

    assert "How many lights?" in errors["answers.lamps"]
    assert errors["place"].isascii() or "35" in errors["place"]


@pytest.mark.parametrize(
    ("datatype", "given", "kept"),
    [
        ("number", "12", "12"), ("number", "1e3", "1000"), ("number", "NaN", None), ("number", "1e999", None), ("number", "δύο", None),
        ("datetime", "2026-11-27 18:30", "2026-11-27T18:30:00+02:00"), ("datetime", "2026-07-01T08:00Z", "2026-07-01T08:00:00+00:00"),
        ("datetime", "χθες", None), ("datetime", "2026-13-45", None), ("string", "α" * 201, None), ("text", "α" * 201, "α" * 201),
    ],
)  # fmt: skip
def test_answers_are_what_their_datatypes_say(datatype: str, given: str, kept: str | None) -> None:
    question = {"code": "q", "datatype": datatype, "required": True, "order": 1, "text_el": "Ε;", "text_en": "Q?"}
    service = make_service(questions=[question])

    if kept is None:
        assert set(errors_of(service, answers={"q": given})) == {"answers.q"}
    else:
        assert make_case(service, answers={"q": given}).answers == {"q": kept}


def test_several_answers_are_for_questions_that_take_several() -> None:
    values = [{"key": key, "name_el": key, "name_en": key} for key in "abc"]
    one = {"code": "one", "datatype": "singlevaluelist", "required": False, "order": 1, "text_el": "Ε;", "text_en": "Q?", "values": values}
    many = {**one, "code": "many", "datatype": "multivaluelist"}
    service = make_service(questions=[one, many])

    assert make_case(service, answers={"many": ["a", "b", "a"]}).answers == {"many": ["a", "b"]}
    assert set(errors_of_both(service)) == {"answers.one"}


def errors_of_both(service: Service) -> dict[str, str]:
    with pytest.raises(ReportRefused) as refusal:
        submit(Report(service=service, description="Δύο.", lon_lat=INSIDE, answers={"one": ["a", "b"]}))
    return refusal.value.errors


def test_a_question_that_was_not_to_be_asked_keeps_no_answer(lighting: Service) -> None:
    assert make_case(lighting, answers={"lamps": "one", "poles": "4"}).answers == {"lamps": "one"}


def test_the_same_key_is_the_same_case(lighting: Service) -> None:
    report = Report(service=lighting, description="Δεν ανάβει.", lon_lat=INSIDE, answers={"lamps": "one"}, key="k-1")

    first, again = submit(report), submit(report)
    assert (first.is_new, again.is_new, again.case) == (True, False, first.case)
    assert ServiceRequest.objects.count() == 1


def test_who_must_be_known_is_asked_for_an_address_and_has_no_number_before_it_is_confirmed() -> None:
    service = make_service(may_be_anonymous=False)
    assert set(errors_of(service, answers={})) == {"contact"}

    submitted = submit(Report(service=service, description="Λάμπα.", lon_lat=INSIDE, contact=Contact(email="maria@example.gr")))
    case = submitted.case
    assert (case.status, case.protocol_number, case.department) == (Status.UNCONFIRMED, None, None)
    assert not ServiceRequest.objects.public().filter(pk=case.pk).exists()

    assert confirm(case, "wrong") is False
    assert confirm(case, submitted.email_token) is True
    assert confirm(case, submitted.email_token) is True
    case.refresh_from_db()
    assert (case.status, case.protocol_number, case.department) == (Status.SUBMITTED, 1, service.department)
    assert case.history.filter(action=Action.CONFIRM).count() == 1


def test_the_token_of_an_address_is_not_in_the_database(lighting: Service) -> None:
    submitted = submit(
        Report(service=lighting, description="Φως.", lon_lat=INSIDE, answers={"lamps": "one"}, contact=Contact(email="a@example.gr"))
    )

    assert submitted.email_token
    assert submitted.email_token not in Reporter.objects.get(request=submitted.case).email_token


def test_the_staff_enter_cases_that_are_told_to_them_and_others_do_not(lighting: Service) -> None:
    report = Report(service=lighting, description="Φως.", lon_lat=INSIDE, answers={"lamps": "one"}, channel=Channel.PHONE)

    case = submit(report, by=make_staff("desk", "receive_requests", department="citizens")).case
    assert (case.status, case.history.values_list("actor__username", flat=True).get()) == (Status.SUBMITTED, "desk")
    with pytest.raises(NotPermitted):
        submit(report, by=make_staff("auditor", "audit_requests"))
    assert ServiceRequest.objects.count() == 1


def test_an_address_is_enough_for_who_uses_no_map(lighting: Service) -> None:
    case = make_case(lighting, lon_lat=None, address="Χάληδων 12", answers={"lamps": "one"})

    assert (case.geom, case.address, case.status) == (None, "Χάληδων 12", Status.SUBMITTED)
