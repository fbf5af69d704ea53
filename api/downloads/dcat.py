"""Layers in the words of DCAT-AP 3.0 (SEMIC): a catalogue, a dataset for each layer with its distributions, and the services over them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, XSD

from api.downloads.contacts import Contact, add_contact
from api.downloads.formats import FORMATS, Format
from layers.layer import Layer, Text, Theme
from layers.municipality import Bilingual, Extent
from layers.reading import Summary

DCATAP = Namespace("http://data.europa.eu/r5r/")
GEO = Namespace("http://www.opengis.net/ont/geosparql#")
AUTHORITY = Namespace("http://publications.europa.eu/resource/authority/")
MEDIA_TYPES = Namespace("https://www.iana.org/assignments/media-types/")
CRS84 = URIRef("http://www.opengis.net/def/crs/OGC/1.3/CRS84")
LOCAL_AUTHORITY = URIRef("http://purl.org/adms/publishertype/LocalAuthority")

# The EU's themes for the legend's chapters.
THEMES = {Theme.CITY: "REGI", Theme.LIFE: "EDUC", Theme.PARTICIPATION: "GOVE", Theme.ADMINISTRATION: "GOVE", Theme.DATA: "REGI"}


@dataclass(frozen=True, kw_only=True)
class Service:
    """An interface over all layers: the names of its address and of its description's, and the standard it keeps."""

    name: str
    title: Text
    endpoint: str
    description: str
    conforms_to: str


