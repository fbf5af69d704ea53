"""Who looks: the public, or staff, who also see what is not public."""

from django.conf import settings
from django.http import HttpRequest

from layers.viewers import PUBLIC, STAFF, Viewer


def is_signed_in(request: HttpRequest) -> bool:
    # Without its cookie there is no session, and nobody to look up.
    return settings.SESSION_COOKIE_NAME in request.COOKIES and bool(request.user.is_authenticated)


def viewer_of(request: HttpRequest) -> Viewer:
    """Return how far who sent ``request`` sees."""
    is_staff = is_signed_in(request) and bool(getattr(request.user, "is_staff", False))
    return STAFF if is_staff else PUBLIC
