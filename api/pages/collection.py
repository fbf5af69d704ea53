"""The page of one collection."""

from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from api.documents import JSON, url
from api.downloads.structured import dataset_document
from api.errors import DataIsChanging
from api.features.documents import collection_document
from api.pages.addresses import geojson_url
from api.pages.features import rows_of, shapes_of
from api.pages.links import page_links
from api.pages.rendering import page
from api.pages.structured import json_ld
from layers.departments import Department
from layers.layer import FeatureQuery, Layer
from layers.reading import Page, Summary, read_page, read_summary

_ATTEMPTS = 3
_MAP_FEATURES = 200
_LISTED = 10


def collection_page(request: HttpRequest, layer: Layer) -> tuple[int, HttpResponse]:
    """Return what there is to know of ``layer``, with a small map and its first features, and the revision that all of it is of.

    Raises:
        DataIsChanging
    """
    summary, features = _at_one_revision(layer)
    rows = rows_of(request, layer, features)
    shapes = shapes_of(rows)
    document = collection_document(request, layer, summary)
    return summary.revision, page(
        request,
        "api/collection.html",
        json_type=JSON,
        document=document,
        links=list(page_links(document["links"])),
        layer=layer,
        facts=_facts(layer, summary),
        identity=_identity(layer, summary, document["attribution"]),
        rows=rows[:_LISTED],
        shapes=shapes,
        is_sample=summary.count > len(shapes),
        dataset=json_ld(dataset_document(request, layer, summary)),
        **_addresses(request, layer, drawn=len(shapes)),
    )


def _addresses(request: HttpRequest, layer: Layer, *, drawn: int) -> dict[str, str]:
    items = url(request, "items", layer.slug)
    return {
        "items_url": items,
        "geojson_url": geojson_url(request, layer),
        # The list that tells the same as the map, which has drawn so many.
        "map_list_url": f"{items}{'&' if '?' in items else '?'}limit={drawn}",
        "plain_items_url": url(request, "items", layer.slug, plain=True),
    }


def _at_one_revision(layer: Layer) -> tuple[Summary, Page]:
    for attempt in range(_ATTEMPTS):
        # An entry that is no longer the present one must not bring its old summary back.
        summary = read_summary(layer, revision=None if attempt else layer.revision)
        features = read_page(layer, FeatureQuery(), limit=_MAP_FEATURES)
        if summary.revision == features.revision:
            return summary, features
    raise DataIsChanging


def _facts(layer: Layer, summary: Summary) -> list[tuple[str, str]]:
    facts = [
        (_("Στοιχεία"), number_format(summary.count, use_l10n=True, force_grouping=True)),
        (_("Γεωμετρία"), str(layer.geometry_type.label)),
    ]
    if summary.interval is not None:
        facts.append((_("Χρόνος"), " – ".join(map(_day, summary.interval))))
    return facts


def _day(text: str) -> str:
    """Return the day of an instant or a date in RFC 3339, as people write it."""
    instant = parse_datetime(text)
    day = localtime(instant).date() if instant is not None and instant.tzinfo else parse_date(text[:10])
    return text if day is None else date_format(day, "j M Y")


def _identity(layer: Layer, summary: Summary, attribution: str) -> list[tuple[str, str]]:
    """Return what the collection is called and whose it is, where it lies and who keeps it right."""
    facts = [(_("Όνομα για προγράμματα"), layer.slug), (_("Πηγή"), attribution)]
    maintainer = Department.objects.published().filter(code=layer.maintainer).first() if layer.maintainer else None
    if maintainer is not None:
        language = (get_language() or "el")[:2]
        facts.append((_("Συντηρεί"), getattr(maintainer, f"name_{language}") or maintainer.name_el))
    if summary.extent is not None:
        west, south, east, north = summary.extent
        facts.append((_("Έκταση (δύση, νότος, ανατολή, βορράς)"), f"{west}, {south}, {east}, {north}"))
    return facts
