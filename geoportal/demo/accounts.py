"""The demo's accounts: random passwords, written once to a file that only the portal's user may read."""

import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from geoportal.accounts.models import User
from geoportal.backoffice.roles import Role, found_roles
from layers.departments import Department


@dataclass(frozen=True)
class DemoAccount:
    username: str
    role: str
    password: str


@dataclass(frozen=True)
class _Person:
    title: str
    department: str = ""
    role: Role | None = None
    rights: dict[str, bool] = field(default_factory=lambda: {"is_staff": True})


def _desk() -> dict[str, _Person]:
    """Return those who handle the demo's cases: of each department that has any, somebody who may do all with them."""
    return {
        "michanikos": _Person(_("προϊστάμενος τεχνικών υπηρεσιών"), "technikes-ypiresies", Role.HEAD),
        "technitis": _Person(_("τεχνικές υπηρεσίες"), "technikes-ypiresies", Role.CLERK),
        "ilektrologos": _Person(_("προϊστάμενος ηλεκτροφωτισμού"), "ilektrofotismos", Role.HEAD),
        "epoptis": _Person(_("προϊστάμενος καθαριότητας"), "kathariotita-anakyklosi", Role.HEAD),
        "kathariotita": _Person(_("καθαριότητα"), "kathariotita-anakyklosi", Role.CLERK),
        "kiporos": _Person(_("προϊστάμενος πρασίνου"), "prasino", Role.HEAD),
        "astynomos": _Person(_("προϊστάμενος δημοτικής αστυνομίας"), "dimotiki-astynomia-politiki-prostasia", Role.HEAD),
        "poleodomos": _Person(_("προϊστάμενος δόμησης"), "ypiresia-domisis", Role.HEAD),
        "kep": _Person(_("προϊστάμενος εξυπηρέτησης πολιτών"), "exypiretisi-politon", Role.HEAD),
    }


def _everybody() -> dict[str, _Person]:
    culture = "politismos-tourismos-athlitismos"
    return {
        "admin": _Person(_("διαχειριστής"), role=Role.ADMINISTRATOR, rights={"is_staff": True, "is_superuser": True}),
        "gis": _Person(_("γραφείο GIS"), "ypiresia-domisis", Role.GIS),
        "polites": _Person(_("εξυπηρέτηση πολιτών"), "exypiretisi-politon", Role.CLERK),
        "proistamenos": _Person(_("προϊστάμενος πολιτισμού, εγκρίνει σελίδες"), culture, Role.HEAD),
        "syntaktis": _Person(_("συντάκτης σελίδων"), culture, Role.EDITOR),
        "elegktis": _Person(_("ελεγκτής, μόνο διαβάζει"), role=Role.AUDITOR),
        "dimotis": _Person(_("δημότης"), rights={}),
        **_desk(),
    }


def found_desk() -> list[User]:
    """Create those who handle the demo's cases where they are not there yet, and return them; they cannot sign in before
    ``create_accounts`` has given them passwords."""
    people = _desk()
    known = set(User.objects.filter(username__in=people).values_list("username", flat=True))
    for username, person in people.items():
        if username not in known:
            _create(username, person)
    found = {user.username: user for user in User.objects.filter(username__in=people).select_related("department")}
    return [found[username] for username in people]


def heads_of(desk: Iterable[User]) -> dict[str, User]:
    """Return those of ``desk`` who head a department, by its code."""
    people = _desk()
    return {user.department.code: user for user in desk if user.department and people[user.username].role is Role.HEAD}


@transaction.atomic
def create_accounts(path: Path) -> list[DemoAccount]:
    """Create the demo's accounts that do not exist yet, give each a role and a password, add them to the file at ``path``, and return
    those that have no password of before."""
    groups = found_roles()
    people = _everybody()
    known = {user.username: user for user in User.objects.filter(username__in=people)}
    created = []
    for username, person in people.items():
        user = known.get(username) or _create(username, person)
        if user.has_usable_password():
            continue
        password = secrets.token_urlsafe(12)
        user.set_password(password)
        user.save(update_fields=["password"])
        if person.role is not None:
            user.groups.add(groups[person.role])
        created.append(DemoAccount(username, person.title, password))
    if created:
        _append(path, created)
    return created


def _create(username: str, person: _Person) -> User:
    department = Department.objects.filter(code=person.department).first()
    user: User = User.objects.create(username=username, password=make_password(None), department=department, **person.rights)
    return user


def _append(path: Path, accounts: Iterable[DemoAccount]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{account.username:12} {account.password:20} {account.role}\n" for account in accounts)
