"""KML 2.2 (OGC 07-147r2) as the database assembles it: names and descriptions in the language asked for, all properties as typed data."""

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from api.downloads.about import About
from api.downloads.columns import NESTED, Column, columns_of, decimals
from api.downloads.streams import TextParts
from layers.layer import FeatureQuery, Kind, Layer
from layers.ordering import Sql, quoted

# 07-147r2 §9.8: the types of SimpleField. A whole number may be larger than its int, not than what a double tells apart.
_TYPES = {Kind.INTEGER: "double", Kind.NUMBER: "double", Kind.BOOLEAN: "bool"}


def kml_parts(layer: Layer, query: FeatureQuery, told: About) -> TextParts:
    columns = columns_of(layer, query, reserved=("name", "description"))
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:atom="http://www.w3.org/2005/Atom">\n'
        f"<Document id={quoteattr(told.slug)}><name>{escape(told.title)}</name><open>1</open>"
        f"<atom:author><atom:name>{escape(told.publisher)}</atom:name></atom:author>"
        f'<atom:link rel="license" href={quoteattr(told.licence_url)}/>'
        f"<description>{escape(_description(told))}</description>\n"
        f'<Schema name={quoteattr(told.slug)} id="properties">{"".join(map(_field, columns))}</Schema>\n'
        f"<Folder><name>{escape(told.title)}</name>\n"
    )
    return TextParts(head=head.encode(), row=_placemark(layer, columns, told), separator=b"\n", tail=b"\n</Folder></Document></kml>\n")


def _description(told: About) -> str:
    return "\n".join(filter(None, (told.description, f"{told.attribution} · {told.licence} · {told.licence_url}")))


def _field(column: Column) -> str:
    kind = _TYPES.get(column.entry.kind, "string")
    title = escape(str(column.entry.title))
    return f'<SimpleField name={quoteattr(column.name)} type="{kind}"><displayName>{title}</displayName></SimpleField>'


def _placemark(layer: Layer, columns: list[Column], told: About) -> Sql:
    name, description = _name(layer, told), _card(columns, told.language)
    data = " || ".join(_simple_data(column) for column in columns) or "''"
    data_values = [f"<SimpleData name={quoteattr(column.name)}>" for column in columns]
    text = (
        f"'<Placemark id=\"' || %s || '.' || f.id || '\"><name>' || {_xml(name[0])} || '</name><description>' || {_xml(description[0])}"
        " || '</description><ExtendedData><SchemaData schemaUrl=\"#properties\">' || "
        f"{data} || '</SchemaData></ExtendedData>' || ST_AsKML(f.geom, {decimals(layer)}) || '</Placemark>'"
    )
    return text, [layer.slug, *name[1], *description[1], *data_values]


def _name(layer: Layer, told: About) -> Sql:
    """The feature's name as ``Layer.name_of`` has it: in the language, in Greek, or by its number."""
    labels = [layer.label[language] for language in dict.fromkeys((told.language, "el")) if layer.label.get(language)]
    names = "".join(f"nullif(f.{quoted(label)}::text, ''), " for label in labels)
    return f"coalesce({names}%s || f.id)", [f"{told.title} "]


def _card(columns: list[Column], language: str) -> Sql:
    """What the map's card tells, a line for each property: those of the language and those of none."""
    lines, values = [], []
    for column in columns:
        entry = column.entry
        if entry.on_card and entry.language in ("", language) and entry.kind not in NESTED:
            text, named = _in_words(column)
            lines.append(f"coalesce(%s || nullif({text}, '') || chr(10), '')")
            values += [f"{entry.title}: ", *named]
    return " || ".join(lines) or "''", values


def _in_words(column: Column) -> Sql:
    """A code by the name that people know it by."""
    choices = column.entry.choices
    if choices is None:
        return column.text_sql, []
    cases = "".join(" WHEN %s THEN %s" for _ in choices.choices)
    values: list[Any] = [str(text) for pair in choices.choices for text in pair]
    return f"CASE {column.text_sql}{cases} ELSE {column.text_sql} END", values


def _simple_data(column: Column) -> str:
    return f"coalesce(%s || {_xml(column.text_sql)} || '</SimpleData>', '')"


def _xml(text: str) -> str:
    """Escape, and leave out what XML 1.0 §2.2 has no place for."""
    plain = rf"regexp_replace({text}, '[\u0001-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]', '', 'g')"
    return f"replace(replace(replace({plain}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;')"
