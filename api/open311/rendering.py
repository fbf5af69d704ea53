"""One answer in two forms: XML, which is mandatory, and JSON by the Spark convention (a list of elements becomes an array)."""

import json
import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from django.http import HttpResponse

# How one of a list is called in XML.
_ITEMS = {
    "services": "service", "service_requests": "request", "attributes": "attribute", "values": "value", "endpoints": "endpoint",
    "formats": "format", "errors": "error", "service_requests_updates": "request_update", "service_request_updates": "request_update",
}  # fmt: skip
# XML 1.0 §2.2 has no such characters, not even escaped.
_UNWRITABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MEDIA_TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}


def rendered(root: str, content: Any, form: str, *, status: int = 200) -> HttpResponse:
    """Return ``content``, a dictionary or a list of them, as ``form`` ("xml" or "json"); ``root`` names it in XML."""
    body = _xml(root, content) if form == "xml" else json.dumps(content, ensure_ascii=False).encode()
    return HttpResponse(body, status=status, content_type=MEDIA_TYPES[form])


def _xml(root: str, content: Any) -> bytes:
    element = ET.Element(root)
    _fill(element, content)
    return bytes(ET.tostring(element, xml_declaration=True, encoding="utf-8"))


def _fill(element: Any, content: Any) -> None:
    if isinstance(content, Mapping):
        for name, value in content.items():
            _fill(ET.SubElement(element, name), value)
    elif isinstance(content, list):
        for entry in content:
            _fill(ET.SubElement(element, _ITEMS[element.tag]), entry)
    elif isinstance(content, bool):
        element.text = "true" if content else "false"
    elif content is not None:
        element.text = _UNWRITABLE.sub("", str(content))
