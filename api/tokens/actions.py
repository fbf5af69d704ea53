"""Everything that may happen to a token."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from api.errors import InvalidToken
from api.tokens.models import Scope, Token
from layers.departments import Department
from layers.lookups import all_layers
from layers.viewers import STAFF

# What a secret looks like: gp_<prefix>_<43 letters of 32 random bytes>. A scanner of leaked keys can tell it from anything else.
_MARK = "gp"
_SECRET_BYTES = 32
_LONGEST = 200
_OWN_FIELDS = tuple(field.name for field in Token._meta.concrete_fields)
_USED_AGAIN_AFTER = timedelta(minutes=1)


class TokenError(Exception):
    """What was asked of a token cannot be done; the message says why and what can."""


@dataclass(frozen=True, kw_only=True)
class Holder:
    """``department`` is a code, ``agency`` the name of a body outside; neither: the municipality as a whole."""

    department: str = ""
    agency: str = ""


@transaction.atomic
def issue(
    *,
    label: str,
    scopes: Collection[str],
    days: int,
    holder: Holder = Holder(),  # it is frozen
    layers: Iterable[str] = (),
    by: Any = None,
) -> tuple[Token, str]:
    """Return a new token with its secret, which nobody can ask for again; ``by`` is the user who gives it.

    Raises:
        TokenError: for an unknown department, layer or scope, two holders, an agency that would write or names no layer, or no label.
    """
    slugs = sorted(set(layers))
    _check(label, scopes, slugs, days)
    if holder.agency:
        _check_agency(holder, scopes, slugs)
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(_SECRET_BYTES)
    text = f"{_MARK}_{prefix}_{secret}"
    token = Token.objects.create(
        prefix=prefix,
        digest=_digest(text),
        label=label,
        scopes=[scope for scope in Scope.values if scope in scopes],
        layers=slugs,
        agency=holder.agency,
        department=_department(holder.department),
        expires_at=timezone.now() + timedelta(days=days),
        created_by=by,
    )
    return token, text


def _check(label: str, scopes: Collection[str], slugs: Iterable[str], days: int) -> None:
    if not label.strip() or "\0" in label:
        raise TokenError(_("Το κλειδί χρειάζεται περιγραφή: ποιος το κρατά και για ποιο πρόγραμμα."))
    if not scopes or set(scopes) - set(Scope.values):
        raise TokenError(
            _("Δικαιώματα «%(given)s»: δώστε ένα ή περισσότερα από %(known)s.")
            % {"given": ", ".join(scopes), "known": ", ".join(Scope.values)}
        )
    if not 1 <= days <= 3650:
        raise TokenError(_("%(days)d ημέρες: η διάρκεια είναι από 1 έως 3650 ημέρες.") % {"days": days})
    known = {layer.slug for layer in all_layers(viewer=STAFF)}
    for slug in slugs:
        if slug not in known:
            raise TokenError(_("Δεν υπάρχει επίπεδο «%(slug)s». Υπάρχουν: %(known)s.") % {"slug": slug, "known": ", ".join(sorted(known))})


def _check_agency(holder: Holder, scopes: Collection[str], slugs: Collection[str]) -> None:
    if holder.department or set(scopes) - {Scope.READ, Scope.REPORT}:
        raise TokenError(
            _(
                "Φορέας εκτός Δήμου παίρνει κλειδί μόνο για ανάγνωση (read) και υποβολή αιτημάτων (report), χωρίς υπηρεσία: "
                "γράφει η υπηρεσία που συντηρεί."
            )
        )
    if Scope.READ in scopes and not slugs:
        raise TokenError(_("Φορέας εκτός Δήμου βλέπει μόνο τα επίπεδα που ορίζει το κλειδί του: δώστε ένα ή περισσότερα."))


def _department(code: str) -> Department | None:
    if not code:
        return None
    found: Department | None = Department.objects.filter(code=code).first()
    if found is None:
        codes = ", ".join(Department.objects.values_list("code", flat=True)) or "–"
        raise TokenError(_("Δεν υπάρχει υπηρεσία «%(code)s». Υπάρχουν: %(codes)s.") % {"code": code, "codes": codes})
    return found


@transaction.atomic
def revoke(prefix: str) -> Token:
    """Make the token worthless from now on; one that was revoked before stays as it is.

    Raises:
        TokenError: if there is none.
    """
    token = Token.objects.select_for_update(of=("self",)).select_related("department").filter(prefix=prefix).first()
    if token is None:
        raise TokenError(_("Δεν υπάρχει κλειδί με πρόθεμα «%(prefix)s». Δείτε τα με token list.") % {"prefix": prefix})
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
    return token


def authenticate(text: str) -> Token:
    """Return the token whose secret ``text`` is, and note that it was used (at most once a minute).

    Raises:
        InvalidToken: unknown, expired or revoked; which of the last two is told only to who has the secret.
    """
    token = _token_of(text)
    if token is None:
        raise InvalidToken(_("Το κλειδί δεν είναι γνωστό. Ελέγξτε ότι στείλατε ολόκληρο το gp_…, ως Bearer ή ως κωδικό (Basic)."))
    if token.state == "revoked":
        raise InvalidToken(_("Το κλειδί %(prefix)s έχει ανακληθεί. Ζητήστε νέο από τον Δήμο.") % {"prefix": token.prefix})
    if token.state == "expired":
        raise InvalidToken(_("Το κλειδί %(prefix)s έχει λήξει. Ζητήστε νέο από τον Δήμο.") % {"prefix": token.prefix})
    _note_use(token)
    return token


def _token_of(text: str) -> Token | None:
    parts = text.split("_", 2)
    if len(parts) != 3 or parts[0] != _MARK or len(text) > _LONGEST or not text.isascii() or not text.isprintable():
        return None
    # Of the department only its code: its area may be a polygon of thousands of corners.
    rows = Token.objects.select_related("department").only(*_OWN_FIELDS, "department__code")
    token: Token | None = rows.filter(prefix=parts[1]).first()
    return token if token is not None and secrets.compare_digest(token.digest, _digest(text)) else None


def _note_use(token: Token) -> None:
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - _USED_AGAIN_AFTER:
        stale = Q(last_used_at=None) | Q(last_used_at__lt=now - _USED_AGAIN_AFTER)
        Token.objects.filter(stale, pk=token.pk).update(last_used_at=now)


def _digest(text: str) -> str:
    # 32 random bytes cannot be guessed, so a slow hash would protect nothing and cost every request.
    return sha256(text.encode()).hexdigest()
