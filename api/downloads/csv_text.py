"""CSV (RFC 4180) for spreadsheets: UTF-8 with a byte order mark, the geometry as WKT, points also as lon and lat.

A text that a spreadsheet would take for a formula (it begins with = + - @, their full-width forms, or white space that hides one) gets
an apostrophe in front of it: who opens a file of citizens' words must not run them. Numbers stay numbers.
"""

from api.downloads.about import About
from api.downloads.columns import NESTED, Column, columns_of, decimals
from api.downloads.streams import TextParts
from layers.layer import FeatureQuery, GeometryType, Kind, Layer

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
FORMULA_STARTS = "=+-@＝＋－＠\t\r\n"

_PLACE = ("id", "WKT", "lon", "lat")


def csv_parts(layer: Layer, query: FeatureQuery, _told: About) -> TextParts:
    columns = columns_of(layer, query, reserved=_PLACE)
    titles = ["id", *(column.name for column in columns), "WKT"]
    cells = ["f.id::text", *map(_cell, columns), f"'\"' || ST_AsText(f.geom, {decimals(layer)}) || '\"'"]
    if layer.geometry_type == GeometryType.POINT:
        titles += ["lon", "lat"]
        cells += ["ST_X(f.geom)::text", "ST_Y(f.geom)::text"]
    head = BYTE_ORDER_MARK + ",".join(map(_quoted_title, titles)).encode() + b"\r\n"
    row = " || ',' || ".join(f"coalesce({cell}, '')" for cell in cells)
    return TextParts(head=head, row=(f"{row} || chr(13) || chr(10)", []), separator=b"", tail=b"")


def _cell(column: Column) -> str:
    text = column.text_sql
    if column.entry.kind is Kind.TEXT:
        text = f"CASE WHEN {text} ~ '^[{_PATTERN}]' THEN '''' || {text} ELSE {text} END"
    if column.entry.kind in (Kind.TEXT, *NESTED):
        return f"""'"' || replace({text}, '"', '""') || '"'"""
    return text


# In brackets of a regular expression the hyphen stands last; PostgreSQL's expressions know these escapes.
_PATTERN = r"=+@＝＋－＠\t\r\n-"


def _quoted_title(title: str) -> str:
    """A column's name comes from a file, too."""
    defused = f"'{title}" if title.startswith(tuple(FORMULA_STARTS)) else title
    return '"' + defused.replace('"', '""') + '"' if set('",\r\n') & set(defused) else defused
