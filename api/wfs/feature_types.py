"""Layers as the library's feature types: what DescribeFeatureType writes, and what names in requests stand for."""

from functools import cached_property

from django.utils.translation import gettext as _
from gisserver.features import FeatureType
from gisserver.parsers.xml import xmlns
from gisserver.types import GeometryXsdElement, XsdAttribute, XsdComplexType, XsdElement, XsdTypes

from api.wfs.names import GEOMETRY, element_names, namespace, type_name
from api.wfs.refusals import invalid
from layers.layer import GeometryType, Kind, Layer, Property

ID = "@gml:id"

_SIMPLE = {
    Kind.TEXT: XsdTypes.string,
    # PostgreSQL's bigint; of an xsd:integer clients expect either more or, as GDAL, less.
    Kind.INTEGER: XsdTypes.long,
    Kind.NUMBER: XsdTypes.double,
    Kind.BOOLEAN: XsdTypes.boolean,
    Kind.DATE: XsdTypes.date,
    Kind.INSTANT: XsdTypes.dateTime,
    # As JSON text.
    Kind.LIST: XsdTypes.string,
    Kind.HOURS: XsdTypes.string,
}
_SHAPES = {
    GeometryType.POINT: XsdTypes.gmlPointPropertyType,
    GeometryType.MULTI_POINT: XsdTypes.gmlMultiPointPropertyType,
    GeometryType.LINE: XsdTypes.gmlCurvePropertyType,
    GeometryType.MULTI_LINE: XsdTypes.gmlMultiCurvePropertyType,
    GeometryType.MULTI_POLYGON: XsdTypes.gmlMultiSurfacePropertyType,
    GeometryType.ANY: XsdTypes.gmlGeometryPropertyType,
}


class LayerFeatureType(FeatureType):
    """A layer under its name in XML.

    Its elements are the layer's published properties, whatever expression each is of, and its geometry; the model behind it is
    not looked at, so that nothing else can be named.
    """

    def __init__(self, layer: Layer) -> None:
        super().__init__(
            layer.published(),
            name=type_name(layer),
            title=str(layer.title),
            abstract=str(layer.description),
            show_name_field=False,
            xml_namespace=namespace(),
        )
        self.layer = layer

    @cached_property
    def properties(self) -> dict[str, Property]:
        return element_names(self.layer)

    @cached_property
    def xsd_type(self) -> XsdComplexType:
        """The schema's type; every element may be missing, as it is where a feature has no value."""
        simple = [XsdElement(name, _SIMPLE[entry.kind], namespace(), min_occurs=0) for name, entry in self.properties.items()]
        shape = GeometryXsdElement(GEOMETRY, _SHAPES[self.layer.geometry_type], namespace(), min_occurs=0)
        return XsdComplexType(
            name=f"{self.name}Type",
            namespace=namespace(),
            elements=[*simple, shape],
            attributes=[XsdAttribute("id", namespace=xmlns.gml)],
            base=XsdTypes.gmlAbstractFeatureType,
        )

    def named(self, xpath: str | None, aliases: dict[str, str], *, locator: str) -> Property | str:
        """Return the property that ``xpath`` names, or GEOMETRY, or ID.

        Raises:
            Refused: names those that there are.
        """
        text = (xpath or "").strip()
        try:
            found = self.resolve_element(text.removesuffix("[1]"), aliases).child
        except (ValueError, NotImplementedError) as error:
            known = ", ".join([*self.properties, GEOMETRY, ID])
            told = _("Το «%(type)s» δεν έχει ιδιότητα «%(name)s». Έχει: %(known)s.")
            raise invalid(locator, told % {"type": self.name, "name": text[:80], "known": known}) from error
        if found.is_attribute:
            return ID
        return self.properties.get(found.name, GEOMETRY)
