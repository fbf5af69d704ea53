"""What a telephone needs to keep the portal beside its apps (W3C Web Application Manifest), and the icon that browsers ask for unasked."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from api.language import negotiated_language

_MEDIA_TYPE = "application/manifest+json"


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The manifest, in the language that ``lang`` or the browser asks for; pages name theirs."""
    language = negotiated_language(request)
    with translation.override(language):
        response = JsonResponse(_document(language), content_type=_MEDIA_TYPE, json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = "public, max-age=86400"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _document(language: str) -> dict[str, object]:
    home = reverse("home")
    return {
        "id": home,
        "name": settings.MUNICIPALITY.name[language],
        "short_name": settings.MUNICIPALITY.town[language],
        "description": settings.MUNICIPALITY.tagline[language],
        "lang": language,
        "dir": "ltr",
        "start_url": home,
        "scope": "/",
        # Beside the apps of a telephone, with a way back and the address in sight.
        "display": "minimal-ui",
        "background_color": "#ffffff",
        "theme_color": "#003476",
        "icons": [
            {"src": static("img/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
            {"src": static("img/icon-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": static("img/icon-512.png"), "sizes": "512x512", "type": "image/png"},
            {"src": static("img/icon-maskable-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        ],
        "shortcuts": [
            {"name": _("Δηλώστε ένα πρόβλημα"), "url": reverse("requests:report")},
            {"name": _("Παρακολούθηση αιτήματος"), "url": reverse("requests:ask")},
        ],
    }


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return HttpResponseRedirect(static("img/icon-32.png"))
