"""The queues: what waits for whom, in which order, with which deadline, and with few questions to the database."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from time_machine import travel

from geoportal.backoffice.desk.listing import A_PAGE
from geoportal.backoffice.roles import Role
from layers.requests import actions
from layers.requests.services import Service
from tests.cases import make_case

pytestmark = pytest.mark.django_db
DESK = "/backoffice/desk/"
MONDAY = datetime(2026, 11, 30, 10, tzinfo=UTC)


def counts_of(page: Any) -> dict[str, str]:
    return {counted.queue.value: counted.text for counted in page.context["counts"]}


def cases_of(page: Any) -> list[int]:
    return [row.case.pk for row in page.context["listed"].rows]


def test_the_queues_count_what_waits_for_the_department(service: Service, other_service: Service, sign_in: Callable[..., Any]) -> None:
    client, clerk = sign_in(Role.CLERK)
    with travel(MONDAY - timedelta(days=30)):
        make_case(service)
    new, mine, asked = (make_case(service) for _ in range(3))
    make_case(other_service)
    actions.claim(mine, by=clerk)
    actions.claim(asked, by=clerk)
    actions.ask(asked, question="Ποιος στύλος;", by=clerk)

    page = client.get(DESK)

    assert counts_of(page) == {"new": "2", "mine": "2", "waiting": "1", "overdue": "1", "open": "4"}
    assert cases_of(page)[-1] == new.pk
    assert cases_of(client.get(DESK, {"queue": "waiting"})) == [asked.pk]
    assert set(cases_of(client.get(DESK, {"queue": "mine"}))) == {mine.pk, asked.pk}


def test_the_menu_and_the_first_page_tell_how_many_are_new(service: Service, sign_in: Callable[..., Any]) -> None:
    client, _clerk = sign_in(Role.CLERK)
    for _ in range(3):
        make_case(service)

    text = client.get("/backoffice/").text

    # Wagtail's menu is JSON in the page.
    assert json.dumps("Αιτήματα (3)") in text
    assert "3 αιτήματα δεν τα έχει κανείς" in text
    assert json.dumps("Αιτήματα").strip('"') not in sign_in(Role.EDITOR)[0].get("/backoffice/").text


def test_whoever_sees_all_chooses_a_department(service: Service, other_service: Service, sign_in: Callable[..., Any]) -> None:
    lamp, bin_ = make_case(service), make_case(other_service)

    for role in (Role.RECEPTION, Role.ADMINISTRATOR, Role.AUDITOR):
        client, _user = sign_in(role, "")
        assert set(cases_of(client.get(DESK))) == {lamp.pk, bin_.pk}
        page = client.get(DESK, {"department": "cleaning"})
        assert cases_of(page) == [bin_.pk]
        assert counts_of(page)["new"] == "1"


def test_a_clerk_who_names_another_department_still_sees_their_own(
    service: Service, other_service: Service, sign_in: Callable[..., Any]
) -> None:
    lamp, _bin = make_case(service), make_case(other_service)
    client, _clerk = sign_in(Role.CLERK)

    assert cases_of(client.get(DESK, {"department": "cleaning"})) == [lamp.pk]


@pytest.mark.parametrize(
    ("days", "text", "tone"),
    [(-7, "7 ημέρες", "calm"), (0, "Σήμερα", "soon"), (2, "2 ημέρες πριν", "late"), (-1, "1 ημέρα", "soon"), (1, "1 ημέρα πριν", "late")],
)
def test_a_deadline_says_how_much_time_is_left(service: Service, sign_in: Callable[..., Any], days: int, text: str, tone: str) -> None:
    case = make_case(service)
    assert case.due_on is not None
    with travel(datetime(case.due_on.year, case.due_on.month, case.due_on.day, 9, tzinfo=UTC) + timedelta(days=days), tick=False):
        client, _clerk = sign_in(Role.CLERK)
        page = client.get(DESK)

    (row,) = page.context["listed"].rows
    assert (row.deadline.text, row.deadline.tone) == (text, tone)


def test_the_most_urgent_come_first_and_no_page_loses_or_repeats_a_case(service: Service, sign_in: Callable[..., Any]) -> None:
    client, _clerk = sign_in(Role.CLERK)
    made = []
    for day in range(A_PAGE // 4 + 1):
        with travel(MONDAY + timedelta(days=day), tick=False):
            made += [make_case(service) for _ in range(5)]
    page = client.get(DESK)
    seen = cases_of(page)

    while page.context["listed"].following:
        page = client.get(DESK, {"after": page.context["listed"].following})
        seen += cases_of(page)

    assert len(seen) == len(set(seen)) == len(made)
    assert seen == [case.pk for case in sorted(made, key=lambda case: (case.due_on, case.pk))]


@pytest.mark.parametrize("mark", ["2026-13-45~3", "x", "~", "2026-11-30~-1", "2026-11-30~" + "9" * 40])
def test_a_mark_that_is_none_begins_at_the_beginning(service: Service, sign_in: Callable[..., Any], mark: str) -> None:
    case = make_case(service)
    client, _clerk = sign_in(Role.CLERK)

    assert cases_of(client.get(DESK, {"after": mark})) == [case.pk]


def test_many_cases_take_as_few_questions_as_one(service: Service, sign_in: Callable[..., Any], django_assert_max_num_queries: Any) -> None:
    client, _admin = sign_in(Role.ADMINISTRATOR, "")
    for _ in range(30):
        case = make_case(service)
    client.get(DESK)

    with django_assert_max_num_queries(24):
        assert len(cases_of(client.get(DESK))) == 30
    with django_assert_max_num_queries(26):
        client.get(DESK, {"q": "φως", "service": "lighting", "status": "submitted"})
    with django_assert_max_num_queries(45):
        assert client.get(f"{DESK}{case.pk}/").status_code == 200
