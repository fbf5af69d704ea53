"""Operations that describe: feature types and stored queries (OGC 09-025r2 §9, §14.3, §14.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from gisserver.extensions.queries import WFS_LANGUAGE, QueryExpressionText, StoredQueryDescription
from gisserver.operations.base import OutputFormat, OutputFormatMixin, Parameter, WFSOperation
from gisserver.output.stored import DescribeStoredQueriesRenderer, ListStoredQueriesRenderer
from gisserver.output.xmlschema import XmlSchemaRenderer
from gisserver.parsers.ows import KVPRequest
from gisserver.parsers.xml import NSElement
from gisserver.types import XsdTypes

from api.wfs.answers import answer
from api.wfs.feature_types import LayerFeatureType
from api.wfs.formats import GML_FORMATS
from api.wfs.identifiers import type_of
from api.wfs.refusals import XML, invalid
from api.wfs.requests import GET_FEATURE_BY_ID, GML_FORMAT
from api.wfs.xml_text import local_name


@dataclass(frozen=True, kw_only=True)
class NamesRequest:
    """Something asked by names: of none means of all. ``names`` are as they were written, ``aliases`` what their prefixes mean."""

    names: Sequence[str]
    aliases: dict[str, str]
    output_format: str = GML_FORMAT

    @classmethod
    def from_kvp_request(cls, kvp: KVPRequest) -> Self:
        given = next((kvp.params[name] for name in ("TYPENAMES", "TYPENAME", "STOREDQUERY_ID") if name in kvp), None)
        names = [] if given is None else given.replace("(", "").replace(")", ",").removesuffix(",").split(",")
        return cls(names=names, aliases=kvp.ns_aliases, output_format=kvp.params.get("OUTPUTFORMAT") or GML_FORMAT)

    @classmethod
    def from_xml(cls, root: NSElement) -> Self:
        names = [(child.text or "").strip() for child in root if local_name(child) in ("TypeName", "StoredQueryId")]
        return cls(names=names, aliases=root.ns_aliases, output_format=root.get("outputFormat") or GML_FORMAT)


class DescribeFeatureType(OutputFormatMixin, WFSOperation):
    """The types as an XML schema."""

    parser_class = NamesRequest

    def get_parameters(self) -> list[Parameter]:
        return [*super().get_parameters(), Parameter("outputFormat", allowed_values=[GML_FORMAT])]

    def get_output_formats(self) -> list[OutputFormat]:
        return [*GML_FORMATS, OutputFormat("XMLSCHEMA")]

    def process_request(self, ows_request: NamesRequest) -> HttpResponseBase:
        self.resolve_output_format(ows_request.output_format)
        types = self._types(ows_request)

        def build() -> HttpResponse:
            return HttpResponse(XmlSchemaRenderer(self, types).render_stream(), content_type=GML_FORMAT)

        return answer(self.view.request, [entry.layer for entry in types], build, depends_on_list=True)

    def _types(self, asked: NamesRequest) -> list[LayerFeatureType]:
        found = {name: self.view.feature_type_named(type_of(name, asked.aliases)) for name in asked.names}
        unknown = [name for name, entry in found.items() if entry is None]
        if unknown:
            told = _("Δεν υπάρχει τύπος «%(name)s». Όσους υπάρχουν τους λέει το GetCapabilities.")
            raise invalid("typeNames", told % {"name": unknown[0][:80]})
        return [entry for entry in found.values() if entry is not None] or list(self.view.get_bound_feature_types())


class _StoredQueries(WFSOperation):
    """The one stored query that the standard wants of everybody."""

    parser_class = NamesRequest
    renderer: type[Any]

    def process_request(self, ows_request: NamesRequest) -> HttpResponseBase:
        unknown = [name for name in ows_request.names if name != GET_FEATURE_BY_ID]
        if unknown:
            told = _("Δεν υπάρχει αποθηκευμένο ερώτημα «%(name)s». Υπάρχει το %(known)s.")
            raise invalid("STOREDQUERY_ID", told % {"name": unknown[0][:80], "known": GET_FEATURE_BY_ID})
        layers = [entry.layer for entry in self.view.get_bound_feature_types()]

        def build() -> HttpResponse:
            return HttpResponse(self.renderer(self, [_by_id()]).render_stream(), content_type=XML)

        return answer(self.view.request, layers, build, depends_on_list=True)


def _by_id() -> StoredQueryDescription:
    return StoredQueryDescription(
        id=GET_FEATURE_BY_ID,
        title=_("Στοιχείο με αναγνωριστικό"),
        abstract=_("Δίνει το στοιχείο που έχει το αναγνωριστικό (gml:id) της παραμέτρου id."),
        parameters={"id": XsdTypes.string},
        expressions=[QueryExpressionText(language=WFS_LANGUAGE)],
    )


class ListStoredQueries(_StoredQueries):
    renderer = ListStoredQueriesRenderer


class DescribeStoredQueries(_StoredQueries):
    renderer = DescribeStoredQueriesRenderer
