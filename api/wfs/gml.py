"""The SQL by which the database writes features as GML 3.2 (OGC 07-036, simple features level 0: 10-100r3)."""

from collections.abc import Mapping

from api.downloads.columns import NESTED, Column
from api.wfs.feature_types import LayerFeatureType
from api.wfs.names import GEOMETRY, prefix
from api.wfs.selection import Selection
from api.wfs.systems import System
from layers.layer import GeometryType, Kind, Property

# What XML 1.0 §2.2 cannot hold.
_FORBIDDEN = (
    r"E'\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\uFFFE\uFFFF'"
)
# As in the API's GeoJSON: points keep every bit.
_POINT_DECIMALS = 15
_WITH_POINTS = (GeometryType.POINT, GeometryType.MULTI_POINT, GeometryType.ANY)
# ST_AsGML: no srsDimension (2), LineString rather than Curve (4); latitude first (16).
_PLAIN, _LAT_LON = 2 | 4, 16

# The element of each collection and of its members, by PostGIS's name of the type.
_COLLECTIONS: Mapping[str, tuple[str, str]] = {
    "MULTIPOINT": ("MultiPoint", "pointMember"),
    "MULTILINESTRING": ("MultiCurve", "curveMember"),
    "MULTIPOLYGON": ("MultiSurface", "surfaceMember"),
    "GEOMETRYCOLLECTION": ("MultiGeometry", "geometryMember"),
}


def feature_sql(selection: Selection) -> str:
    """Return the SQL of a row's feature."""
    feature_type, shown = selection.feature_type, selection.query.shown
    element = f"{prefix()}:{feature_type.name}"
    parts = [f"""'<{element} gml:id="' || {id_sql(feature_type)} || '">'"""]
    parts += [
        f"coalesce({property_sql(name, entry)}, '')"
        for name, entry in feature_type.properties.items()
        if shown is None or entry.name in shown
    ]
    if selection.has_geometry:
        parts.append(geometry_property_sql(selection))
    return " || ".join([*parts, f"'</{element}>'"])


def id_sql(feature_type: LayerFeatureType) -> str:
    return f"'{feature_type.name}.' || f.id"


def property_sql(name: str, entry: Property) -> str:
    """Return the SQL of a property's element, NULL where there is no value."""
    element = f"{prefix()}:{name}"
    return f"'<{element}>' || ({_value_sql(entry)}) || '</{element}>'"


def _value_sql(entry: Property) -> str:
    text = Column(name=entry.name, entry=entry).text_sql
    if entry.kind is Kind.NUMBER:
        # XML Schema Part 2 §3.2.5.
        return f"replace({text}, 'Infinity', 'INF')"
    if entry.kind is Kind.TEXT or entry.kind in NESTED:
        return f"replace(replace(replace(translate({text}, {_FORBIDDEN}, ''), '&', '&amp;'), '<', '&lt;'), '>', '&gt;')"
    return text


def geometry_property_sql(selection: Selection) -> str:
    element = f"{prefix()}:{GEOMETRY}"
    return f"'<{element}>' || {_geometry_sql(selection)} || '</{element}>'"


def _geometry_sql(selection: Selection) -> str:
    layer, system, crs = selection.layer, selection.system, selection.written_crs
    identity = f"{id_sql(selection.feature_type)} || '.{GEOMETRY}'"
    if layer.geometry_type == GeometryType.POINT and crs.is_storage:
        # PostgreSQL writes a float in the fewest digits that read back as the same, and faster than PostGIS.
        first, second = ("ST_Y", "ST_X") if crs.is_lat_lon else ("ST_X", "ST_Y")
        position = f"{first}(f.geom) || ' ' || {second}(f.geom)"
        return f"""'<gml:Point gml:id="' || {identity} || '" srsName="{system.name}"><gml:pos>' || {position} || '</gml:pos></gml:Point>'"""
    # Without its SRID PostGIS writes no srsName: it knows neither CRS84 nor our operation of the national grid.
    geometry = f"ST_SetSRID({crs.from_storage_sql('f.geom')}, 0)"
    decimals = _POINT_DECIMALS if layer.geometry_type in _WITH_POINTS else crs.decimals
    return _shape_sql(layer.geometry_type, geometry, system, identity=identity, decimals=decimals)


def _shape_sql(kind: GeometryType, geometry: str, system: System, *, identity: str, decimals: int) -> str:
    options = _PLAIN | (_LAT_LON if system.crs.is_lat_lon else 0)
    single = (
        f"""replace(ST_AsGML(3, {geometry}, {decimals}, {options}, 'gml', {identity}), ' gml:id=', ' srsName="{system.name}" gml:id=')"""
    )
    part = f"ST_AsGML(3, part.geom, {decimals}, {options}, 'gml', {identity} || '.' || array_to_string(part.path, '.'))"
    several = {name: _several_sql(element, member, part, geometry, system, identity) for name, (element, member) in _COLLECTIONS.items()}
    if kind.value.upper() in several:
        return several[kind.value.upper()]
    if kind is not GeometryType.ANY:
        return single
    cases = " ".join(f"WHEN '{name}' THEN {sql}" for name, sql in several.items())
    return f"CASE GeometryType(f.geom) {cases} ELSE {single} END"


def _several_sql(element: str, member: str, part: str, geometry: str, system: System, identity: str) -> str:
    """PostGIS gives all members the id of the whole; ids are unique in a document (XML 1.0 §3.3.1)."""
    members = (
        f"(SELECT string_agg('<gml:{member}>' || {part} || '</gml:{member}>', '' ORDER BY part.path) FROM ST_Dump({geometry}) AS part)"
    )
    return f"""'<gml:{element} gml:id="' || {identity} || '" srsName="{system.name}">' || coalesce({members}, '') || '</gml:{element}>'"""
