"""The pharmacies on the home page: how many are on duty now."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from geoportal.home.addresses import at
from geoportal.home.sections import Today
from geoportal.home.services import Fact, HomeService
from layers.audiences import Audience


def _on_duty(today: Today) -> Fact:
    count = today.duties.count
    return Fact(text=ngettext("%(count)d εφημερεύει τώρα", "%(count)d εφημερεύουν τώρα", count) % {"count": count} if count else "")


SERVICE = HomeService(
    title=_("Φαρμακεία τώρα"),
    words=_("Ποια είναι ανοιχτά, ποια εφημερεύουν, ποιο είναι κοντά"),
    page=at("pharmacies:list"),
    accent="open",
    audiences=(Audience.RESIDENT, Audience.VISITOR, Audience.OLDER, Audience.MIGRANT),
    fact=_on_duty,
)
