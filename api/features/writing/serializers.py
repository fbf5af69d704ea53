"""What a written feature may hold: REST framework's serializer of a layer, made from the Layer, with drf-gis's GeoJSON around it.

Only writes and the schema use it; reading never does.
"""

from functools import lru_cache
from typing import Any

from django.db.models import ForeignKey
from rest_framework import serializers
from rest_framework.utils import model_meta
from rest_framework.validators import UniqueValidator
from rest_framework_gis.fields import GeometryField
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from api.features.writing.shapes import UnusableShape, read_shape
from layers.layer import Layer
from layers.writing import natural_key_of, writable_fields

GEOMETRY = "geometry"

# The kinds of JSON that a field takes: REST framework would read 1 as a text and "yes" as a truth.
_JSON_TYPES: tuple[tuple[type[Any], tuple[type[Any], ...], str], ...] = (
    (serializers.BooleanField, (bool,), "boolean"),
    (serializers.IntegerField, (int,), "integer"),
    (serializers.FloatField, (int, float), "number"),
    (serializers.DecimalField, (int, float), "number"),
    (serializers.ListField, (list,), "array"),
    (serializers.Field, (str,), "string"),
)


def json_type(field: serializers.Field) -> str:
    return next(name for kind, _types, name in _JSON_TYPES if isinstance(field, kind))


def is_of_type(field: serializers.Field, value: Any) -> bool:
    types = next(types for kind, types, _name in _JSON_TYPES if isinstance(field, kind))
    return isinstance(value, types) and (bool in types or not isinstance(value, bool))


class ShapeField(GeometryField):
    """The layer's geometry, in the reference system of the request (``crs`` in the serializer's context)."""

    def __init__(self, *, layer: Layer, **given: Any) -> None:
        super().__init__(**given)
        self._layer = layer

    def to_internal_value(self, value: Any) -> Any:
        try:
            return read_shape(value, self._layer, self.context["crs"])
        except UnusableShape as error:
            raise serializers.ValidationError(str(error), code="shape") from error


class FeatureSerializer(GeoFeatureModelSerializer):
    """The base of every layer's serializer: ``Meta.layer`` says which fields there are, and under which names."""

    def get_fields(self) -> dict[str, serializers.Field]:
        layer: Layer = self.Meta.layer
        info = model_meta.get_field_info(layer.model)
        fields = {name: self._field(layer, name, column, info) for name, column in writable_fields(layer).items()}
        shape: serializers.Field = ShapeField(layer=layer, source=layer.geometry_field.name)
        return {**fields, GEOMETRY: shape}

    def _field(self, layer: Layer, name: str, column: str, info: Any) -> serializers.Field:
        model_field: Any = layer.model._meta.get_field(column)
        options: dict[str, Any]
        if isinstance(model_field, ForeignKey):
            related = model_field.remote_field.model
            kind, options = serializers.SlugRelatedField, {
                "slug_field": natural_key_of(related),
                "queryset": related._default_manager.all(),
                "required": not model_field.null,
                "allow_null": model_field.null,
            }  # fmt: skip
        else:
            kind, options = self.build_field(column, info, layer.model, 0)
        if layer.dataset_version is not None and issubclass(kind, serializers.CharField):
            options["allow_blank"] = True
        options["write_only"] = layer.property(name) is None
        made: serializers.Field = kind(**options, **({"source": column} if column != name else {}))
        # That a key is taken is a conflict (409), which the action and the database tell.
        made.validators = [check for check in made.validators if not isinstance(check, UniqueValidator)]
        return made


@lru_cache(maxsize=256)
def serializer_of(layer: Layer) -> type[FeatureSerializer]:
    """Return the serializer of ``layer``'s features."""
    meta = type("Meta", (), {"model": layer.model, "layer": layer, "geo_field": GEOMETRY, "fields": ()})
    return type("LayerSerializer", (FeatureSerializer,), {"Meta": meta})
