"""The events on the home page: how many are still on today."""

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from geoportal.home.addresses import at
from geoportal.home.sections import LOOKED_AT, Today
from geoportal.home.services import Fact, HomeService
from layers.audiences import Audience


def _still_on(today: Today) -> Fact:
    count = today.coming.today
    if count >= LOOKED_AT:
        return Fact(text=now_("Πολλές εκδηλώσεις σήμερα"))
    return Fact(text=ngettext("%(count)d εκδήλωση σήμερα", "%(count)d εκδηλώσεις σήμερα", count) % {"count": count} if count else "")


SERVICE = HomeService(
    title=_("Τι γίνεται στην πόλη"),
    words=_("Εκδηλώσεις σήμερα και τις επόμενες ημέρες"),
    page=at("events:list"),
    accent="culture",
    audiences=(Audience.RESIDENT, Audience.VISITOR, Audience.YOUNG, Audience.CHILD),
    fact=_still_on,
)
