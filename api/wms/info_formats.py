"""The forms in which features at a point are told."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from api.wms.errors import ServiceException


@dataclass(frozen=True, kw_only=True)
class InfoFormat:
    """``content_type`` is what is sent where clients ask by another name, ``also`` what else it is asked by."""

    media_type: str
    content_type: str
    also: tuple[str, ...] = ()


HTML = InfoFormat(media_type="text/html", content_type="text/html; charset=utf-8")
GEOJSON = InfoFormat(
    media_type="application/geo+json",
    content_type="application/geo+json",
    also=("application/json", "application/json; subtype=geojson", "geojson"),
)
TEXT = InfoFormat(media_type="text/plain", content_type="text/plain; charset=utf-8")
GML = InfoFormat(
    media_type="application/gml+xml; version=3.2",
    content_type="application/gml+xml; version=3.2",
    also=("application/gml+xml", "application/vnd.ogc.gml", "text/xml", "application/vnd.ogc.gml/3.1.1"),
)
INFO_FORMATS = (HTML, GEOJSON, TEXT, GML)
_BY_NAME = {name.replace(" ", ""): entry for entry in INFO_FORMATS for name in (entry.media_type, *entry.also)}


def info_format_of(name: str) -> InfoFormat:
    """Return the format called ``name``.

    Raises:
        ServiceException: InvalidFormat
    """
    found = _BY_NAME.get(name.lower().replace(" ", ""))
    if found is None:
        text = _("INFO_FORMAT=%(value)s: οι πληροφορίες δίνονται ως %(known)s.") % {
            "value": name[:60],
            "known": ", ".join(entry.media_type for entry in INFO_FORMATS),
        }
        raise ServiceException("InvalidFormat", text, locator="INFO_FORMAT")
    return found
