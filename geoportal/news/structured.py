"""A publication for machines that read pages: schema.org's JobPosting of a hiring, NewsArticle of all others."""

from typing import Any

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.utils import timezone
from django.utils.safestring import SafeString

from api.pages.structured import json_ld
from geoportal.news.kinds import Kind
from geoportal.site.language import page_language

# schema.org/employmentType, in the words of its readers.
_EMPLOYMENT = {"fixed_term": "TEMPORARY", "seasonal": "TEMPORARY", "permanent": "FULL_TIME", "project": "CONTRACTOR"}


def structured(page: Any, *, url: str, picture: str = "") -> SafeString:
    """Return the element that holds ``page``, a page of its own type; it runs nothing."""
    facts: dict[str, Any] = {"@context": "https://schema.org", "url": url, "description": page.lead}
    facts |= _job(page) if page.kind == Kind.VACANCY else _article(page, picture)
    return json_ld({name: value for name, value in facts.items() if value})


def _publisher() -> dict[str, str]:
    return {"@type": "GovernmentOrganization", "name": str(settings.MUNICIPALITY.name[page_language()])}


def _job(page: Any) -> dict[str, Any]:
    return {
        "@type": "JobPosting",
        "title": page.title,
        "datePosted": page.published_on.isoformat(),
        "validThrough": page.deadline.isoformat() if page.deadline else None,
        "employmentType": _EMPLOYMENT[page.employment],
        "totalJobOpenings": sum(post.count for post in page.positions.all()),
        "hiringOrganization": _publisher(),
        "jobLocation": _place(page.geom, page.address),
    }


def _article(page: Any, picture: str) -> dict[str, Any]:
    return {
        "@type": "NewsArticle",
        "headline": page.title[:110],
        "datePublished": page.published_on.isoformat(),
        "dateModified": (page.last_published_at or timezone.now()).isoformat(),
        "inLanguage": page.locale.language_code,
        "author": _publisher(),
        "publisher": _publisher(),
        "image": picture,
        "contentLocation": _place(page.geom, page.address) if page.geom else None,
    }


def _place(geom: GEOSGeometry | None, name: str) -> dict[str, Any]:
    town = str(settings.MUNICIPALITY.town[page_language()])
    place: dict[str, Any] = {
        "@type": "Place",
        "name": name or town,
        "address": {"@type": "PostalAddress", "addressLocality": town, "addressCountry": "GR"},
    }
    if geom is not None:
        centre = geom.centroid
        place["geo"] = {"@type": "GeoCoordinates", "latitude": round(centre.y, 6), "longitude": round(centre.x, 6)}
    return place
