"""The places of the city: found in many ways, each with a page of its own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from geoportal.places.details import find_place
from geoportal.places.pages import place_page, places_page
from layers.places import Place


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """The places that the address asks for, as a list or, with ``view=map``, on a map."""
    return render(request, "places/places.html", places_page(request.GET))


@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    try:
        found = find_place(code)
    except Place.DoesNotExist as error:
        raise Http404(_("Δεν υπάρχει σημείο «%(code)s».") % {"code": code}) from error
    return render(request, "places/place.html", place_page(found))
