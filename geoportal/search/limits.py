"""How often one address may search: the rest is for everybody else."""

from ipaddress import ip_address

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from geoportal.site.client import client_address

_WINDOW_S = 60


class TooManySearches(Exception):
    """The address has asked more than its share; the message says how long to wait."""


def count_search(request: HttpRequest) -> None:
    """Count a search of the address that ``request`` comes from.

    Raises:
        TooManySearches: if it is beyond ``settings.SEARCHES_PER_MINUTE``. This machine itself (a proxy that does not tell whom it speaks
            for, a measurement) is never refused.
    """
    most, address = settings.SEARCHES_PER_MINUTE, _address(request)
    if not most or not address:
        return
    key = f"searches:{address}"
    cache.add(key, 0, _WINDOW_S)
    try:
        count = cache.incr(key)
    except ValueError:
        # The minute ended in between.
        return
    if count > most:
        raise TooManySearches(
            _("Από τη σύνδεσή σας έγιναν πάνω από %(most)d αναζητήσεις σε ένα λεπτό. Περιμένετε ένα λεπτό και δοκιμάστε ξανά.")
            % {"most": most}
        )


def _address(request: HttpRequest) -> str:
    """Return the address of who asks, empty if it is not known or is this machine."""
    text = client_address(request)
    return "" if not text or ip_address(text).is_loopback else text
