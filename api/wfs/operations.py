"""The operations of the service (OGC 09-025r2 §8 to §14, Simple and Basic), on the library's frame."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from gisserver.operations import wfs20
from gisserver.operations.base import OutputFormat, OutputFormatMixin, Parameter, WFSOperation
from gisserver.parsers import wfs20 as wfs20_requests

from api.wfs import gml
from api.wfs.answers import answer
from api.wfs.capabilities import capabilities_text
from api.wfs.documents import Collection, Part, gml_document, standing_alone
from api.wfs.feature_types import ID, LayerFeatureType
from api.wfs.formats import CSV, FEATURE_FORMATS, GEOJSON, GML_FORMATS, form_of
from api.wfs.identifiers import type_of
from api.wfs.names import prefix
from api.wfs.pages import links_of, page_size, read_parts
from api.wfs.refusals import XML, Refused, invalid
from api.wfs.requests import GML_FORMAT, DataRequest, Query
from api.wfs.selection import Selection, selection_of
from layers.layer import Property
from layers.ordering import quoted


class GetCapabilities(wfs20.GetCapabilities):
    """What the service offers, in the client's language; boxes come from what is kept of each revision."""

    parser_class = wfs20_requests.GetCapabilities

    def get_parameters(self) -> list[Parameter]:
        return [
            Parameter("AcceptVersions", allowed_values=self.view.accept_versions),
            Parameter("AcceptFormats", allowed_values=["text/xml", "application/xml"]),
        ]

    def get_output_formats(self) -> list[OutputFormat]:
        return [OutputFormat(name) for name in ("text/xml", "application/xml", "application/gml+xml")]

    def process_request(self, ows_request: Any) -> HttpResponseBase:  # noqa: ARG002
        types = self.view.get_bound_feature_types()

        def build() -> HttpResponse:
            return HttpResponse(capabilities_text(self.view, types), content_type=XML)

        return answer(self.view.request, [entry.layer for entry in types], build, depends_on_list=True)


class _DataOperation(OutputFormatMixin, WFSOperation):
    """What GetFeature and GetPropertyValue share: queries are read, and rows by them, all in one state of the data."""

    parser_class = DataRequest
    formats: Sequence[OutputFormat] = ()

    def get_parameters(self) -> list[Parameter]:
        return [
            *super().get_parameters(),
            Parameter("resultType", allowed_values=["results", "hits"]),
            Parameter("resolve", allowed_values=["none", "local"]),
            Parameter("outputFormat", allowed_values=[str(entry) for entry in self.formats if entry.in_capabilities]),
        ]

    def get_output_formats(self) -> list[OutputFormat]:
        return list(self.formats)

    def process_request(self, ows_request: DataRequest) -> HttpResponseBase:
        self.asked = ows_request
        chosen = self.resolve_output_format(ows_request.output_format)
        selections = self.narrowed([selection_of(query, self._type_of(query)) for query in ows_request.queries])
        return answer(self.view.request, [entry.layer for entry in selections], lambda: self.build(selections, chosen))

    def narrowed(self, selections: list[Selection]) -> list[Selection]:
        return selections

    def build(self, selections: list[Selection], chosen: OutputFormat) -> HttpResponse:
        raise NotImplementedError

    def _type_of(self, query: Query) -> LayerFeatureType:
        name = query.type_name if query.stored_id is not None else type_of(query.type_name, dict(query.aliases))
        found: LayerFeatureType | None = self.view.feature_type_named(name)
        if found is not None:
            return found
        if query.stored_id is not None:
            raise Refused("NotFound", "id", _("Δεν υπάρχει στοιχείο «%(id)s».") % {"id": query.stored_id[:80]})
        locator = "typeNames" if query.rids is None else "resourceId"
        told = _("Δεν υπάρχει τύπος «%(name)s». Όσους υπάρχουν τους λέει το GetCapabilities.")
        raise invalid(locator, told % {"name": query.type_name[:80]})

    def collection(self, parts: Sequence[Part], *, has_more: bool = False) -> Collection:
        names = ",".join(f"{prefix()}:{part.selection.feature_type.name}" for part in parts)
        links = links_of(self.asked, address=self.view.server_url, count=page_size(self.asked), has_more=has_more)
        return Collection(parts=parts, schema_url=self.schema_url(names), links=links)

    def schema_url(self, names: str) -> str:
        return f"{self.view.server_url}?SERVICE=WFS&VERSION=2.0.0&REQUEST=DescribeFeatureType&TYPENAMES={quote(names, safe=':,')}"

    def hits(self, selections: list[Selection]) -> Collection:
        """Return the number of all; a count given beside bounds nothing (09-025r2 §7.6.3.6)."""
        return self.collection([Part(selection=entry, texts=[], matched=entry.count()) for entry in selections])


