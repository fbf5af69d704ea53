"""Reporting and following on the home page."""

from django.utils.translation import gettext_lazy as _

from geoportal.home.addresses import at
from geoportal.home.services import HomeService
from layers.audiences import Audience

REPORT = HomeService(
    title=_("Δηλώστε ένα πρόβλημα"),
    words=_("Λακκούβα, φως, σκουπίδια: δείξτε το στον χάρτη"),
    page=at("requests:report"),
    accent="open",
    audiences=(Audience.RESIDENT, Audience.VISITOR, Audience.BUSINESS, Audience.YOUNG, Audience.OLDER),
)
TRACK = HomeService(
    title=_("Πού βρίσκεται το αίτημά μου"),
    words=_("Με τον κωδικό που πήρατε όταν το στείλατε"),
    page=at("requests:ask"),
    audiences=(Audience.RESIDENT, Audience.BUSINESS),
)
