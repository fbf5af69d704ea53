"""A walk as KML 2.2 (OGC 07-147r2), for virtual globes and GIS.

Written with the standard library: a line and some points are a dozen elements, and no library would save us any of them.
"""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from geoportal.routes.walks import LonLat, Walk, WalkStop
from geoportal.site.xml_text import xml_text

MEDIA_TYPE = "application/vnd.google-earth.kml+xml"
_ATOM = "http://www.w3.org/2005/Atom"

# KML writes a colour as alpha, blue, green, red (§16.9): the violet of the layer.
_LINE_COLOUR, _LINE_WIDTH_PX = "ffa03f6a", 4


def kml_of(walk: Walk, *, url: str, author: str) -> bytes:
    """Return ``walk`` as a document with its line and a placemark for each stop, UTF-8; ``url`` is the page that tells of it."""
    root = Element("kml", {"xmlns": "http://www.opengis.net/kml/2.2", "xmlns:atom": _ATOM})
    document = SubElement(root, "Document")
    _add(document, "name", walk.name)
    _add(SubElement(document, "atom:author"), "atom:name", author)
    SubElement(document, "atom:link", {"href": url, "rel": "related"})
    _add(document, "description", walk.summary)
    style = SubElement(SubElement(document, "Style", {"id": "walk"}), "LineStyle")
    _add(style, "color", _LINE_COLOUR)
    _add(style, "width", str(_LINE_WIDTH_PX))
    _add_line(document, walk)
    for stop in walk.stops:
        _add_stop(document, stop)
    indent(root)
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _add(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = xml_text(text)


def _add_line(document: Element, walk: Walk) -> None:
    placemark = SubElement(document, "Placemark")
    _add(placemark, "name", walk.name)
    _add(placemark, "description", walk.description or walk.summary)
    _add(placemark, "styleUrl", "#walk")
    line = SubElement(placemark, "LineString")
    _add(line, "tessellate", "1")
    _add(line, "coordinates", _tuples(walk.line))


def _add_stop(document: Element, stop: WalkStop) -> None:
    placemark = SubElement(document, "Placemark")
    _add(placemark, "name", f"{stop.number}. {stop.name}")
    _add(placemark, "description", stop.text)
    _add(SubElement(placemark, "Point"), "coordinates", _tuples([stop.lon_lat]))


def _tuples(lon_lats: Iterable[LonLat]) -> str:
    """Return positions as KML §16.10 writes them; nine decimals of a degree are a tenth of a millimetre."""
    return " ".join(f"{lon:.9f},{lat:.9f}" for lon, lat in lon_lats)
