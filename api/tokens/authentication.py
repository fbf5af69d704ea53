"""The header ``Authorization``: a token as Bearer (RFC 6750) or as a password (Basic, RFC 7617), on every surface of the API.

What comes and is no valid token is refused, never silently ignored. An address never holds a token: addresses stand in logs.
"""

from base64 import b64decode
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication

from api.errors import InvalidToken, TokenAsked, TokenRequired
from api.tokens.actions import authenticate
from api.tokens.models import Token

# Where a request keeps the token that came with it, once it was looked up.
_KNOWN = "api_token"
_ASKS = "authenticate"


def let_in(request: HttpRequest) -> None:
    """Refuse a token that is none; ask for one where ``authenticate=true`` wants that, which the view then never sees.

    Raises:
        InvalidToken, TokenAsked
    """
    token = token_of(request)
    if request.GET.getlist(_ASKS) != ["true"]:
        return
    if token is None:
        raise TokenAsked(_("Δώστε το κλειδί σας ως κωδικό πρόσβασης, με όποιο όνομα χρήστη θέλετε, ή ως Authorization: Bearer gp_…"))
    asked = request.GET.copy()
    del asked[_ASKS]
    request.GET = asked  # type: ignore[assignment]  # a view only reads it


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
    scheme, given = _parts(header)
    text = given if scheme == "bearer" else _password(given) if scheme == "basic" else ""
    if not text:
        raise InvalidToken(
            _(
                "Η κεφαλίδα Authorization πρέπει να είναι «Bearer» και το κλειδί, ή «Basic» με το κλειδί ως κωδικό. "
                "Χωρίς κλειδί διαβάζεται ό,τι είναι δημόσιο."
            )
        )
    return text


def _parts(header: str) -> tuple[str, str]:
    scheme, _space, given = header.partition(" ")
    return scheme.lower(), given.strip()


def _password(given: str) -> str:
    """Return the password of RFC 7617 credentials; what cannot be read has none."""
    try:
        return b64decode(given, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


class BearerAuthentication(BaseAuthentication):
    """For REST framework's views: nobody writes without a token.

    A password does not do: a browser that was given one sends it with whatever another site's page makes it send.
    """

    def authenticate(self, request: Any) -> tuple[AnonymousUser, Token]:
        token = token_of(request._request)
        if token is None:
            raise TokenRequired(_("Για εγγραφή χρειάζεται κλειδί της υπηρεσίας που συντηρεί το επίπεδο: Authorization: Bearer gp_…"))
        if _parts(request._request.headers["Authorization"])[0] != "bearer":
            raise InvalidToken(_("Για εγγραφή το κλειδί στέλνεται ως Authorization: Bearer gp_…· ως κωδικός (Basic) μόνο διαβάζει."))
        return AnonymousUser(), token

    def authenticate_header(self, request: Any) -> str:  # noqa: ARG002
        return "Bearer"
