"""Where a case is followed: whole addresses, for letters and paper, in a language."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from geoportal.requests.followers import follower_token
from layers.requests.codes import written
from layers.requests.models import ServiceRequest, Supporter


def tracking_url(case: ServiceRequest, *, language: str = "") -> str:
    """Return the page on which whoever has the code follows ``case``, in their own language unless another is given."""
    return _whole(language or case.language, "requests:track", written(case.code))


def confirmation_url(case: ServiceRequest, token: str) -> str:
    return _whole(case.language, "requests:confirm", written(case.code), token)


def following_url(supporter: Supporter) -> str:
    """Return the page of a supporter, who does not get the reporter's code: to confirm an address, and to stop."""
    return _whole(supporter.language, "requests:following", follower_token(supporter))


def _whole(language: str, name: str, *args: str) -> str:
    with translation.override(language):
        return f"{settings.BASE_URL}{reverse(name, args=args)}"
