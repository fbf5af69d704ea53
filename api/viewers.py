"""Who looks: the public, or staff, who also see what is not public."""

from django.conf import settings
from django.http import HttpRequest


def is_staff(request: HttpRequest) -> bool:
    # Without its cookie there is no session, and nobody to look up.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    return bool(request.user.is_authenticated and request.user.is_staff)
