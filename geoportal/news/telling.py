"""A publication as its page shows it."""

from typing import Any
from urllib.parse import quote, urlencode

from django.db.models import Case, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.documents.models import Document

from geoportal.news.facts import facts_of
from geoportal.news.kinds import Kind
from geoportal.news.structured import structured
from geoportal.news.words import map_url, words_of
from geoportal.site.city_map import Drawn, city_map

_RELATED = 4
_COLOUR = "#7b1e4b"


def telling_of(page: Any, others: QuerySet[Any], request: HttpRequest) -> dict[str, Any]:
    """Return what templates/news/publication.html shows of ``page`` beside its own words; ``others`` are all it may lead to."""
    now, own = timezone.now(), page.specific
    url = request.build_absolute_uri(page.get_url(request) or request.path)
    newer, older = _neighbours(page, others)
    department = page.department if page.department and page.department.is_published else None
    picture = page.shared_picture
    return {
        "words": words_of(page, now=now),
        "department_url": reverse("departments:department", args=(department.code,)) if department else "",
        "facts": facts_of(own),
        "positions": list(own.positions.all()) if page.kind == Kind.VACANCY else [],
        "files": _files(page),
        "map": city_map([Drawn(geom=page.geom, name=page.title, colour=_COLOUR)]) if page.geom else None,
        "map_url": map_url(page.geom) if page.geom else "",
        "is_urgent": page.urgent_until is not None and page.urgent_until > now,
        "newer": newer,
        "older": older,
        "related": [words_of(row, now=now) for row in _related(page, others.exclude(pk__in=[row.pk for row in (newer, older) if row]))],
        "mail_url": "mailto:?" + urlencode({"subject": page.title, "body": f"{page.title}\n{url}"}, quote_via=quote),
        "structured": structured(own, url=url, picture=request.build_absolute_uri(picture) if picture else ""),
    }


def _files(page: Any) -> list[dict[str, Any]]:
    attachments = list(page.attachments.all())
    documents = Document.objects.in_bulk({entry.document_id for entry in attachments})
    return [{"title": entry.title or documents[entry.document_id].title, "file": documents[entry.document_id]} for entry in attachments]


def _neighbours(page: Any, others: QuerySet[Any]) -> tuple[Any, Any]:
    """Return the publications of the same kind that came just after and just before, None where there is none."""
    rows = others.filter(kind=page.kind)
    day, number = page.published_on, page.pk or 0
    newer = rows.filter(Q(published_on__gt=day) | Q(published_on=day, pk__gt=number)).order_by("published_on", "pk").first()
    older = rows.filter(Q(published_on__lt=day) | Q(published_on=day, pk__lt=number)).order_by("-published_on", "-pk").first()
    return newer, older


def _related(page: Any, others: QuerySet[Any]) -> list[Any]:
    """Return others of the same department, of the same kind first; without a department, of the same kind."""
    rows = others.filter(department=page.department_id) if page.department_id else others.filter(kind=page.kind)
    return list(rows.order_by(Case(When(kind=page.kind, then=Value(0)), default=Value(1)), "-published_on", "-pk")[:_RELATED])
