"""Creating, replacing, updating and deleting one feature: each in a transaction with its record (OGC 20-002r1)."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from api.changes import Action, FeatureChange, state_for_record
from api.errors import ConditionMissing, Conflict, InvalidFeature, Stale, UnknownFeature
from api.features.writing.constraints import told_as_problems
from api.features.writing.features import Values, read_feature
from api.item_tags import matches, state_of
from api.tokens.models import Token
from layers.crs import Crs
from layers.datasets.rows import count_rows, key_field, lock_dataset, next_id
from layers.items import Item, read_item
from layers.layer import Layer
from layers.writing import writable_fields


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Who writes, by which request, in which reference system the coordinates are and the answer is to be."""

    token: Token
    request_id: str
    crs: Crs


def create(layer: Layer, body: Values, *, by: Writer) -> tuple[int, Item]:
    """Add a feature and return its id, with the feature as it is then.

    Raises:
        InvalidFeature, Conflict, DataIsChanging
    """
    with told_as_problems(), transaction.atomic():
        key = _held_key(layer)
        values = read_feature(body, layer, crs=by.crs, present=None, feature_id=None)
        row = _row_without_place(layer, values, key) or layer.model()
        _check_key(layer, row, values, key)
        if row.pk is None and layer.dataset_version is not None:
            row.pk = next_id(layer)
            count_rows(layer, +1)
        item = _saved(layer, row, values, by.crs)
        _record(layer, row, Action.CREATE, by, after=item)
        return row.pk, item


def change(layer: Layer, feature_id: int, body: Values, *, if_match: str | None, by: Writer, is_patch: bool) -> Item:
    """Replace the feature by ``body``, or update it by a patch (RFC 7396), and return it as it is then.

    Raises:
        UnknownFeature, ConditionMissing, Stale, InvalidFeature, Conflict, DataIsChanging
    """
    with told_as_problems(), transaction.atomic():
        key = _held_key(layer)
        row, present = _held(layer, feature_id, if_match)
        before = _recorded(layer, row, present)
        values = read_feature(body, layer, crs=by.crs, present=present, feature_id=feature_id, is_patch=is_patch)
        _check_key(layer, row, values, key)
        item = _saved(layer, row, values, by.crs)
        _record(layer, row, Action.UPDATE if is_patch else Action.REPLACE, by, before=before, after=item)
        return item


def delete(layer: Layer, feature_id: int, *, if_match: str | None, by: Writer) -> None:
    """Remove the feature. A row that can do without a place loses only that: it is more than this layer's feature.

    Raises:
        UnknownFeature, ConditionMissing, Stale, Conflict, DataIsChanging
    """
    with told_as_problems(), transaction.atomic():
        _held_key(layer)
        row, present = _held(layer, feature_id, if_match)
        _record(layer, row, Action.DELETE, by, before=_recorded(layer, row, present))
        if layer.geometry_field.null:
            setattr(row, layer.geometry_field.name, None)
            row.save()
        else:
            row.delete()
        if layer.dataset_version is not None:
            count_rows(layer, -1)


def _held_key(layer: Layer) -> str:
    """Return the field that tells rows apart, if any; a dataset is held first, so that writers to it come one by one."""
    return layer.natural_key if layer.dataset_version is None else key_field(lock_dataset(layer))


def _held(layer: Layer, feature_id: int, if_match: str | None) -> tuple[Any, Item]:
    """Return the feature's row, locked, with the feature: who waited for another writer reads what that one left."""
    row: Model | None = layer.model._default_manager.select_for_update().filter(pk=feature_id).first()
    present = read_item(layer, feature_id) if row is not None else None
    if row is None or present is None:
        raise UnknownFeature(
            _("Η συλλογή «%(slug)s» δεν έχει στοιχείο %(id)s. Όλα τα στοιχεία της: /api/collections/%(slug)s/items")
            % {"slug": layer.slug, "id": feature_id}
        )
    if if_match is None:
        raise ConditionMissing(_("Στείλτε σε If-Match το ETag του στοιχείου όπως το διαβάσατε, ή * για όποιο κι αν είναι."))
    if not matches(if_match, state_of(layer.slug, feature_id, present.state)):
        raise Stale(_("Κάποιος άλλαξε το στοιχείο %(id)d αφού το διαβάσατε. Διαβάστε το ξανά και ξαναγράψτε.") % {"id": feature_id})
    return row, present


def _row_without_place(layer: Layer, values: Values, key: str) -> Any:
    """Return the row that has the key already but no place in this layer, if rows may be so: it is given one."""
    if not layer.geometry_field.null or layer.dataset_version is not None:
        return None
    rows = layer.model._default_manager.select_for_update()
    return rows.filter(**{key: values.get(key), f"{layer.geometry_field.name}__isnull": True}).first()


def _check_key(layer: Layer, row: Any, values: Values, key: str) -> None:
    if not key or values.get(key) in (None, ""):
        return
    if layer.model._default_manager.filter(**{key: values[key]}).exclude(pk=row.pk).exists():
        name = next(name for name, field in writable_fields(layer).items() if field == key)
        raise Conflict(
            _("%(name)s: υπάρχει ήδη εγγραφή με «%(value)s». Αλλάξτε την τιμή, ή γράψτε στη διεύθυνση εκείνης.")
            % {"name": name, "value": values[key]}
        )


def _saved(layer: Layer, row: Any, values: Values, crs: Crs) -> Item:
    """Store the values and return the feature as it is published then.

    Raises:
        InvalidFeature: if the layer would not show it.
    """
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    item = read_item(layer, row.pk, crs=crs)
    if item is None:
        detail = _("Με αυτές τις τιμές το στοιχείο δεν ανήκει στη συλλογή «%(slug)s».") % {"slug": layer.slug}
        raise InvalidFeature(detail, [{"field": "properties", "pointer": "/properties", "detail": detail}])
    return item


def _recorded(layer: Layer, row: Any, item: Item | None) -> dict[str, Any] | None:
    fields: Any = layer.model._meta
    hidden = {name: field for name, field in writable_fields(layer).items() if layer.property(name) is None}
    return state_for_record(item, {name: fields.get_field(field).value_to_string(row) for name, field in hidden.items()})


def _record(layer: Layer, row: Any, action: Action, by: Writer, *, before: dict[str, Any] | None = None, after: Item | None = None) -> None:
    FeatureChange.objects.create(
        layer=layer.slug,
        feature=row.pk,
        action=action,
        before=before,
        # The record is kept in one reference system, whichever was written in.
        after=_recorded(layer, row, after if after is None or by.crs.is_storage else read_item(layer, row.pk)),
        request_id=by.request_id,
        holder=by.token.holder,
        token=by.token,
    )
