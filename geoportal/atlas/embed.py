"""The map alone, for pages of others: it may be framed by anyone, so it shows what anyone may see and lets nobody do anything."""

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from geoportal.atlas.state import state_of
from geoportal.atlas.views import page_context
from layers.lookups import all_layers


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embed(request: HttpRequest) -> HttpResponse:
    """The map of an address, or without scripts its list; whoever looks, only public layers."""
    available = all_layers()
    state = state_of(request.GET, available)
    return render(request, "atlas/embed.html", page_context(state, available))
