"""The addresses of the map service: what is asked is read, answered, and what goes wrong told as the standard wants it."""

from django.core.cache import caches
from django.db import ProgrammingError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from api.caching import ATTEMPTS, etag_of, not_modified, states_of, with_etag
from api.errors import DataIsChanging
from api.tokens.authentication import let_in
from api.wms.answers import map_response
from api.wms.asking import check_style, named_layers, read_map, read_size, visible_layers
from api.wms.blank import blank
from api.wms.capabilities import capabilities, check_sequence, update_sequence
from api.wms.errors import ServiceException, described, report
from api.wms.formats import format_of
from api.wms.info import find, read_info, told
from api.wms.kvp import Parameters, first_of, language_of
from api.wms.legend import draw_legend
from api.wms.pictures import are_present
from layers.layer import Layer

OLD, NEW = "1.1.1", "1.3.0"
_EXCEPTIONS = {
    "": "XML",
    "XML": "XML",
    "INIMAGE": "INIMAGE",
    "BLANK": "BLANK",
    "application/vnd.ogc.se_xml": "XML",
    "application/vnd.ogc.se_inimage": "INIMAGE",
    "application/vnd.ogc.se_blank": "BLANK",
}


@csrf_exempt
def wms(request: HttpRequest) -> HttpResponseBase:
    """Answer a request for the service's description, a map, what is at a pixel, or a legend; errors are reports, never pages."""
    language, version = language_of(request), _version(first_of(request, "VERSION") or first_of(request, "WMTVER"))
    with translation.override(language):
        try:
            response = _answer(request, Parameters(request), version, language)
        except Exception as error:  # noqa: BLE001  # whatever it is, a client of WMS is told it in WMS's own form
            response = _told_error(request, error, version)
    response.headers["Content-Language"] = language
    response.headers["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept-Language", "Authorization", "Cookie"])
    return response


def _answer(request: HttpRequest, parameters: Parameters, version: str, language: str) -> HttpResponseBase:
    if request.method not in ("GET", "HEAD"):
        raise ServiceException("OperationNotSupported", _("Ο χάρτης ζητείται με GET."))
    let_in(request)
    service = parameters.get("SERVICE", "WMS").upper()
    if service != "WMS":
        raise ServiceException(
            "InvalidParameterValue", _("SERVICE=%(value)s: εδώ είναι το WMS.") % {"value": service[:40]}, locator="SERVICE"
        )
    name = parameters.needed("REQUEST")
    operation = _OPERATIONS.get(name.lower())
    if operation is None:
        text = _("REQUEST=%(value)s: οι λειτουργίες είναι %(known)s.") % {"value": name[:40], "known": _KNOWN}
        raise ServiceException("OperationNotSupported", text, locator="REQUEST")
    if operation is _capabilities:
        if "SERVICE" not in parameters:
            raise ServiceException("MissingParameterValue", _("Λείπει η υποχρεωτική παράμετρος SERVICE=WMS."), locator="SERVICE")
    elif operation is not _legend and parameters.needed("VERSION") not in (OLD, NEW):
        text = _("VERSION=%(value)s: οι εκδόσεις είναι 1.1.1 και 1.3.0.") % {"value": parameters.get("VERSION")[:40]}
        raise ServiceException("InvalidParameterValue", text, locator="VERSION")
    return operation(request, parameters, version, language)


def _version(asked: str) -> str:
    """Negotiate as OGC 06-042 §6.2.4 says: the highest that is not above what was asked for, else the lowest; the highest by default."""
    numbers = [int(part) for part in asked.split(".") if part.isascii() and part.isdigit() and len(part) < 6]
    return OLD if asked and len(numbers) == 3 and numbers < [1, 3, 0] else NEW


