"""The municipality for machines that read pages: schema.org's GovernmentOrganization, as JSON-LD."""

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString

from api.pages.structured import json_ld
from geoportal.site.language import page_language

_OTHER = {"el": "en", "en": "el"}


def organisation(request: HttpRequest) -> SafeString:
    """Return the element that holds it, in the active language; it runs nothing."""
    municipality, language = settings.MUNICIPALITY, page_language()
    west, south, east, north = municipality.extent
    contact = municipality.contact
    return json_ld({
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "name": municipality.name[language],
        "alternateName": municipality.name[_OTHER[language]],
        "url": request.build_absolute_uri(reverse("home")),
        "logo": request.build_absolute_uri(static("img/icon-512.png")),
        "sameAs": [contact.website],
        "telephone": f"+30 {contact.phone}",
        "email": contact.email,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": contact.address[language],
            "addressLocality": municipality.town[language],
            "addressCountry": "GR",
        },
        # schema.org's boxes are latitude first: the lower left corner, then the upper right.
        "areaServed": {
            "@type": "AdministrativeArea",
            "name": municipality.name[language],
            "geo": {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"},
        },
    })  # fmt: skip
