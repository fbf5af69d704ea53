"""Links to the map, as people copy them from its share button."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext as _

from geoportal.atlas.state import MapState, state_of
from geoportal.site.context import address_in
from layers.lookups import all_layers

_VIEWS = {"atlas:map", "atlas:list", "atlas:embed"}


def state_of_link(link: str) -> MapState:
    """Return what the ``link`` to our map shows: layers, filters, extent.

    Raises:
        ValidationError: if it is no link to the map, or asks for what the public does not see.
    """
    parts = urlsplit(link.strip())
    if _view_at(parts.path) not in _VIEWS:
        raise ValidationError(
            _("«%(link)s» δεν είναι σύνδεσμος του χάρτη. Ανοίξτε τον χάρτη, διαλέξτε τι θα δείχνει και πατήστε «Κοινή χρήση».")
            % {"link": link[:120]}
        )
    state = state_of(QueryDict(parts.query), all_layers())
    if state.notices:
        raise ValidationError(list(state.notices))
    if not state.layers:
        raise ValidationError(_("Ο σύνδεσμος δεν ανοίγει κανένα επίπεδο του χάρτη: διαλέξτε τουλάχιστον ένα."))
    return state


def _view_at(path: str) -> str:
    """Return the name of the view at ``path``, whichever language it is written in."""
    with translation.override(settings.LANGUAGE_CODE):
        try:
            return resolve(address_in(settings.LANGUAGE_CODE, path)).view_name
        except Resolver404:
            return ""
