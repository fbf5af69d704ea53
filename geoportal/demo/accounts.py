"""The demo's accounts: random passwords, written once to a file that only the portal's user may read."""

import os
import secrets
from dataclasses import dataclass
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


@transaction.atomic
def create_accounts(path: Path) -> list[DemoAccount]:
    """Create the demo's accounts that do not exist yet, add them to the file at ``path``, and return them with their passwords."""
    groups = found_roles()
    wanted: dict[str, tuple[str, dict[str, bool], str, Role | None]] = {
        "admin": (_("διαχειριστής"), {"is_staff": True, "is_superuser": True}, "", Role.ADMINISTRATOR),
        "gis": (_("γραφείο GIS"), {"is_staff": True}, "ypiresia-domisis", Role.GIS),
        "polites": (_("εξυπηρέτηση πολιτών"), {"is_staff": True}, "exypiretisi-politon", Role.CLERK),
        "proistamenos": (_("προϊστάμενος πολιτισμού, εγκρίνει σελίδες"), {"is_staff": True}, "politismos-tourismos-athlitismos", Role.HEAD),
        "syntaktis": (_("συντάκτης σελίδων"), {"is_staff": True}, "politismos-tourismos-athlitismos", Role.EDITOR),
        "elegktis": (_("ελεγκτής, μόνο διαβάζει"), {"is_staff": True}, "", Role.AUDITOR),
        "dimotis": (_("δημότης"), {}, "", None),
    }
    created = []
    for username, (title, rights, department, role) in wanted.items():
        if User.objects.filter(username=username).exists():
            continue
        password = secrets.token_urlsafe(12)
        user = User.objects.create(
            username=username,
            password=make_password(password),
            department=Department.objects.filter(code=department).first(),
            **rights,
        )
        if role is not None:
            user.groups.add(groups[role])
        created.append(DemoAccount(username, title, password))
    if created:
        _append(path, created)
    return created


def _append(path: Path, accounts: list[DemoAccount]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{account.username:12} {account.password:20} {account.role}\n" for account in accounts)
