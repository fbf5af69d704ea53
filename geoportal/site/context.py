from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from geoportal.site.menu import main_menu


def site(request: HttpRequest) -> dict[str, Any]:
    """What every page shows: the municipality in the page's language, the main menu, this page in the other language."""
    language = translation.get_language()
    municipality = settings.MUNICIPALITY
    other = "el" if language == "en" else "en"
    return {
        "municipality_name": municipality.name[language],
        "municipality_tagline": municipality.tagline[language],
        "municipality_contact": municipality.contact,
        "municipality_address": municipality.contact.address[language],
        "menu": main_menu(request.path),
        "other_language": {
            "code": other,
            "name": "English" if other == "en" else "Ελληνικά",
            "url": address_in(other, request.get_full_path()),
        },
    }


def address_in(language: str, path: str) -> str:
    """Return ``path`` (with its query) as it is called in ``language``: English lies under ``/en/``, Greek has no prefix."""
    bare = path.removeprefix("/en") if path == "/en" or path.startswith("/en/") else path
    return f"/en{bare}" if language == "en" else bare or "/"