class GetFeature(_DataOperation):
    formats = FEATURE_FORMATS

    def build(self, selections: list[Selection], chosen: OutputFormat) -> HttpResponse:
        form = form_of(chosen)
        if form.name == CSV and (len(selections) > 1 or not selections[0].system.crs.is_storage):
            raise invalid("outputFormat", _("Το CSV παίρνει ένα ερώτημα, και τα σημεία του είναι σε WGS 84: αφαιρέστε το srsName."))
        if self.asked.is_hits:
            found = self.hits(selections)
            return (form_of(FEATURE_FORMATS[0]) if form.name == CSV else form).document(found)
        parts, has_more = read_parts(selections, form.row, start=self.asked.start, count=page_size(self.asked))
        stored_id = self.asked.queries[0].stored_id
        if stored_id is None or len(parts) > 1 or form.name == CSV:
            return form.document(self.collection(parts, has_more=has_more))
        return self._alone(parts[0], stored_id, is_json=form.name == GEOJSON)

    def _alone(self, part: Part, stored_id: str, *, is_json: bool) -> HttpResponse:
        if not part.texts:
            raise Refused("NotFound", "id", _("Δεν υπάρχει στοιχείο «%(id)s».") % {"id": stored_id[:80]})
        if is_json:
            return HttpResponse(part.texts[0], content_type="application/geo+json")
        schema_url = self.schema_url(f"{prefix()}:{part.selection.feature_type.name}")
        return HttpResponse(standing_alone(part.texts[0], schema_url), content_type=GML_FORMAT)


class GetPropertyValue(_DataOperation):
    """The values of one property; a feature without one adds none."""

    formats = GML_FORMATS

    def narrowed(self, selections: list[Selection]) -> list[Selection]:
        if len(selections) > 1:
            raise invalid("typeNames", _("Το GetPropertyValue παίρνει ένα ερώτημα."))
        (selection,) = selections
        named = self._named(selection)
        if isinstance(named, Property):
            selection = selection.also(f"f.{quoted(named.name)} IS NOT NULL")
        return [selection]

    def _named(self, selection: Selection) -> Property | str:
        assert self.asked.value_reference is not None  # noqa: S101  # the request was read so
        xpath, aliases = self.asked.value_reference
        return selection.feature_type.named(xpath, dict(aliases), locator="valueReference")

    def build(self, selections: list[Selection], chosen: OutputFormat) -> HttpResponse:  # noqa: ARG002
        if self.asked.is_hits:
            found = self.hits(selections)
        else:
            parts, has_more = read_parts(selections, self._value_sql, start=self.asked.start, count=page_size(self.asked))
            found = self.collection(parts, has_more=has_more)
        return gml_document(found, element="ValueCollection", media_type=GML_FORMAT)

    def _value_sql(self, selection: Selection) -> str:
        named = self._named(selection)
        if named == ID:
            return gml.id_sql(selection.feature_type)
        if not isinstance(named, Property):
            return gml.geometry_property_sql(selection)
        name = next(name for name, entry in selection.feature_type.properties.items() if entry is named)
        return gml.property_sql(name, named)
