"""Those whom the same thing troubles: their address is confirmed, and given up, by a signed link."""

from django.core import signing
from django.db import transaction
from django.utils import timezone

from layers.requests.models import Supporter

_SALT = "geoportal.requests.followers"


class NotAFollower(LookupError):
    """The link was not signed by us, or whom it names no longer follows the case."""


def follower_token(supporter: Supporter) -> str:
    return _signer().sign(str(supporter.pk))


def _signer() -> signing.Signer:
    return signing.Signer(salt=_SALT)


def find_follower(token: str) -> Supporter:
    """Return whom ``token`` names, with the case and its kind.

    Raises:
        NotAFollower
    """
    try:
        number = _signer().unsign(token)
    except signing.BadSignature as error:
        raise NotAFollower(token) from error
    supporter = Supporter.objects.select_related("request__service", "request__department").filter(pk=number).exclude(email="").first()
    if supporter is None:
        raise NotAFollower(token)
    return supporter


@transaction.atomic
def confirm_follower(supporter: Supporter) -> None:
    """Take it that the address is theirs: from now on they are told."""
    Supporter.objects.filter(pk=supporter.pk, confirmed_at=None).update(confirmed_at=timezone.now())


@transaction.atomic
def stop_following(supporter: Supporter) -> None:
    """Forget the address; that somebody was troubled too still counts."""
    Supporter.objects.filter(pk=supporter.pk).update(email="", confirmed_at=None)
