"""Who signs in to the back office in tests."""

from typing import Any

from django.test import Client

from geoportal.accounts.models import User
from geoportal.backoffice.roles import Role, found_roles
from layers.departments import Department

PLACES = "/backoffice/content/place/"

CULTURE, CITIZENS = "politismos-tourismos-athlitismos", "exypiretisi-politon"


def staff(role: Role | None, department: str = "", **given: Any) -> User:
    """Return a new account in ``role`` (None: of whom everything is allowed) of the department with that code."""
    name = f"{role.name.lower() if role else 'admin'}-{department or 'all'}"
    user = User.objects.create(
        username=name, is_staff=True, department=Department.objects.filter(code=department).first(), is_superuser=role is None, **given
    )
    if role is not None:
        user.groups.add(found_roles()[role])
    return user


def signed_in(role: Role | None, department: str = "") -> Client:
    client = Client()
    client.force_login(staff(role, department))
    return client
