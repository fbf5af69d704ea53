"""What GetCapabilities tells (OGC 09-025r2 §8.3), with what INSPIRE asks of a download service (TG Download Services 3.1)."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from api.wfs.feature_types import LayerFeatureType
from api.wfs.filters.comparisons import SIGNS, TEMPORAL_SIGNS
from api.wfs.filters.spatial import DISTANCES, RELATIONS
from api.wfs.formats import FEATURE_FORMATS
from api.wfs.gml_input import OPERANDS
from api.wfs.names import namespace, prefix
from api.wfs.systems import systems
from layers.reading import read_summary
from layers.revisions import revisions_of

CONFORMANCE = {
    "ImplementsSimpleWFS": True,
    "ImplementsBasicWFS": True,
    "ImplementsTransactionalWFS": False,
    "ImplementsLockingWFS": False,
    "KVPEncoding": True,
    "XMLEncoding": True,
    "SOAPEncoding": False,
    "ImplementsInheritance": False,
    "ImplementsRemoteResolve": False,
    "ImplementsResultPaging": True,
    "ImplementsStandardJoins": False,
    "ImplementsSpatialJoins": False,
    "ImplementsTemporalJoins": False,
    "ImplementsFeatureVersioning": False,
    "ManageStoredQueries": False,
    # Pages are read one by one: rows that come or go between two of them move the others.
    "PagingIsTransactionSafe": False,
}
FILTER_CONFORMANCE = {
    "ImplementsQuery": True,
    "ImplementsAdHocQuery": True,
    "ImplementsFunctions": False,
    "ImplementsResourceId": True,
    "ImplementsMinStandardFilter": True,
    "ImplementsStandardFilter": True,
    "ImplementsMinSpatialFilter": True,
    "ImplementsSpatialFilter": True,
    "ImplementsMinTemporalFilter": True,
    "ImplementsTemporalFilter": False,
    "ImplementsVersionNav": False,
    "ImplementsSorting": True,
    "ImplementsExtendedOperators": False,
    "ImplementsMinimumXPath": True,
    "ImplementsSchemaElementFunc": False,
}
# INSPIRE writes languages by ISO 639-2/B.
INSPIRE_LANGUAGES = {"el": "gre", "en": "eng"}


def capabilities_text(view: Any, types: Sequence[LayerFeatureType]) -> str:
    """Return the document in the active language; call it in a snapshot."""
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    address = view.request.build_absolute_uri
    licences = {entry.layer.licence.url: str(entry.layer.licence.title) for entry in types}
    operations = {name: kind(view, None).get_parameters() for name, kind in view.accept_operations["WFS"].items()}
    return render_to_string(
        "wfs/capabilities.xml",
        {
            "address": view.server_url,
            "prefix": prefix(),
            "namespace": namespace(),
            "language": INSPIRE_LANGUAGES[language],
            "languages": INSPIRE_LANGUAGES.values(),
            "municipality": settings.MUNICIPALITY,
            "name": settings.MUNICIPALITY.name[language],
            "title": _("%(name)s: στοιχεία του χάρτη") % {"name": settings.MUNICIPALITY.name[language]},
            "abstract": _("Τα επίπεδα του χάρτη και τα σύνολα δεδομένων, στοιχείο προς στοιχείο, με τις ιδιότητές τους."),
            "fees": _("Χωρίς χρέωση"),
            "contact_address": settings.MUNICIPALITY.contact.address[language],
            "licences": licences.items(),
            "catalogue": address(reverse("downloads:catalogue", args=["rdf"])),
            "operations": operations.items(),
            "versions": view.accept_versions,
            "conformance": CONFORMANCE.items(),
            "filter_conformance": FILTER_CONFORMANCE.items(),
            "count_default": settings.API_MAX_LIMIT,
            "systems": [system.name for system in systems()],
            "types": [_type(view, entry, revision) for entry, revision in _with_revisions(types)],
            "formats": [str(entry) for entry in FEATURE_FORMATS if entry.in_capabilities],
            "comparisons": [*SIGNS, "PropertyIsLike", "PropertyIsBetween", "PropertyIsNull", "PropertyIsNil"],
            "geometries": OPERANDS,
            "relations": [*RELATIONS, *DISTANCES],
            "temporal": TEMPORAL_SIGNS,
        },
    )


def _with_revisions(types: Sequence[LayerFeatureType]) -> list[tuple[LayerFeatureType, int | None]]:
    revisions = revisions_of(entry.layer.slug for entry in types)
    return [(entry, revisions.get(entry.layer.slug)) for entry in types]


def _type(view: Any, entry: LayerFeatureType, revision: int | None) -> dict[str, Any]:
    extent = read_summary(entry.layer, revision=revision).extent
    return {
        "name": f"{prefix()}:{entry.name}",
        "title": entry.title,
        "abstract": entry.abstract,
        "keywords": [entry.layer.theme.label],
        "slug": entry.layer.slug,
        "extent": extent and {"lower": f"{extent[0]} {extent[1]}", "upper": f"{extent[2]} {extent[3]}"},
        "metadata": view.request.build_absolute_uri(reverse("api:collection", args=[entry.layer.slug])),
    }
