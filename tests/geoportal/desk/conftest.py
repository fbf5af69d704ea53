"""The desk's town: two departments, their people, kinds of requests, and who signs in."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from geoportal.accounts.models import User
from geoportal.backoffice.roles import Role, found_roles
from layers.requests.services import Service
from tests.cases import make_department, make_service

Colleague = tuple[Client, User]


@pytest.fixture
def service() -> Service:
    return make_service(may_be_anonymous=True)


@pytest.fixture
def other_service(service: Service) -> Service:
    return make_service("rubbish", title_el="Σκουπίδια", title_en="Rubbish", department=make_department("cleaning"))


@pytest.fixture
def sign_in(db: None) -> Callable[..., Colleague]:
    """Sign somebody in with a role in a department; return the client and the account."""
    groups = found_roles()

    def signed_in(role: Role, department: str = "works", **given: Any) -> Colleague:
        name = given.pop("username", f"{role.name.lower()}-{department or 'none'}")
        user = User.objects.create(username=name, is_staff=True, department=make_department(department) if department else None, **given)
        user.groups.add(groups[role])
        client = Client()
        client.force_login(user)
        return client, user

    return signed_in