def _told_error(request: HttpRequest, error: Exception, version: str) -> HttpResponse:
    """Return the error in the form asked for; a picture can only be had of a map whose size and format are known."""
    try:
        parameters = Parameters(request)
        form = _EXCEPTIONS[parameters.get("EXCEPTIONS")]
        if form != "XML" and parameters.get("REQUEST").lower() == "getmap":
            picture = format_of(parameters.get("FORMAT") or "image/png")
            width, height = read_size(parameters)
            _status, exception = described(error)
            clear = parameters.get("TRANSPARENT").upper() == "TRUE" and picture.can_be_transparent
            colour = parameters.get("BGCOLOR", "0xFFFFFF")
            background = None if clear else f"#{colour[2:]}" if len(colour) == 8 and colour[2:].isalnum() else "#ffffff"
            body = blank(width, height, picture, background=background, text=str(exception) if form == "INIMAGE" else "")
            return HttpResponse(body, content_type=picture.media_type, headers={"Cache-Control": "no-store"})
    except (ServiceException, KeyError, ValueError):
        pass
    return report(error, version=version)


def _capabilities(request: HttpRequest, parameters: Parameters, version: str, language: str) -> HttpResponseBase:
    layers = visible_layers(request)
    sequence = update_sequence()
    check_sequence(parameters, sequence)
    etag = etag_of(request, language, sequence, [(layer.slug, layer.revision) for layer in layers], states_of(layers))
    unchanged = not_modified(request, etag)
    if unchanged is not None:
        return unchanged
    text = capabilities(request, layers, version=version, language=language, sequence=sequence)
    media_type = "application/vnd.ogc.wms_xml" if version == OLD else "text/xml; charset=utf-8"
    return with_etag(request, HttpResponse(text, content_type=media_type), etag)


def _map(request: HttpRequest, parameters: Parameters, version: str, language: str) -> HttpResponseBase:
    if parameters.get("EXCEPTIONS") not in _EXCEPTIONS:
        text = _("EXCEPTIONS=%(value)s: οι δυνατές τιμές είναι XML, INIMAGE και BLANK.") % {"value": parameters.get("EXCEPTIONS")[:60]}
        raise ServiceException("InvalidParameterValue", text, locator="EXCEPTIONS")
    return map_response(request, lambda: read_map(parameters, version=version, language=language, available=visible_layers(request)))


def _info(request: HttpRequest, parameters: Parameters, version: str, language: str) -> HttpResponseBase:
    """As with maps, a dataset may be replaced meanwhile."""
    for _attempt in range(ATTEMPTS):
        asked = read_info(parameters, version=version, available=visible_layers(request))
        etag = etag_of(request, language, [layer.slug for layer in asked.layers], states_of(asked.layers))
        unchanged = not_modified(request, etag)
        if unchanged is not None:
            return unchanged
        try:
            text = told(request, find(asked), asked)
        except ProgrammingError:
            if are_present(asked.layers):
                raise
            continue
        return with_etag(request, HttpResponse(text, content_type=asked.info.content_type), etag)
    raise DataIsChanging


def _legend(request: HttpRequest, parameters: Parameters, _version: str, language: str) -> HttpResponseBase:
    available = visible_layers(request)
    layers = named_layers(parameters.needed("LAYER"), available, locator="LAYER")
    if len(layers) != 1:
        raise ServiceException("InvalidParameterValue", _("LAYER: το υπόμνημα δίνεται για ένα επίπεδο."), locator="LAYER")
    layer: Layer = layers[0]
    check_style(parameters.get("STYLE"), locator="STYLE")
    picture = format_of(parameters.needed("FORMAT"))
    size = None
    if "WIDTH" in parameters or "HEIGHT" in parameters:
        size = (parameters.whole("WIDTH", least=1, most=1024, default=24), parameters.whole("HEIGHT", least=1, most=1024, default=24))
    clear = parameters.get("TRANSPARENT").upper() == "TRUE" and picture.can_be_transparent
    etag = etag_of(request, language, str(layer.title), layer.style.as_json())
    unchanged = not_modified(request, etag)
    if unchanged is not None:
        return unchanged
    key = f"legend:{etag}"
    body = caches["maps"].get(key)
    if body is None:
        body = draw_legend(layer, picture, background=None if clear else "#ffffff", size=size)
        caches["maps"].set(key, body)
    return with_etag(request, HttpResponse(body, content_type=picture.media_type), etag)


_KNOWN = "GetCapabilities, GetMap, GetFeatureInfo, GetLegendGraphic"
_OPERATIONS = {"getcapabilities": _capabilities, "getmap": _map, "getfeatureinfo": _info, "getlegendgraphic": _legend}
