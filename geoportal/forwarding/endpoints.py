"""Where cases are sent: other systems' endpoints of Open311, from a file that the operator writes. Nobody else can name an address that
our server then asks."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings


class Share(StrEnum):
    """What of a citizen another system is told; without any of it, what everybody may know."""

    WORDS = "words"
    ANSWERS = "answers"
    ADDRESS = "address"
    REPORTER = "reporter"


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """``url`` is that before ``/requests.xml``. Cases of ``department`` (a code) go there, those of a kind that ``services`` maps (our
    code to theirs, ``*`` for all others)."""

    name: str
    title: str
    url: str
    department: str
    services: Mapping[str, str] = field(default_factory=dict)
    jurisdiction_id: str = ""
    shares: frozenset[Share] = frozenset()

    @property
    def key(self) -> str:
        """The key that the other side gave us: from the environment, so that neither file nor database holds it."""
        return os.environ.get(self.key_variable, "")

    @property
    def key_variable(self) -> str:
        return f"GEOPORTAL_OPEN311_KEY_{self.name.upper().replace('-', '_')}"

    def service_code(self, ours: str) -> str | None:
        """Return what the other side calls our kind ``ours``, None if it takes none of that kind."""
        return self.services.get(ours) or self.services.get("*")


def read_endpoints(path: Path) -> tuple[Endpoint, ...]:
    """Return the endpoints of the file at ``path``.

    Raises:
        ValueError: tells what is missing, or unknown, where.
    """
    tables: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8")).get("endpoint", [])
    return tuple(_endpoint(table, path) for table in tables)


def _endpoint(table: dict[str, Any], path: Path) -> Endpoint:
    try:
        shares = frozenset(Share(name) for name in table.pop("shares", []))
        return Endpoint(**{**table, "url": table["url"].rstrip("/")}, shares=shares)
    except (KeyError, TypeError, ValueError) as fault:
        raise ValueError(f"{path}, endpoint {table.get('name', '?')!r}: {fault}") from fault


def endpoint_named(name: str) -> Endpoint | None:
    return next((endpoint for endpoint in settings.OPEN311_ENDPOINTS if endpoint.name == name), None)


def endpoint_for(department: str, service: str) -> Endpoint | None:
    """Return where cases of this department and kind (codes) go, None if they stay here."""
    for endpoint in settings.OPEN311_ENDPOINTS:
        if endpoint.department == department and endpoint.service_code(service):
            found: Endpoint = endpoint
            return found
    return None
