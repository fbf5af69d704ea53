"""Links that editors write: to the map, as people copy them from its share button, and to where a button leads."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
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


def check_target(url: str) -> None:
    """Take the address of another site, or of a view of ours; pages of the tree are chosen, since they move.

    Raises:
        ValidationError: if it is neither. An empty one is none.
    """
    text = url.strip()
    if text.startswith("/") and not text.startswith("//"):
        if _view_at(urlsplit(text).path) in {"", "wagtail_serve"}:
            raise ValidationError(
                _("Στη διεύθυνση «%(url)s» δεν είναι υπηρεσία της πύλης. Αν είναι σελίδα, διαλέξτε την στο «σελίδα».") % {"url": text[:120]}
            )
    elif text:
        try:
            URLValidator(schemes=("https", "http"))(text)
        except ValidationError as error:
            raise ValidationError(
                _("Το «%(url)s» δεν είναι διεύθυνση. Γράψτε την ολόκληρη, όπως https://www.gov.gr/, ή μιας υπηρεσίας, όπως /pharmacies/.")
                % {"url": text[:120]}
            ) from error


def target_in(language: str, url: str) -> str:
    """Return ``url`` as it is called in ``language``, where it is a page of ours that has two languages."""
    if not url.startswith("/"):
        return url
    there = address_in(language, url)
    with translation.override(language):
        try:
            return there if resolve(urlsplit(there).path).view_name != "wagtail_serve" else url
        except Resolver404:
            return url


def _view_at(path: str) -> str:
    """Return the name of the view at ``path``, whichever language it is written in."""
    with translation.override(settings.LANGUAGE_CODE):
        try:
            return resolve(address_in(settings.LANGUAGE_CODE, path)).view_name
        except Resolver404:
            return ""
