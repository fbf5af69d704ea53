"""The services of the portal on the page of each audience."""

from django.utils.translation import gettext as _

from geoportal.home.services import home_services
from geoportal.pages.collecting import Collected
from layers.audiences import Audience


def services_for(audience: Audience) -> Collected:
    """Return the services that say that they are for ``audience``, the most used first."""
    entries = [service for service in home_services() if audience in service.audiences]
    return Collected(title=_("Υπηρεσίες"), template="pages/collected/services.html", entries=entries)