# A new interface over the layers is one more entry.
SERVICES = (
    Service(
        name="features",
        title=_("OGC API – Features: όλα τα επίπεδα ως στοιχεία"),
        endpoint="api:landing",
        description="api:openapi",
        conforms_to="http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Described:
    """What there is to tell of one layer."""

    layer: Layer
    summary: Summary
    modified: datetime | None
    contact: Contact


def catalogue_graph(request: HttpRequest, entries: Iterable[Described], municipality: Contact) -> Graph:
    """Return the whole catalogue."""
    return _Writer(request, municipality).write(list(entries))


def dataset_uri(request: HttpRequest, layer: Layer) -> str:
    """Return the name of the layer's dataset; its address describes the collection."""
    return f"{request.build_absolute_uri(reverse('api:collection', args=[layer.slug]))}#dataset"


def download_url(request: HttpRequest, layer: Layer, entry: Format) -> str:
    return request.build_absolute_uri(reverse("downloads:download", args=[layer.slug, entry.extension]))


class _Writer:
    """One catalogue being written."""

    def __init__(self, request: HttpRequest, municipality: Contact) -> None:
        self.request, self.graph, self.contact = request, Graph(), municipality
        for prefix, space in (("dcat", DCAT), ("dct", DCTERMS), ("foaf", FOAF), ("dcatap", DCATAP), ("geo", GEO)):
            self.graph.bind(prefix, space)
        self.catalogue = URIRef(f"{self._address('downloads:catalogue', 'ttl')}#catalogue")
        self.publisher = URIRef(f"{self._address('downloads:catalogue', 'ttl')}#publisher")

    def write(self, entries: list[Described]) -> Graph:
        self._write_publisher()
        self._write_catalogue(entries)
        for entry in entries:
            self._write_dataset(entry)
        for service in SERVICES:
            self._write_service(service, entries)
        return self.graph

    def _address(self, name: str, *args: object) -> str:
        return self.request.build_absolute_uri(reverse(name, args=args))

    def _add(self, subject: URIRef | BNode, facts: Mapping[URIRef, object]) -> None:
        """Add facts: one value or several; lazy texts and pairs of texts in both languages; what is None is not known."""
        for predicate, value in facts.items():
            for one in value if isinstance(value, list) else [value]:
                for node in _nodes(one):
                    self.graph.add((subject, predicate, node))

    def _write_publisher(self) -> None:
        facts: dict[URIRef, object] = {
            RDF.type: FOAF.Agent,
            FOAF.name: settings.MUNICIPALITY.name,
            FOAF.homepage: URIRef(settings.MUNICIPALITY.contact.website),
            DCTERMS.type: LOCAL_AUTHORITY,
        }
        self._add(self.publisher, facts)

    def _write_catalogue(self, entries: list[Described]) -> None:
        languages = [AUTHORITY["language/ELL"], AUTHORITY["language/ENG"]]
        changes = [entry.modified for entry in entries if entry.modified]
        licences = [self._licence(entry.layer) for entry in entries]
        facts: dict[URIRef, object] = {
            RDF.type: DCAT.Catalog,
            DCTERMS.title: _("Ανοικτά γεωχωρικά δεδομένα του Δήμου"),
            DCTERMS.description: _("Κάθε επίπεδο του χάρτη, με όλες τις μορφές στις οποίες δίνεται."),
            DCTERMS.publisher: self.publisher,
            DCTERMS.language: languages,
            DCTERMS.spatial: self._location(settings.MUNICIPALITY.extent),
            DCTERMS.modified: max(changes) if changes else None,
            DCTERMS.license: licences[:1],
            FOAF.homepage: URIRef(self._address("services")),
            DCAT.themeTaxonomy: AUTHORITY["data-theme"],
            DCAT.dataset: [URIRef(dataset_uri(self.request, entry.layer)) for entry in entries],
            DCAT.service: [self._service_uri(service) for service in SERVICES],
        }
        self._add(self.catalogue, facts)
        self._add(AUTHORITY["data-theme"], {RDF.type: SKOS.ConceptScheme, DCTERMS.title: Literal("Data theme", lang="en")})

    def _write_dataset(self, entry: Described) -> None:
        layer = entry.layer
        dataset = URIRef(dataset_uri(self.request, layer))
        theme = Theme(layer.theme)
        facts: dict[URIRef, object] = {
            RDF.type: DCAT.Dataset,
            DCTERMS.title: layer.title,
            DCTERMS.description: layer.description if str(layer.description) else layer.title,
            DCTERMS.identifier: Literal(layer.slug),
            DCTERMS.publisher: self.publisher,
            DCTERMS.creator: self.publisher,
            DCTERMS.modified: entry.modified,
            DCTERMS.conformsTo: CRS84,
            DCTERMS.language: [AUTHORITY["language/ELL"], AUTHORITY["language/ENG"]],
            DCTERMS.accessRights: AUTHORITY["access-right/PUBLIC" if layer.is_public else "access-right/NON_PUBLIC"],
            DCTERMS.spatial: self._location(entry.summary.extent) if entry.summary.extent else None,
            DCTERMS.temporal: self._period(*entry.summary.interval) if entry.summary.interval else None,
            DCAT.theme: AUTHORITY[f"data-theme/{THEMES[theme]}"],
            DCAT.keyword: [layer.title, theme.label, settings.MUNICIPALITY.town],
            DCAT.landingPage: URIRef(f"{self._address('atlas:map')}?layers={layer.slug}"),
            DCAT.contactPoint: add_contact(self.graph, entry.contact),
            DCAT.distribution: [self._distribution(layer, form) for form in FORMATS.values()],
        }
        self._add(dataset, facts)
        self._add(CRS84, {RDF.type: DCTERMS.Standard})
        self._add(AUTHORITY[f"data-theme/{THEMES[theme]}"], {RDF.type: SKOS.Concept, SKOS.inScheme: AUTHORITY["data-theme"]})

    def _distribution(self, layer: Layer, entry: Format) -> URIRef:
        address = URIRef(download_url(self.request, layer, entry))
        node = URIRef(f"{address}#distribution")
        media_type = MEDIA_TYPES[entry.media_type.partition(";")[0]]
        facts: dict[URIRef, object] = {
            RDF.type: DCAT.Distribution,
            DCTERMS.title: Literal(entry.title),
            DCTERMS.description: layer.title,
            DCTERMS.format: AUTHORITY[f"file-type/{entry.file_type}"] if entry.file_type else self._unlisted(entry),
            DCTERMS.license: self._licence(layer),
            DCTERMS.conformsTo: CRS84,
            DCATAP.availability: AUTHORITY["planned-availability/STABLE"],
            DCAT.accessURL: address,
            DCAT.downloadURL: address,
            DCAT.mediaType: media_type,
            DCAT.packageFormat: media_type if entry.extension.endswith("zip") else None,
        }
        self._add(node, facts)
        return node

    def _unlisted(self, entry: Format) -> BNode:
        """A format that the EU's table does not list is named by its name."""
        node = BNode()
        self._add(node, {RDF.type: DCTERMS.MediaTypeOrExtent, RDFS.label: Literal(entry.title)})
        return node

    def _write_service(self, service: Service, entries: list[Described]) -> None:
        facts: dict[URIRef, object] = {
            RDF.type: DCAT.DataService,
            DCTERMS.title: service.title,
            DCTERMS.publisher: self.publisher,
            DCTERMS.conformsTo: URIRef(service.conforms_to),
            DCTERMS.accessRights: AUTHORITY["access-right/PUBLIC"],
            DCAT.endpointURL: URIRef(self._address(service.endpoint)),
            DCAT.endpointDescription: URIRef(self._address(service.description)),
            DCAT.servesDataset: [URIRef(dataset_uri(self.request, entry.layer)) for entry in entries],
            DCAT.contactPoint: add_contact(self.graph, self.contact),
        }
        self._add(self._service_uri(service), facts)
        self._add(URIRef(service.conforms_to), {RDF.type: DCTERMS.Standard})

    def _service_uri(self, service: Service) -> URIRef:
        return URIRef(f"{self._address('downloads:catalogue', 'ttl')}#service-{service.name}")

    def _licence(self, layer: Layer) -> URIRef:
        node = URIRef(layer.licence.url)
        self._add(node, {RDF.type: DCTERMS.LicenseDocument, DCTERMS.title: Literal(str(layer.licence.title))})
        return node

    def _location(self, extent: Extent) -> BNode:
        west, south, east, north = extent
        corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
        # GeoSPARQL 1.0 Req 11: without a reference system named, a literal is in CRS84.
        text = f"POLYGON(({', '.join(f'{x!r} {y!r}' for x, y in corners)}))"
        node = BNode()
        self._add(node, {RDF.type: DCTERMS.Location, DCAT.bbox: Literal(text, datatype=GEO.wktLiteral)})
        return node

    def _period(self, first: str, last: str) -> BNode:
        node = BNode()
        self._add(node, {RDF.type: DCTERMS.PeriodOfTime, DCAT.startDate: _moment(first), DCAT.endDate: _moment(last)})
        return node


def _moment(text: str) -> Literal:
    return Literal(text, datatype=XSD.dateTime if "T" in text else XSD.date)


def _nodes(value: object) -> list[URIRef | BNode | Literal]:
    if value is None:
        return []
    if isinstance(value, URIRef | BNode | Literal):
        return [value]
    if isinstance(value, datetime):
        return [Literal(value)]
    return in_both_languages(value)


def in_both_languages(text: object) -> list[URIRef | BNode | Literal]:
    """Return a text in Greek and in English; where the two are the same, in Greek alone."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            written = text[language] if isinstance(text, Bilingual) else str(text)
        if written and written not in found.values():
            found[language] = written
    return [Literal(written, lang=language) for language, written in found.items()]
