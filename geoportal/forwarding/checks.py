"""What must hold of the endpoints before the portal may start."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register

from geoportal.forwarding.endpoints import Endpoint

_OWN_MACHINE = ("localhost", "127.0.0.1", "::1")


@register
def check_endpoints(**_: Any) -> list[CheckMessage]:
    names = [endpoint.name for endpoint in settings.OPEN311_ENDPOINTS]
    twice = sorted({name for name in names if names.count(name) > 1})
    faults: list[CheckMessage] = [
        Error(f"Endpoint {name!r} is there twice.", hint="Give each a name of its own.", id="forwarding.E001") for name in twice
    ]
    return faults + [fault for endpoint in settings.OPEN311_ENDPOINTS for fault in _faults(endpoint)]


def _faults(endpoint: Endpoint) -> Iterator[CheckMessage]:
    parts = urlsplit(endpoint.url)
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _OWN_MACHINE)):
        told = f"Endpoint {endpoint.name!r}: {endpoint.url!r} is no https:// address."
        yield Error(told, hint="A key and people's words go there: use https.", id="forwarding.E002")
    if parts.username or parts.query or parts.fragment:
        told = f"Endpoint {endpoint.name!r}: its address holds more than a place."
        yield Error(told, hint="Keys stand in the environment, not in addresses.", id="forwarding.E003")
    if not endpoint.services:
        told = f"Endpoint {endpoint.name!r} takes no kind of case."
        yield Error(told, hint='Map kinds under [endpoint.services], "*" for all.', id="forwarding.E004")
    if not endpoint.key:
        told = f"Endpoint {endpoint.name!r} has no key: nothing will be sent."
        yield checks.Warning(told, hint=f"Set {endpoint.key_variable}.", id="forwarding.W005")
