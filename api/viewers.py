"""Who looks: the public, staff, or who holds a token; and what may be kept of the answer."""

from django.conf import settings
from django.http import HttpRequest

from api.language import is_machine_surface
from api.tokens.authentication import token_of
from layers.viewers import PUBLIC, STAFF, Viewer


def is_signed_in(request: HttpRequest) -> bool:
    # Without its cookie there is no session, and nobody to look up.
    return settings.SESSION_COOKIE_NAME in request.COOKIES and bool(request.user.is_authenticated)


def viewer_of(request: HttpRequest) -> Viewer:
    """Return how far who sent ``request`` sees. Pages for people know sessions alone: a header there may be a proxy's own.

    Raises:
        InvalidToken
    """
    token = token_of(request) if is_machine_surface(request) else None
    if is_signed_in(request) and getattr(request.user, "is_staff", False):
        return STAFF
    return PUBLIC if token is None else token.viewer


def is_private(request: HttpRequest) -> bool:
    """Whether the answer to ``request`` is for nobody but who sent it: they said who they are."""
    return "Authorization" in request.headers or is_signed_in(request)
