"""``/ows/wfs``: WFS 2.0, Simple and Basic (OGC 09-025r2)."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, ProgrammingError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from gisserver.operations.base import WFSOperation
from gisserver.parsers.ows import KVPRequest
from gisserver.parsers.xml import NSElement, xmlns
from gisserver.views import WFSView

from api.caching import ATTEMPTS
from api.errors import DataIsChanging
from api.language import negotiated_language
from api.tokens.authentication import let_in
from api.wfs.answers import Outdated
from api.wfs.descriptions import DescribeFeatureType, DescribeStoredQueries, ListStoredQueries
from api.wfs.feature_types import LayerFeatureType
from api.wfs.names import namespace, prefix, type_name
from api.wfs.operations import GetCapabilities, GetFeature, GetPropertyValue
from api.wfs.refusals import Refused, invalid, missing, refusal_of, report, unforeseen, unreadable
from api.wfs.requests import kvp_of
from api.wfs.visibility import visible_layers
from api.wfs.xml_text import local_name, namespace_of, read_xml
from layers.layer import Layer

METHODS = "GET, HEAD, POST, OPTIONS"
_FORM = "application/x-www-form-urlencoded"
# Languages as INSPIRE (ISO 639-2) and browsers write them; any other is answered in the default one (TG View Services 3.11 §4.2.3.1).
_LANGUAGES = {"el": "el", "ell": "el", "gre": "el", "en": "en", "eng": "en"}


class WfsView(WFSView):
    """Answers by the library's operations as this package narrows them; whatever goes wrong becomes an exception report."""

    version = "2.0.0"
    accept_versions = ("2.0.0", "2.0.2")
    accept_operations = {
        "WFS": {
            "GetCapabilities": GetCapabilities,
            "DescribeFeatureType": DescribeFeatureType,
            "ListStoredQueries": ListStoredQueries,
            "DescribeStoredQueries": DescribeStoredQueries,
            "GetFeature": GetFeature,
            "GetPropertyValue": GetPropertyValue,
        }
    }
    default_service = None

    @csrf_exempt
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        language = _language_of(request)
        with translation.override(language):
            response = self._answered(request, *args, **kwargs)
        response.headers["Content-Language"] = language
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Headers"] = "Accept-Language, Authorization, Content-Type, If-None-Match"
        response.headers["Access-Control-Expose-Headers"] = "Content-Language, ETag"
        patch_vary_headers(response, ["Accept-Language", "Authorization", "Cookie"])
        return response

    def _answered(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            let_in(request)
            return self._handler(request)(request, *args, **kwargs)
        except Exception as error:  # noqa: BLE001  # the door of the surface: what nobody foresaw is logged and told without details
            refused = refusal_of(error) or unforeseen(error)
        response = report(refused)
        if refused.status == 405:
            response.headers["Allow"] = METHODS
        return response

    def _handler(self, request: HttpRequest) -> Callable[..., HttpResponseBase]:
        handlers = {"GET": self.get, "HEAD": self.get, "POST": self.post, "OPTIONS": self.options}
        if request.method not in handlers:
            told = _("Η μέθοδος %(method)s δεν υπάρχει εδώ. Υπάρχουν: %(known)s.")
            raise Refused("NoApplicableCode", "", told % {"method": request.method, "known": METHODS}, status=405)
        return handlers[request.method]

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        return HttpResponse(status=204, headers={"Allow": METHODS})

    @classmethod
    def get_xml_namespace_aliases(cls) -> dict[str, str]:
        return {prefix(): namespace()}

    @cached_property
    def _layers(self) -> dict[str, Layer]:
        return {type_name(layer): layer for layer in visible_layers(self.request)}

    def get_feature_types(self) -> list[LayerFeatureType]:
        return [LayerFeatureType(layer) for layer in self._layers.values()]

    def feature_type_named(self, name: str) -> LayerFeatureType | None:
        """Return the type of this local name, None if there is none that the viewer may see."""
        layer = self._layers.get(name)
        return None if layer is None else LayerFeatureType(layer)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002
        return self._by_address(request.GET)

    def _by_address(self, given: Any) -> HttpResponseBase:
        kvp = kvp_of(given, self._aliases())
        names = {name: kvp.params.get(name, "").strip() for name in ("SERVICE", "REQUEST", "VERSION")}
        operation = self._operation(names["SERVICE"], names["REQUEST"], names["VERSION"])
        if operation is GetCapabilities:
            # Versions are agreed on by AcceptVersions (OGC 06-121r9 §7.3.2); what clients of WFS 1 say here asks for nothing.
            kvp.params.pop("VERSION", None)
        return self._process(operation, kvp)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002
        most, given = settings.WFS_MAX_BODY_BYTES, request.META.get("CONTENT_LENGTH") or "0"
        if not given.isdecimal() or int(given) > most:
            told = _("Το αίτημα είναι πάνω από %(maximum)d bytes.")
            raise Refused("OperationParsingFailed", "", told % {"maximum": most}, status=413)
        if request.content_type == _FORM:
            return self._by_address(request.POST)
        root = read_xml(request.body, self._aliases())
        operation = self._operation(root.get("service", ""), _operation_of(root), root.get("version", ""))
        if operation is GetCapabilities:
            root.attrib.pop("version", None)
        try:
            return self._process(operation, root)
        except Refused as refused:
            # 09-025r2 §7.5: these name the request that failed by its handle, where it has one.
            if refused.code in ("OperationParsingFailed", "OperationProcessingFailed") and root.get("handle"):
                refused.locator = root.get("handle", "")[:80]
            raise

    def _aliases(self) -> dict[str, str]:
        return {**xmlns.as_ns_aliases(), prefix(): namespace()}

    def _operation(self, service: str, name: str, version: str) -> type[WFSOperation]:
        if not service:
            raise missing("service")
        if service.upper() != "WFS":
            raise invalid("service", _("Η υπηρεσία εδώ είναι η WFS."))
        if not name:
            raise missing("request")
        known: Mapping[str, type[WFSOperation]] = self.accept_operations["WFS"]
        found = next((kind for known_name, kind in known.items() if known_name.lower() == name.lower()), None)
        if found is None:
            told = _("Δεν υπάρχει πράξη «%(name)s» εδώ. Υπάρχουν: %(known)s.")
            raise Refused("OperationNotSupported", "request", told % {"name": name[:80], "known": ", ".join(known)})
        if found is not GetCapabilities:
            self._check_version(version)
        return found

    def _check_version(self, version: str) -> None:
        if not version:
            raise missing("version")
        if version not in self.accept_versions:
            told = _("Η έκδοση «%(version)s» δεν υπάρχει εδώ. Υπάρχει η 2.0.0.")
            raise invalid("version", told % {"version": version[:80]})

    def _process(self, operation: type[WFSOperation], asked: KVPRequest | NSElement) -> HttpResponseBase:
        """A dataset's entry describes one version: where another is shown meanwhile, we look again."""
        for attempt in range(ATTEMPTS):
            try:
                return self._once(operation, asked)
            except Outdated:
                self.__dict__.pop("_layers", None)
            except ProgrammingError:
                # The table of the version that this process knew was dropped meanwhile.
                if attempt:
                    raise
                self.__dict__.pop("_layers", None)
        raise DataIsChanging

    def _once(self, operation: type[WFSOperation], asked: KVPRequest | NSElement) -> HttpResponseBase:
        parser = operation.parser_class
        running = operation(self, None)
        try:
            request = parser.from_kvp_request(asked) if isinstance(asked, KVPRequest) else parser.from_xml(asked)
            running.ows_request = request
            running.validate_request(request)
        except (Refused, DatabaseError):
            raise
        except (ValueError, TypeError) as error:
            # So the library's readers say that they cannot read something.
            raise unreadable("") from error
        response: HttpResponseBase = running.process_request(request)
        return response


def _operation_of(root: NSElement) -> str:
    """Return the name of the operation that a document asks for."""
    if namespace_of(root) == xmlns.wfs20.value or (namespace_of(root), local_name(root)) == (xmlns.wfs1.value, "GetCapabilities"):
        return local_name(root)
    told = _('Η ρίζα <%(name)s> δεν είναι αίτημα WFS 2.0: δηλώστε xmlns="%(namespace)s".')
    raise unreadable("", told % {"name": local_name(root)[:80], "namespace": xmlns.wfs20.value})


def _language_of(request: HttpRequest) -> str:
    try:
        given = request.GET.items()
    except SuspiciousOperation:
        # More parameters than anybody reads: refused when they are looked at.
        return settings.LANGUAGE_CODE
    asked = (str(text) for name, text in given if name.upper() in ("LANGUAGE", "LANG"))
    known = (_LANGUAGES.get(text[:3].strip("-_").lower()) for text in asked)
    return next((language for language in known if language), None) or negotiated_language(request)
