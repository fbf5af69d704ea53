"""``Authorization: Bearer …`` (RFC 6750): read on every surface of the API, never silently ignored."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication

from api.errors import InvalidToken, TokenRequired
from api.tokens.actions import authenticate
from api.tokens.models import Token

# Where a request keeps the token that came with it, once it was looked up.
_KNOWN = "api_token"


def token_of(request: HttpRequest) -> Token | None:
    """Return the token that comes with ``request``, None if none does.

    Raises:
        InvalidToken: if what comes is no valid token.
    """
    header = request.headers.get("Authorization")
    if header is None:
        return None
    known: Token | None = getattr(request, _KNOWN, None)
    if known is None:
        known = authenticate(_secret(header))
        setattr(request, _KNOWN, known)
    return known


def _secret(header: str) -> str:
    scheme, _space, text = header.partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise InvalidToken(
            _("Η κεφαλίδα Authorization πρέπει να είναι «Bearer» και το κλειδί. Χωρίς κλειδί διαβάζεται ό,τι είναι δημόσιο.")
        )
    return text.strip()


class BearerAuthentication(BaseAuthentication):
    """For REST framework's views: nobody writes without a token."""

    def authenticate(self, request: Any) -> tuple[AnonymousUser, Token]:
        token = token_of(request._request)
        if token is None:
            raise TokenRequired(_("Για εγγραφή χρειάζεται κλειδί της υπηρεσίας που συντηρεί το επίπεδο: Authorization: Bearer gp_…"))
        return AnonymousUser(), token

    def authenticate_header(self, request: Any) -> str:  # noqa: ARG002
        return "Bearer"
