"""The pages of features: some of a collection's, and one."""

import json
from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from api.caching import Revision
from api.documents import GEOJSON, url
from api.features.query import asks_for_count, feature_query
from api.features.sorting import written_place
from api.pages.features import Row, rows_of, shapes_of
from api.pages.forms import form_of, without_empty
from api.pages.rendering import page
from api.params import without_format
from api.viewers import viewer_of
from layers.crs import CRS84
from layers.layer import Layer
from layers.reading import Page, count_features, read_page

# A longer page is no page for people; whoever wants more takes JSON.
_MAX_LISTED = 500
_LONGEST_TEXT = 20_000


def items_page(request: HttpRequest, layer: Layer) -> tuple[Revision, HttpResponse]:
    """Return the features that the address asks for as a list and a map, with the form that asks.

    Raises:
        UnknownParameter, InvalidParameter
    """
    given = without_empty(request.GET)
    asked = without_format(given)
    query = feature_query(asked, layer, viewer=viewer_of(request))
    limit = min(query.limit or 1, _MAX_LISTED)
    features = read_page(layer, replace(query, crs=CRS84, shown=None), limit=limit)
    rows = rows_of(request, layer, features, shown=query.shown)
    revision: Revision = features.revision if query.inside is None else (features.revision, query.inside.revision)
    return revision, page(
        request,
        "api/items.html",
        json_type=GEOJSON,
        layer=layer,
        rows=rows,
        is_empty=not rows,
        shapes=shapes_of(rows),
        matched=count_features(layer, replace(query, after=None, after_place=None), at_most=None) if asks_for_count(asked) else None,
        read_at=timezone.now(),
        given={name: asked.get(name, "") for name in ("bbox", "datetime", "limit")},
        default_limit=settings.API_DEFAULT_LIMIT,
        max_listed=limit if (query.limit or 1) > limit and features.next_after else None,
        form=form_of(layer, given),
        collection_url=url(request, "collection", layer.slug),
        all_url=url(request, "items", layer.slug),
        **_addresses(request, given, features),
    )


def _addresses(request: HttpRequest, given: QueryDict, features: Page) -> dict[str, str]:
    """Return where the same is as GeoJSON, where it is counted, and the first and the next page; empty where there is none."""
    following = features.next_after
    return {
        "json_url": _address(request, given, f="json"),
        "counted_url": _address(request, given, count="true"),
        "first_url": _address(request, given, after=None) if "after" in given else "",
        "next_url": "" if following is None else _address(request, given, after=written_place(following)),
    }


def _address(request: HttpRequest, given: QueryDict, **changed: str | None) -> str:
    """Return the address of this resource with the parameters ``given``, but for those ``changed`` (None: without it)."""
    parameters = given.copy()
    for name, value in changed.items():
        parameters.pop(name, None)
        if value is not None:
            parameters[name] = value
    query = parameters.urlencode(safe=",:/")
    return request.build_absolute_uri(request.path) + (f"?{query}" if query else "")


def item_page(request: HttpRequest, layer: Layer, row: Row) -> HttpResponse:
    """Return all that is published of one feature."""
    geometry = row.members["geometry"] or {"type": ""}
    text = json.dumps(geometry, ensure_ascii=False)
    return page(
        request,
        "api/item.html",
        json_type=GEOJSON,
        layer=layer,
        row=row,
        shapes=shapes_of([row]),
        values=[(entry, _text(row.feature.properties.get(entry.name))) for entry in layer.properties],
        place=_place(row),
        geometry_type=geometry["type"],
        geometry_text=text if len(text) <= _LONGEST_TEXT else "",
        items_url=url(request, "items", layer.slug),
        collection_url=url(request, "collection", layer.slug),
    )


def _place(row: Row) -> list[tuple[str, str]]:
    """Return where the feature lies: a point's latitude and longitude, of others the box; nothing where it lies nowhere."""
    if not row.is_placed:
        return []
    west, south, east, north = row.feature.extent
    if row.members["geometry"]["type"] == "Point":
        return [(_("Πλάτος, μήκος"), f"{south}, {west}")]
    return [
        (_("Νοτιοδυτική γωνία (πλάτος, μήκος)"), f"{south:.6f}, {west:.6f}"),
        (_("Βορειοανατολική γωνία (πλάτος, μήκος)"), f"{north:.6f}, {east:.6f}"),
    ]


def _text(value: object) -> str:
    """Return a value as GeoJSON has it, a text without its quotes."""
    if value is None or value == []:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
