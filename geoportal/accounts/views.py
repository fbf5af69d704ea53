from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from importers.models import ImportRun
from layers.lookups import all_layers
from layers.viewers import STAFF


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Who is signed in and, for staff, what was imported lately and which layers only staff see."""
    context = {}
    if request.user.is_staff:
        context = {
            "runs": ImportRun.objects.select_related("by")[:20],
            "internal_layers": [layer for layer in all_layers(viewer=STAFF) if not layer.is_public],
        }
    return render(request, "accounts/home.html", context)
