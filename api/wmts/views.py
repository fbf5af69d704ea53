"""The addresses of the tile service, and its reports of what goes wrong (OGC 07-057r7 §7, §10)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from api.caching import etag_of, not_modified, states_of, with_etag
from api.tokens.authentication import let_in
from api.wms.answers import map_response
from api.wms.asking import MapAsked, named_layers, visible_layers
from api.wms.errors import ServiceException, described, report_headers
from api.wms.formats import JPEG, PNG, PictureFormat
from api.wms.kvp import Parameters, language_of
from api.wmts.capabilities import capabilities
from api.wmts.grids import Grid, Matrix, grid_of, grids
from layers.drawing.rows import Span

FORMATS: dict[str, PictureFormat] = {"png": PNG, "jpg": JPEG}
Answer = Callable[[str], HttpResponseBase]


@csrf_exempt
def wmts(request: HttpRequest) -> HttpResponseBase:
    """Answer by parameters (07-057r7 §8)."""
    return _told(request, lambda language: _by_parameters(request, language), is_restful=False)


@csrf_exempt
def document(request: HttpRequest) -> HttpResponseBase:
    """Answer WMTSCapabilities.xml (07-057r7 §10.1)."""
    return _told(request, lambda language: _capabilities(request, language))


@csrf_exempt
def tile(request: HttpRequest, **place: str) -> HttpResponseBase:
    """Answer the address of a tile (07-057r7 §10.2)."""
    return _told(request, lambda language: _tile(request, language, **place))


def _told(request: HttpRequest, answer: Answer, *, is_restful: bool = True) -> HttpResponseBase:
    language = language_of(request)
    with translation.override(language):
        try:
            _check_method(request)
            let_in(request)
            response = answer(language)
        except Exception as error:  # noqa: BLE001  # whatever it is, a client of WMTS is told it in WMTS's own form
            response = _report(error, language, is_restful=is_restful)
    response.headers["Content-Language"] = language
    response.headers["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept-Language", "Authorization", "Cookie"])
    return response


def _check_method(request: HttpRequest) -> None:
    if request.method not in ("GET", "HEAD"):
        raise ServiceException("OperationNotSupported", _("Ο χάρτης ζητείται με GET."))


def _report(error: Exception, language: str, *, is_restful: bool) -> HttpResponse:
    """07-057r7 Table 24: what does not exist is 404 where the address names it."""
    status, exception = described(error)
    if is_restful and status == 400:
        status = 404
    body = render_to_string("wmts/exception.xml", {"exception": exception, "message": exception.plain, "language": language})
    response = HttpResponse(body, status=status, content_type="text/xml; charset=utf-8")
    for name, value in report_headers(error, status).items():
        response.headers[name] = value
    return response


def _by_parameters(request: HttpRequest, language: str) -> HttpResponseBase:
    parameters = Parameters(request)
    if parameters.needed("SERVICE").upper() != "WMTS":
        text = _("SERVICE=%(value)s: εδώ είναι το WMTS.") % {"value": parameters.get("SERVICE")[:40]}
        raise ServiceException("InvalidParameterValue", text, locator="SERVICE")
    name = parameters.needed("REQUEST").lower()
    if name == "getcapabilities":
        versions = parameters.listed("ACCEPTVERSIONS")
        if versions and "1.0.0" not in versions:
            raise ServiceException("VersionNegotiationFailed", _("Η έκδοση είναι η 1.0.0."), locator="AcceptVersions")
        return _capabilities(request, language)
    if name != "gettile":
        text = _("REQUEST=%(value)s: οι λειτουργίες είναι %(known)s.") % {"value": name[:40], "known": "GetCapabilities, GetTile"}
        raise ServiceException("OperationNotSupported", text, locator="REQUEST")
    if parameters.needed("VERSION") != "1.0.0":
        text = _("VERSION=%(value)s: η έκδοση είναι η 1.0.0.") % {"value": parameters.get("VERSION")[:40]}
        raise ServiceException("InvalidParameterValue", text, locator="VERSION")
    extensions = {entry.media_type: extension for extension, entry in FORMATS.items()}
    asked_format = parameters.needed("FORMAT")
    return _tile(
        request,
        language,
        layer=parameters.needed("LAYER"),
        style=parameters.needed("STYLE", may_be_empty=True),
        grid=parameters.needed("TILEMATRIXSET"),
        matrix=parameters.needed("TILEMATRIX"),
        row=parameters.needed("TILEROW"),
        column=parameters.needed("TILECOL"),
        extension=extensions.get(asked_format, asked_format),
    )


def _tile(request: HttpRequest, language: str, **place: str) -> HttpResponseBase:
    return map_response(request, partial(_read_tile, request, language, place))


def _read_tile(request: HttpRequest, language: str, place: dict[str, str]) -> MapAsked:
    layers = named_layers(place["layer"], visible_layers(request), locator="Layer")
    if place["style"] not in ("", "default"):
        raise _invalid("Style", place["style"], ["default"])
    grid = grid_of(place["grid"])
    if grid is None:
        raise _invalid("TileMatrixSet", place["grid"], [grid.name for grid in grids()])
    picture = FORMATS.get(place["extension"])
    if picture is None:
        raise _invalid("Format", place["extension"], [entry.media_type for entry in FORMATS.values()])
    matrix = next((entry for entry in grid.matrices if str(entry.level) == place["matrix"]), None)
    if matrix is None:
        raise _invalid("TileMatrix", place["matrix"], [f"0–{len(grid.matrices) - 1}"])
    row, column = _number("TileRow", place["row"], matrix.rows), _number("TileCol", place["column"], matrix.columns)
    has_theme = [layer.slug for layer in layers] != [place["layer"]]
    return _asked(grid, matrix, (column, row), layers=layers, picture=picture, language=language, has_theme=has_theme)


def _asked(grid: Grid, matrix: Matrix, place: tuple[int, int], **given: Any) -> MapAsked:
    background = None if given["picture"].can_be_transparent else "#ffffff"
    return MapAsked(version="1.0.0", frame=grid.frame(matrix, *place), background=background, span=Span(), **given)


def _number(name: str, text: str, count: int) -> int:
    if not (text.isascii() and text.isdigit()):
        detail = _("%(name)s=%(value)s: πρέπει να είναι ακέραιος από %(least)d έως %(most)d.") % {
            "name": name,
            "value": text[:40],
            "least": 0,
            "most": count - 1,
        }
        raise ServiceException("InvalidParameterValue", detail, locator=name)
    if len(text) > 9 or int(text) >= count:
        detail = _("%(name)s=%(value)s: σε αυτό το επίπεδο μεγέθυνσης υπάρχουν πλακίδια από 0 έως %(most)d.") % {
            "name": name,
            "value": text[:40],
            "most": count - 1,
        }
        raise ServiceException("TileOutOfRange", detail, locator=name)
    return int(text)


def _invalid(name: str, value: str, known: list[str]) -> ServiceException:
    text = _("%(name)s=%(value)s: οι δυνατές τιμές είναι %(choices)s.") % {"name": name, "value": value[:60], "choices": ", ".join(known)}
    return ServiceException("InvalidParameterValue", text, locator=name)


def _capabilities(request: HttpRequest, language: str) -> HttpResponseBase:
    layers = visible_layers(request)
    etag = etag_of(request, language, [layer.slug for layer in layers], states_of(layers))
    unchanged = not_modified(request, etag)
    if unchanged is not None:
        return unchanged
    base = request.build_absolute_uri(reverse("wmts"))
    context = capabilities(request, layers, base=base, formats=FORMATS) | {
        "name": settings.MUNICIPALITY.name[language],
        "language": language,
    }
    return with_etag(
        request, HttpResponse(render_to_string("wmts/capabilities.xml", context), content_type="text/xml; charset=utf-8"), etag
    )
