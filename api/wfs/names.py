"""Names in XML: of the service's namespace, of layers as feature types, of properties as elements."""

import re

from django.conf import settings

from api.downloads.columns import unique_names
from layers.layer import Layer, Property

# XML 1.0 §2.3 without the colon (Namespaces in XML 1.0 §3).
_FIRST = "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff"
_NOT_FIRST = re.compile(f"[^{_FIRST}]")
_NOT_NAME = re.compile(f"[^{_FIRST}.0-9\u00b7\u0300-\u036f\u203f\u2040-]")

GEOMETRY = "geometry"


def prefix() -> str:
    """Return the prefix of the service's namespace: the municipality's code."""
    return xml_name(settings.MUNICIPALITY.code)


def namespace() -> str:
    """Return the namespace of feature types; it stays what it is when the service moves to another address."""
    return f"urn:geoportal:{settings.MUNICIPALITY.code}"


def xml_name(text: str) -> str:
    """Return ``text`` as a name without a colon; what such a name cannot hold is written ``_x0020_`` (ISO 9075-14 does so)."""
    rest = _NOT_NAME.sub(lambda found: f"_x{ord(found[0]):04X}_", text[1:])
    return _NOT_FIRST.sub(lambda found: f"_x{ord(found[0]):04X}_", text[:1]) + rest


def type_name(layer: Layer) -> str:
    return xml_name(layer.slug)


def element_names(layer: Layer) -> dict[str, Property]:
    """Return the layer's properties by the names of their elements, in order."""
    names = unique_names((xml_name(entry.name) for entry in layer.properties), reserved=(GEOMETRY,))
    return dict(zip(names, layer.properties, strict=True))
