from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from api.language import is_machine_surface
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
            "url": asking_for(other, request) if is_machine_surface(request) else address_in(other, request.get_full_path()),
        },
    }


def address_in(language: str, path: str) -> str:
    """Return ``path`` (with its query) as it is called in ``language``: English lies under ``/en/``, Greek has no prefix."""
    bare = path.removeprefix("/en") if path == "/en" or path.startswith("/en/") else path
    return f"/en{bare}" if language == "en" else bare or "/"


def asking_for(language: str, request: HttpRequest) -> str:
    """Return the address of a page of the API in ``language``: those are told by a parameter, not by a prefix."""
    given = request.GET.copy()
    given["lang"] = language
    return f"{request.path}?{given.urlencode(safe=',:/')}"
