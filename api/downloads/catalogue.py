"""``/catalogue.ttl``, ``.jsonld``, ``.rdf``: what open-data portals harvest."""

from datetime import datetime

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from api.caching import etag_of, not_modified, with_etag
from api.documents import reading
from api.downloads.contacts import contacts_of, municipality_contact
from api.downloads.dcat import Described, catalogue_graph
from api.errors import UnknownDownload
from api.params import check_names
from api.viewers import viewer_of
from layers.layer import Layer
from layers.lookups import all_layers
from layers.reading import read_summary
from layers.revisions import Revision

# Ending: rdflib's name of the form, media type.
SERIALISATIONS = {
    "ttl": ("turtle", "text/turtle; charset=utf-8"),
    "jsonld": ("json-ld", "application/ld+json"),
    "rdf": ("xml", "application/rdf+xml"),
}


@reading
def catalogue(request: HttpRequest, extension: str) -> HttpResponseBase:
    if extension not in SERIALISATIONS:
        raise UnknownDownload(
            _("Δεν υπάρχει κατάλογος με κατάληξη «%(extension)s». Υπάρχουν: %(known)s.")
            % {"extension": extension, "known": ", ".join(SERIALISATIONS)}
        )
    check_names(request.GET, allowed=("lang",))
    revisions = dict(Revision.objects.values_list("layer", "number"))
    layers = all_layers(viewer=viewer_of(request))
    etag = etag_of(request, [(layer.slug, revisions.get(layer.slug)) for layer in layers])
    unchanged = not_modified(request, etag)
    if unchanged is not None:
        return unchanged
    entries = _described(layers, revisions)
    form, media_type = SERIALISATIONS[extension]
    graph = catalogue_graph(request, entries, municipality_contact())
    response = HttpResponse(graph.serialize(format=form, encoding="utf-8"), content_type=media_type)
    if any(entry.summary.revision != revisions.get(entry.layer.slug) for entry in entries):
        # Something was written while we read: what we send belongs to no one state of the data.
        response.headers["Cache-Control"] = "no-store"
        return response
    return with_etag(request, response, etag)


def _described(layers: list[Layer], revisions: dict[str, int]) -> list[Described]:
    contacts = contacts_of(layer.maintainer for layer in layers)
    return [
        Described(
            layer=layer,
            summary=read_summary(layer, revision=revisions.get(layer.slug)),
            modified=modified_at(layer),
            contact=contacts.get(layer.maintainer, municipality_contact()),
        )
        for layer in layers
    ]


def modified_at(layer: Layer) -> datetime | None:
    """Return when a feature was last written, where the layer's model notes it; None where nobody knows."""
    try:
        layer.model._meta.get_field("updated_at")
    except FieldDoesNotExist:
        return None
    latest: datetime | None = layer.published().order_by().aggregate(latest=Max("updated_at"))["latest"]
    return latest
