"""«Κι εγώ»: somebody adds themselves to a case that is known already, instead of reporting it again."""

from collections.abc import Sequence

from django.db import transaction

from geoportal.requests.telling import ask_follower_to_confirm
from geoportal.site.language import page_language
from layers.requests import citizens
from layers.requests.models import ServiceRequest
from layers.requests.pictures import Picture
from layers.requests.submitting import email_fault, length_fault


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
    if fault := email_fault(email) or length_fault(text):
        raise SupportRefused(fault)
    supporter = citizens.support(case, email=email, text=text.replace("\0", ""), language=page_language(), pictures=pictures)
    if supporter is not None and email:
        ask_follower_to_confirm(supporter)
    return supporter is not None
