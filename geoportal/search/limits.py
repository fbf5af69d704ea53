"""How often one address may search."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from geoportal.site.limits import is_within

_WINDOW_S = 60


class TooManySearches(Exception):
    """The address has asked more than its share; the message says how long to wait."""


def count_search(request: HttpRequest) -> None:
    """Count a search of the address that ``request`` comes from.

    Raises:
        TooManySearches: if it is beyond ``settings.SEARCHES_PER_MINUTE``.
    """
    most = settings.SEARCHES_PER_MINUTE
    if not is_within(request, "searches", most=most, window_s=_WINDOW_S):
        raise TooManySearches(
            _("Από τη σύνδεσή σας έγιναν πάνω από %(most)d αναζητήσεις σε ένα λεπτό. Περιμένετε ένα λεπτό και δοκιμάστε ξανά.")
            % {"most": most}
        )
