"""Many at the desk at once, on real connections: one wins, and everybody else is told so in words."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from geoportal.backoffice.roles import Role
from layers.requests.models import ServiceRequest
from layers.requests.services import Service
from layers.requests.workflow import Status
from tests.cases import make_case

pytestmark = pytest.mark.django_db(transaction=True)
DESK = "/backoffice/desk/"


def at_once(*asked: Callable[[], Any]) -> list[Any]:
    gate = Barrier(len(asked))

    def one(ask: Callable[[], Any]) -> Any:
        try:
            gate.wait(timeout=30)
            return ask()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(asked)) as pool:
        return list(pool.map(one, asked))


def test_of_eight_who_claim_a_case_at_their_desks_one_has_it(service: Service, sign_in: Callable[..., Any]) -> None:
    case = make_case(service)
    clients: list[Client] = [sign_in(Role.CLERK, username=f"clerk{number}")[0] for number in range(8)]

    answers = at_once(*(lambda client=client: client.post(f"{DESK}{case.pk}/do/claim/") for client in clients))

    assert sorted(answer.status_code for answer in answers) == [302] + [409] * 7
    assert ServiceRequest.objects.get(pk=case.pk).history.filter(action="claim").count() == 1


def test_two_who_merge_a_pair_both_ways_leave_one_of_it(service: Service, sign_in: Callable[..., Any]) -> None:
    first, second = make_case(service), make_case(service)
    one, other = sign_in(Role.HEAD)[0], sign_in(Role.HEAD, username="other")[0]

    answers = at_once(
        lambda: one.post(f"{DESK}{first.pk}/do/merge/", {"merge-into": second.code}),
        lambda: other.post(f"{DESK}{second.pk}/do/merge/", {"merge-into": first.code}),
    )

    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert ServiceRequest.objects.filter(status=Status.MERGED).count() == 1
