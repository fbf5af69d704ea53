from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import translation
from django.utils.functional import SimpleLazyObject

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
        # Asked for by the pages that have it: the back office has not.
        "menu": SimpleLazyObject(lambda: main_menu(request.path)),
        "page_addresses": page_addresses(request),
        "other_language": {
            "code": other,
            "name": "English" if other == "en" else "Ελληνικά",
            "url": asking_for(other, request) if is_machine_surface(request) else address_in(other, request.get_full_path()),
        },
    }


@dataclass(frozen=True, kw_only=True)
class PageAddresses:
    """Absolute addresses: of the page itself, of it in each language ("x-default" is Greek), of the picture that stands for it.

    ``kind`` is what the page is to other sites (https://ogp.me/#types).
    """

    canonical: str
    languages: tuple[tuple[str, str], ...]
    picture: str
    kind: str = "website"


def page_addresses(request: HttpRequest) -> PageAddresses:
    """Return where search engines shall find the page: without what only arranges it (filters, a place, a view), with a list's page."""
    number = request.GET.get("page", "")
    path = f"{request.path}?page={number}" if number.isascii() and number.isdecimal() else request.path
    is_machine = is_machine_surface(request)

    def address(language: str) -> str:
        return request.build_absolute_uri(f"{request.path}?lang={language}" if is_machine else address_in(language, path))

    greek, english = address("el"), address("en")
    return PageAddresses(
        canonical=english if translation.get_language() == "en" else greek,
        languages=(("el", greek), ("en", english), ("x-default", greek)),
        picture=request.build_absolute_uri(static("img/social.png")),
    )


def address_in(language: str, path: str) -> str:
    """Return ``path`` (with its query) as it is called in ``language``: English lies under ``/en/``, Greek has no prefix."""
    bare = path.removeprefix("/en") if path == "/en" or path.startswith("/en/") else path
    return f"/en{bare}" if language == "en" else bare or "/"


def asking_for(language: str, request: HttpRequest) -> str:
    """Return the address of a page of the API in ``language``: those are told by a parameter, not by a prefix."""
    given = request.GET.copy()
    given["lang"] = language
    return f"{request.path}?{given.urlencode(safe=',:/')}"
