"""The documents that hold features and values: GML (09-025r2 §7.7, §10.3, §11.3), GeoJSON, CSV."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse
from django.utils.html import escape
from gisserver.parsers.xml import xmlns

from api.documents import to_json
from api.downloads.about import about
from api.downloads.csv_text import csv_parts
from api.downloads.streams import TextParts
from api.wfs.names import namespace, prefix
from api.wfs.selection import Selection

_WFS_XSD = "http://schemas.opengis.net/wfs/2.0/wfs.xsd"
_GML_XSD = "http://schemas.opengis.net/gml/3.2.1/gml.xsd"


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one query found: texts of its page, and of how many in all, if that is known."""

    selection: Selection
    texts: Sequence[bytes]
    matched: int | None


@dataclass(frozen=True, kw_only=True)
class Collection:
    """``schema_url`` is where the types are described, ``links`` the addresses of the pages before and after."""

    parts: Sequence[Part]
    schema_url: str
    links: Mapping[str, str]

    @property
    def returned(self) -> int:
        return sum(len(part.texts) for part in self.parts)

    @property
    def matched(self) -> int | None:
        known = [part.matched for part in self.parts if part.matched is not None]
        return sum(known) if len(known) == len(self.parts) else None


def xml_attributes(schema_url: str) -> str:
    """Return the declarations of a root element: namespaces, and where their schemas are."""
    spaces = {"wfs": str(xmlns.wfs20), "gml": str(xmlns.gml32), "xsi": str(xmlns.xsi), prefix(): namespace()}
    declared = " ".join(f'xmlns:{name}="{uri}"' for name, uri in spaces.items())
    places = f"{spaces['wfs']} {_WFS_XSD} {spaces['gml']} {_GML_XSD} {namespace()} {schema_url}"
    return f'{declared} xsi:schemaLocation="{escape(places)}"'


def gml_document(found: Collection, *, element: str, media_type: str) -> HttpResponse:
    """Return the features or values as ``<wfs:FeatureCollection>`` or ``<wfs:ValueCollection>``; of several queries each in its own."""
    body = [_members(part) for part in found.parts]
    if len(body) > 1:
        body = [_nested(part, members, element) for part, members in zip(found.parts, body, strict=True)]
    links = "".join(f' {rel}="{escape(url)}"' for rel, url in found.links.items())
    numbers = _numbers(found.matched, found.returned)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<wfs:{element} {xml_attributes(found.schema_url)} {numbers}{links}>\n'
    return HttpResponse(b"".join([head.encode(), *body, f"</wfs:{element}>\n".encode()]), content_type=media_type)


def _members(part: Part) -> bytes:
    return b"".join(b"<wfs:member>%b</wfs:member>\n" % text for text in part.texts)


def _nested(part: Part, members: bytes, element: str) -> bytes:
    head = f"<wfs:member><wfs:{element} {_numbers(part.matched, len(part.texts))}>\n"
    return b"".join([head.encode(), members, f"</wfs:{element}></wfs:member>\n".encode()])


def _numbers(matched: int | None, returned: int) -> str:
    total = "unknown" if matched is None else str(matched)
    return f'timeStamp="{_now()}" numberMatched="{total}" numberReturned="{returned}"'


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def geojson_document(found: Collection, *, media_type: str) -> HttpResponse:
    system = found.parts[0].selection.system
    head: dict[str, Any] = {"type": "FeatureCollection", "timeStamp": _now(), "numberReturned": found.returned}
    if found.matched is not None:
        head["numberMatched"] = found.matched
    if not system.crs.is_storage:
        # RFC 7946 knows WGS 84 alone; readers of the form before it know this member, and must not take metres for degrees.
        head["crs"] = {"type": "name", "properties": {"name": system.name}}
    head["links"] = [{"href": url, "rel": {"previous": "prev"}.get(rel, rel), "type": media_type} for rel, url in found.links.items()]
    texts = [text for part in found.parts for text in part.texts]
    return HttpResponse(b"".join([to_json(head)[:-1], b',"features":[', b",".join(texts), b"]}"]), content_type=media_type)


def csv_document(found: Collection, *, media_type: str) -> HttpResponse:
    (part,) = found.parts
    return HttpResponse(b"".join([csv_of(part.selection).head, *part.texts]), content_type=media_type)


def csv_of(selection: Selection) -> TextParts:
    """Return the file that a download would be: places as longitude and latitude."""
    return csv_parts(selection.layer, selection.query, about(selection.layer, revision=0))


def standing_alone(text: bytes, schema_url: str) -> bytes:
    """Return a feature of a collection as the document that GetFeatureById answers (09-025r2 §7.9.3.6)."""
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + text.replace(b">", f" {xml_attributes(schema_url)}>".encode(), 1)
