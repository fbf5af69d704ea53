"""DCAT-AP 3.0 and schema.org: what harvesters and search engines read, checked on the graph itself."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.utils import translation
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

from api.downloads.contacts import VCARD
from api.downloads.dcat import GEO
from api.downloads.structured import dataset_document
from geoportal.accounts.models import User
from layers.departments import ContactChannel, Department
from layers.layer import Layer
from layers.lookups import all_layers, get_layer
from layers.places import Place
from layers.reading import read_summary
from tests.datasets import make_dataset
from tests.downloads import FORMATS
from tests.planting import plant

pytestmark = pytest.mark.django_db
FORMS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}


def graph_of(client: Client, extension: str = "ttl") -> Graph:
    answer = client.get(f"/catalogue.{extension}")
    assert answer.status_code == 200
    return Graph().parse(data=answer.content, format=FORMS[extension])


def dataset_of(graph: Graph, slug: str) -> Any:
    return graph.value(predicate=DCTERMS.identifier, object=Literal(slug))


# DCAT-AP 3.0: per class, the mandatory properties, then the recommended ones that we know the values of.
MANDATORY = {
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher),
    DCAT.Dataset: (DCTERMS.title, DCTERMS.description),
    DCAT.Distribution: (DCAT.accessURL,),
    DCAT.DataService: (DCTERMS.title, DCAT.endpointURL),
    FOAF.Agent: (FOAF.name,),
    VCARD.Organization: (VCARD.fn, VCARD.hasEmail),
}
RECOMMENDED = {
    DCAT.Catalog: (DCAT.dataset, DCAT.service, DCTERMS.language, DCTERMS.license, DCTERMS.spatial, DCAT.themeTaxonomy, FOAF.homepage),
    DCAT.Dataset: (DCAT.contactPoint, DCAT.distribution, DCAT.keyword, DCTERMS.publisher, DCAT.theme),
    DCAT.Distribution: (DCTERMS.license, DCTERMS.description, DCTERMS.format, URIRef("http://data.europa.eu/r5r/availability")),
    DCAT.DataService: (DCAT.endpointDescription, DCAT.servesDataset),
    FOAF.Agent: (DCTERMS.type,),
}


@pytest.mark.parametrize("rules", [MANDATORY, RECOMMENDED], ids=["mandatory", "recommended"])
def test_every_class_has_the_properties_that_the_profile_asks_for(client: Client, rules: dict[Any, Any]) -> None:
    make_dataset()
    graph = graph_of(client)

    for kind, predicates in rules.items():
        subjects = list(graph.subjects(RDF.type, kind))
        assert subjects, kind
        missing = [(subject, predicate) for subject in subjects for predicate in predicates if (subject, predicate, None) not in graph]
        assert missing == []


# The class that an object must be of, where it is described here: SHACL's sh:class.
CLASSES = {
    DCTERMS.publisher: FOAF.Agent,
    DCAT.dataset: DCAT.Dataset,
    DCAT.service: DCAT.DataService,
    DCAT.distribution: DCAT.Distribution,
    DCAT.contactPoint: VCARD.Organization,
    DCTERMS.spatial: DCTERMS.Location,
    DCTERMS.temporal: DCTERMS.PeriodOfTime,
    DCTERMS.license: DCTERMS.LicenseDocument,
    DCTERMS.conformsTo: DCTERMS.Standard,
}


def test_every_reference_leads_to_something_of_its_class(client: Client) -> None:
    plant(Place)
    graph = graph_of(client)

    for predicate, kind in CLASSES.items():
        for thing in graph.objects(predicate=predicate):
            assert (thing, RDF.type, kind) in graph, (predicate, thing)


def test_every_layer_is_there_in_both_languages_with_all_its_files(client: Client) -> None:
    make_dataset()
    graph = graph_of(client)

    for layer in all_layers():
        dataset = dataset_of(graph, layer.slug)
        for language in ("el", "en"):
            with translation.override(language):
                assert Literal(str(layer.title), lang=language) in set(graph.objects(dataset, DCTERMS.title))
        files = {str(graph.value(form, DCAT.downloadURL)) for form in graph.objects(dataset, DCAT.distribution)}
        assert files == {f"http://testserver/download/{layer.slug}.{extension}" for extension in FORMATS}
        served = [service for service in graph.subjects(DCAT.servesDataset, dataset) if (service, RDF.type, DCAT.DataService) in graph]
        assert served


def test_literals_have_their_types(client: Client) -> None:
    plant(Place)
    graph = graph_of(client)
    place = dataset_of(graph, "places")
    box = graph.value(graph.value(place, DCTERMS.spatial), DCAT.bbox)

    assert isinstance(box, Literal)
    assert box.datatype == GEO.wktLiteral
    assert str(box).startswith("POLYGON((24.0")
    modified = graph.value(place, DCTERMS.modified)
    assert isinstance(modified, Literal)
    assert str(modified.datatype).endswith("#dateTime")
    for text in graph.objects(predicate=DCTERMS.description):
        assert isinstance(text, Literal)
        assert text.language in ("el", "en")


def test_the_three_forms_say_the_same(client: Client) -> None:
    plant(Place)
    turtle, jsonld, rdf = (graph_of(client, extension) for extension in FORMS)

    assert isomorphic(turtle, jsonld)
    assert isomorphic(turtle, rdf)


def test_who_maintains_a_layer_is_whom_to_ask(client: Client) -> None:
    department = plant(Department, code=settings.MUNICIPALITY.maintainers["places"], name_el="Πολιτισμός", name_en="Culture")
    ContactChannel.objects.create(department=department, kind="email", value="culture@example.org")
    ContactChannel.objects.create(department=department, kind="phone", value="28210 87654", is_public=False)

    graph = graph_of(client)
    contact = graph.value(dataset_of(graph, "places"), DCAT.contactPoint)
    other = graph.value(dataset_of(graph, "streets"), DCAT.contactPoint)

    assert {str(name) for name in graph.objects(contact, VCARD.fn)} == {"Πολιτισμός", "Culture"}
    assert graph.value(contact, VCARD.hasEmail) == URIRef("mailto:culture@example.org")
    assert "87654" not in graph.serialize()
    assert graph.value(other, VCARD.hasEmail) == URIRef(f"mailto:{settings.MUNICIPALITY.contact.email}")


def test_an_internal_layer_is_in_the_catalogue_of_staff_alone(client: Client) -> None:
    make_dataset(slug="kadoi", is_public=False)
    assert dataset_of(graph_of(client), "kadoi") is None

    client.force_login(User.objects.create_user("gis", is_staff=True))

    assert dataset_of(graph_of(client), "kadoi") is not None


@pytest.mark.django_db(transaction=True)
def test_the_catalogue_is_sent_again_only_when_something_changed(client: Client) -> None:
    first = client.get("/catalogue.ttl")
    assert client.get("/catalogue.ttl", headers={"If-None-Match": first["ETag"]}).status_code == 304

    plant(Place)

    assert client.get("/catalogue.ttl", headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("language", ["el", "en"])
def test_a_layer_describes_itself_to_search_engines(rf: RequestFactory, language: str) -> None:
    plant(Place)
    request = rf.get("/api/collections/places", {"lang": language})
    layer: Layer = get_layer("places")

    with translation.override(language):
        document = dataset_document(request, layer, read_summary(layer, revision=None))

    assert (document["@context"], document["@type"], document["inLanguage"]) == ("https://schema.org", "Dataset", language)
    assert document["name"] == {"el": "Σημεία ενδιαφέροντος", "en": "Places of interest"}[language]
    assert document["license"].startswith("https://creativecommons.org/")
    assert document["spatialCoverage"]["geo"]["box"].startswith("35.5")
    assert len(document["distribution"]) == len(FORMATS)
    for download in document["distribution"]:
        assert download["@type"] == "DataDownload"
        assert download["contentUrl"].startswith("http://testserver/download/places.")
