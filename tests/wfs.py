"""Asking the WFS in tests, and reading what it answers."""

from dataclasses import dataclass
from typing import Any

from django.test import Client
from lxml import etree

NS = {
    "wfs": "http://www.opengis.net/wfs/2.0",
    "ows": "http://www.opengis.net/ows/1.1",
    "fes": "http://www.opengis.net/fes/2.0",
    "gml": "http://www.opengis.net/gml/3.2",
    "xs": "http://www.w3.org/2001/XMLSchema",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xlink": "http://www.w3.org/1999/xlink",
    "app": "urn:geoportal:chania",
}
DECLARED = " ".join(f'xmlns:{name}="{uri}"' for name, uri in NS.items())
ADDRESS = "/ows/wfs"
GET_FEATURE_BY_ID = "urn:ogc:def:query:OGC-WFS::GetFeatureById"
URN = "urn:ogc:def:crs:EPSG::{}"


@dataclass(frozen=True, kw_only=True)
class Refusal:
    status: int
    code: str
    locator: str | None
    text: str


class Wfs:
    """A client of the service; it wants good answers unless it says that it wants none."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def ask(self, operation: str, **given: Any) -> Any:
        """Ask by an address, as the operation wants to be asked."""
        return self.client.get(ADDRESS, {"SERVICE": "WFS", "VERSION": "2.0.0", "REQUEST": operation, **given})

    def post(self, body: str | bytes, **given: Any) -> Any:
        return self.client.post(ADDRESS, body, content_type="text/xml", **given)

    def tree(self, operation: str, **given: Any) -> Any:
        return tree_of(self.ask(operation, **given))

    def posted(self, operation: str, inside: str, **attributes: str) -> Any:
        return tree_of(self.post(document(operation, inside, **attributes)))

    def ids(self, slug: str, **given: Any) -> list[str]:
        """Return the identifiers of the features, in the order in which they come."""
        return ids_of(self.tree("GetFeature", TYPENAMES=slug, **given))

    def filtered(self, slug: str, inside: str, **given: Any) -> list[str]:
        """Return the identifiers of what a filter finds, the same by an address and by XML."""
        text = f"<fes:Filter {DECLARED}>{inside}</fes:Filter>"
        by_address = self.ids(slug, FILTER=text, **given)
        by_xml = ids_of(self.posted("GetFeature", f'<wfs:Query typeNames="app:{slug}"><fes:Filter>{inside}</fes:Filter></wfs:Query>'))
        assert by_address == by_xml
        return by_address

    def refused(self, operation: str, **given: Any) -> Refusal:
        return refusal(self.ask(operation, **given))


def document(operation: str, inside: str = "", **attributes: str) -> str:
    given = {"service": "WFS", "version": "2.0.0", **attributes}
    written = " ".join(f'{name}="{text}"' for name, text in given.items() if text)
    return f'<?xml version="1.0" encoding="UTF-8"?><wfs:{operation} {DECLARED} {written}>{inside}</wfs:{operation}>'


def tree_of(answer: Any) -> Any:
    assert answer.status_code == 200, answer.content.decode()[:1000]
    return etree.fromstring(answer.content)


def ids_of(tree: Any) -> list[str]:
    return list(tree.xpath("./wfs:member/*/@gml:id", namespaces=NS))


def refusal(answer: Any) -> Refusal:
    """Return what an exception report tells; it must be one."""
    assert answer["Content-Type"] == "text/xml; charset=utf-8", answer.content[:500]
    assert answer["Cache-Control"] == "no-store"
    root = etree.fromstring(answer.content)
    assert root.tag == f"{{{NS['ows']}}}ExceptionReport"
    assert root.get("version") == "2.0.0"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == answer["Content-Language"]
    (told,) = root.findall("ows:Exception", NS)
    return Refusal(
        status=answer.status_code,
        code=told.get("exceptionCode"),
        locator=told.get("locator"),
        text=told.findtext("ows:ExceptionText", namespaces=NS),
    )


def comparison(literal: str, name: str = "code", operator: str = "PropertyIsEqualTo") -> str:
    return f"<fes:{operator}><fes:ValueReference>{name}</fes:ValueReference><fes:Literal>{literal}</fes:Literal></fes:{operator}>"


def box(numbers: str, srs: str = URN.format(4326)) -> str:
    low, high = numbers.split(",")
    return (
        f'<fes:BBOX><gml:Envelope srsName="{srs}"><gml:lowerCorner>{low}</gml:lowerCorner><gml:upperCorner>{high}</gml:upperCorner>'
        "</gml:Envelope></fes:BBOX>"
    )


def polygon(positions: str) -> str:
    ring = f"<gml:exterior><gml:LinearRing><gml:posList>{positions}</gml:posList></gml:LinearRing></gml:exterior>"
    return f"<fes:Within><fes:ValueReference>geometry</fes:ValueReference><gml:Polygon>{ring}</gml:Polygon></fes:Within>"


def distance(length: str, point: str = "<gml:Point><gml:pos>35 24</gml:pos></gml:Point>", *, operator: str = "DWithin") -> str:
    return f"<fes:{operator}><fes:ValueReference>geometry</fes:ValueReference>{point}<fes:Distance {length}</fes:Distance></fes:{operator}>"


def like(pattern: str, special: str, name: str = "code") -> str:
    return comparison(pattern, name, "PropertyIsLike").replace("PropertyIsLike>", f"PropertyIsLike {special}>", 1)


def elements(tree: Any, path: str) -> list[Any]:
    return list(tree.xpath(path, namespaces=NS))
