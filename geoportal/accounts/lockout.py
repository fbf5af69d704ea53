"""Waiting after wrong passwords."""

from math import ceil
from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, _original: Any = None, _credentials: Any = None) -> HttpResponse:
    """Say how long to wait; whether the password was right this time is not told."""
    minutes = ceil(settings.AXES_COOLOFF_TIME.total_seconds() / 60)
    context = {"form": AuthenticationForm(request), "minutes": minutes, "next": request.POST.get("next", "")}
    answer = render(request, "accounts/sign_in.html", context, status=429)
    answer["Retry-After"] = str(minutes * 60)
    return answer
