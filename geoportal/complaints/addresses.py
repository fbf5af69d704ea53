"""Where the pages beside these are, and these for programs."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse


def view_path(kept: Mapping[str, str]) -> str:
    """Return the page of complaints that are narrowed by ``kept``."""
    return reverse("complaints:list") + (f"?{urlencode(kept)}" if kept else "")


def absolute(path: str) -> str:
    """Return the whole address of ``path``, for letters, which are written where nobody asks for a page."""
    return settings.BASE_URL + path
