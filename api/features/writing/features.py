"""From a GeoJSON feature, or a patch of one, to the values of a row's fields."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail
from rest_framework.serializers import Serializer

from api.errors import InvalidFeature
from api.features.writing.serializers import GEOMETRY, is_of_type, serializer_of
from api.features.writing.texts import explained
from layers.crs import CRS84_URI, Crs
from layers.items import Item
from layers.layer import Layer
from layers.writing import nothing_of, writable_fields

Values = dict[str, Any]


@dataclass(kw_only=True)
class Given:
    """What a body gives, sorted: ``values`` to be read, ``emptied`` names with null, ``errors`` found on the way."""

    values: Values = field(default_factory=dict)
    emptied: set[str] = field(default_factory=set)
    errors: list[dict[str, Any]] = field(default_factory=list)


def read_feature(body: Values, layer: Layer, *, crs: Crs, present: Item | None, feature_id: int | None, is_patch: bool = False) -> Values:
    """Return the value of each of the row's fields that ``body`` decides, by field.

    A new feature and one that replaces another say everything: what they leave out, or give as null, holds nothing after. But a field
    that the layer does not publish stays as it is where nothing is said of it. A patch (RFC 7396) decides what it names.

    Raises:
        InvalidFeature: tells of every field at once.
    """
    _check_members(body, feature_id, is_patch=is_patch)
    given = _sorted(body, layer, present)
    serializer = serializer_of(layer)(
        data={"type": "Feature", GEOMETRY: given.values.pop(GEOMETRY, None), "properties": dict(given.values)}
        if GEOMETRY in given.values
        else {"properties": dict(given.values)},
        partial=True,
        context={"crs": crs},
    )
    values = _validated(serializer, body, given)
    named = set(given.values) | given.emptied
    for name, column in writable_fields(layer).items():
        if name in given.values or (is_patch and name not in given.emptied):
            continue
        if name not in named and present is not None and layer.property(name) is None:
            continue
        _leave_empty(name, column, layer, serializer, values, given)
    if GEOMETRY in given.emptied or (not is_patch and GEOMETRY not in body):
        given.errors.append(explained(GEOMETRY, None, None, ErrorDetail("", code="required")))
    if given.errors:
        first = given.errors[0]
        raise InvalidFeature(
            _("Το στοιχείο δεν αποθηκεύτηκε (λάθη: %(count)d). Πρώτο: %(field)s: %(detail)s")
            % {"count": len(given.errors), "field": first["field"], "detail": first["detail"]},
            given.errors,
        )
    return values


def _check_members(body: Values, feature_id: int | None, *, is_patch: bool) -> None:
    if body.get("type", "Feature" if is_patch else None) != "Feature":
        raise _refused("type", _('πρέπει να είναι ένα στοιχείο GeoJSON, με "type": "Feature".'))
    if not isinstance(body.get("properties", {}), dict | None):
        raise _refused("properties", _("πρέπει να είναι αντικείμενο με τις ιδιότητες, ή null."))
    # OGC 20-002r1 /req/features/update-json-merge-patch: an id stays what it is. A new feature's is given by us (/per/…/rid).
    if feature_id is not None and "id" in body and str(body["id"]) != str(feature_id):
        raise _refused("id", _("δεν αλλάζει: στη διεύθυνση αυτή είναι το στοιχείο %(id)d.") % {"id": feature_id})
    if "crs" in body and CRS84_URI not in json.dumps(body["crs"]) and "CRS84" not in json.dumps(body["crs"]):
        raise _refused("crs", _("δεν υπάρχει πια στο GeoJSON (RFC 7946). Πείτε το σύστημα αναφοράς με την κεφαλίδα Content-Crs."))


def _refused(name: str, detail: str) -> InvalidFeature:
    return InvalidFeature(f"{name}: {detail}", [{"field": name, "pointer": f"/{name}", "detail": detail}])


def _sorted(body: Values, layer: Layer, present: Item | None) -> Given:
    """Part what can be read from what is null, and refuse names that the layer does not have or only publishes."""
    given = Given()
    fields = serializer_of(layer)().fields
    before: Values = json.loads(present.text)["properties"] if present is not None else {}
    for name, value in (body.get("properties") or {}).items():
        if name in fields and name != GEOMETRY:
            _take(name, value, fields[name], given)
        elif layer.property(name) is not None:
            if value is not None and (present is None or before.get(name) != value):
                given.errors.append(explained(name, value, None, ErrorDetail("", code="read_only")))
        else:
            known = ", ".join(entry for entry in fields if entry != GEOMETRY)
            detail = _("δεν υπάρχει τέτοια ιδιότητα. Γράφονται: %(known)s.") % {"known": known}
            given.errors.append({"field": name[:100], "pointer": f"/properties/{name[:100]}", "detail": detail})
    if body.get(GEOMETRY) is not None:
        given.values[GEOMETRY] = body[GEOMETRY]
    elif GEOMETRY in body:
        given.emptied.add(GEOMETRY)
    return given


def _take(name: str, value: Any, entry: Any, given: Given) -> None:
    if value is None:
        given.emptied.add(name)
    elif is_of_type(entry, value):
        given.values[name] = value
    else:
        given.errors.append(explained(name, value, entry, ErrorDetail("", code="type")))


def _validated(serializer: Serializer, body: Values, given: Given) -> Values:
    if serializer.is_valid():
        return dict(serializer.validated_data)
    properties = body.get("properties") or {}
    for name, details in serializer.errors.items():
        value = None if name == GEOMETRY else properties.get(name)
        first = _first(details)
        given.errors.append(explained(name, value, serializer.fields.get(name), first))
    return {}


def _first(details: Any) -> ErrorDetail:
    """Return one of a field's errors; those of a list's entries lie deeper."""
    while not isinstance(details, ErrorDetail):
        details = next(iter(details.values() if isinstance(details, Mapping) else details))
    return details


def _leave_empty(name: str, column: str, layer: Layer, serializer: Serializer, values: Values, given: Given) -> None:
    model_field: Any = layer.model._meta.get_field(column)
    nothing = nothing_of(model_field)
    if (nothing is None and not model_field.null) or (nothing == "" and not model_field.blank):
        given.errors.append(explained(name, None, serializer.fields[name], ErrorDetail("", code="required")))
    values[column] = nothing
