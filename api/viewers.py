"""Who looks: the public, or staff, who also see what is not public."""

from django.conf import settings
from django.http import HttpRequest


def is_signed_in(request: HttpRequest) -> bool:
    # Without its cookie there is no session, and nobody to look up.
    return settings.SESSION_COOKIE_NAME in request.COOKIES and bool(request.user.is_authenticated)


def is_staff(request: HttpRequest) -> bool:
    return is_signed_in(request) and bool(getattr(request.user, "is_staff", False))
