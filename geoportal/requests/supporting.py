"""«Κι εγώ»: somebody adds themselves to a case that is known already, instead of reporting it again."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from geoportal.requests.telling import ask_follower_to_confirm
from geoportal.site.language import page_language
from layers.requests import citizens
from layers.requests.models import ServiceRequest
from layers.requests.pictures import Picture
from layers.requests.submitting import LONGEST_TEXT


class SupportRefused(ValueError):
    """What is wrong, in the user's language."""


@transaction.atomic
def support_case(case: ServiceRequest, *, email: str = "", text: str = "", pictures: Sequence[Picture] = ()) -> bool:
    """Count somebody whom the same thing troubles; an address that they give is told of what becomes of it once they confirm it.

    Return False if the address follows the case already.

    Raises:
        SupportRefused
        TransitionNotAllowed: if the case is not open any more.
        TooManyPictures
    """
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise SupportRefused(
                _("«%(email)s»: λείπει κάτι από τη διεύθυνση. Πρέπει να μοιάζει με onoma@example.gr.") % {"email": email[:80]}
            ) from None
    if len(text) > LONGEST_TEXT:
        raise SupportRefused(_("Το κείμενο έχει %(count)s χαρακτήρες. Χωρούν %(longest)s.") % {"count": len(text), "longest": LONGEST_TEXT})
    supporter = citizens.support(case, email=email, text=text.replace("\0", ""), language=page_language(), pictures=pictures)
    if supporter is not None and email:
        ask_follower_to_confirm(supporter)
    return supporter is not None
