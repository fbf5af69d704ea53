"""What pages tell machines that read them, as JSON-LD of schema.org: the municipality, places, and where a page is among others."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import Point
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


def place(kind: str, *, url: str, name: str, point: Point | None, **facts: str) -> SafeString:
    """Return the element that holds a place of schema.org's type ``kind``; of ``address``, ``telephone`` and the like what is known."""
    municipality, language = settings.MUNICIPALITY, page_language()
    address, told = facts.pop("address", ""), {fact: text for fact, text in facts.items() if text}
    document: dict[str, Any] = {"@context": "https://schema.org", "@type": kind, "name": name, "url": url, **told}
    document["address"] = {
        "@type": "PostalAddress",
        **({"streetAddress": address} if address else {}),
        "addressLocality": municipality.town[language],
        "addressCountry": "GR",
    }
    if point is not None:
        document["geo"] = {"@type": "GeoCoordinates", "latitude": round(point.y, 6), "longitude": round(point.x, 6)}
    return json_ld(document)


def web_page(*, url: str, title: str, lead: str, changed_at: datetime | None, above: Sequence[tuple[str, str]]) -> SafeString:
    """Return the element that holds a page of text; ``above`` are the titles and addresses of those that it lies under, the first first."""
    trail = [*above, (title, url)]
    return json_ld({
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": title,
        "url": url,
        "inLanguage": page_language(),
        **({"description": lead} if lead else {}),
        **({"dateModified": changed_at.isoformat()} if changed_at else {}),
        "publisher": {"@type": "GovernmentOrganization", "name": settings.MUNICIPALITY.name[page_language()]},
        "breadcrumb": {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": number, "name": name, "item": address}
                for number, (name, address) in enumerate(trail, start=1)
            ],
        },
    })  # fmt: skip
