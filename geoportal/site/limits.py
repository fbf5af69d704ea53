"""How often one address may do a thing: the rest is for everybody else. Counted by each process, or by all that share a cache."""

from ipaddress import ip_address

from django.core.cache import cache
from django.http import HttpRequest

from geoportal.site.client import client_address


def is_within(request: HttpRequest, what: str, *, most: int, window_s: int) -> bool:
    """Count that the address of ``request`` did ``what``; return whether it is at most the ``most``-th time in ``window_s`` seconds.

    This machine itself (a proxy that does not tell whom it speaks for, a measurement) is never refused; with 0 nobody is.
    """
    address = _address(request)
    if not most or not address:
        return True
    key = f"{what}:{address}"
    cache.add(key, 0, window_s)
    try:
        return cache.incr(key) <= most
    except ValueError:
        # The time ended in between.
        return True


def has_room(request: HttpRequest, what: str, *, most: int) -> bool:
    """Return whether the address of ``request`` may do ``what`` once more, without counting it."""
    address = _address(request)
    return not most or not address or int(cache.get(f"{what}:{address}", 0)) < most


def _address(request: HttpRequest) -> str:
    """Return the address of who asks, empty if it is not known or is this machine."""
    text = client_address(request)
    return "" if not text or ip_address(text).is_loopback else text
