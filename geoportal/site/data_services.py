"""The page of the data services: the addresses at which other systems read the portal, and a look at what they get."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from api.tiles.addresses import xyz_template
from geoportal.site.city_map import city_map
from geoportal.site.language import page_language
from layers.layer import Layer
from layers.municipality import Extent

_PICTURE = {"SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetMap", "STYLES": "", "CRS": "CRS:84", "FORMAT": "image/png"}
_LANGUAGES = {"el": "gre", "en": "eng"}


@dataclass(frozen=True, kw_only=True)
class Service:
    """``address`` is what is pasted into a program."""

    name: str
    purpose: str
    address: str
    programs: str


def services_of(request: HttpRequest) -> list[Service]:
    """Return the services of the whole portal, in the page's language."""
    return [
        Service(
            name="WMS 1.3.0 / 1.1.1",
            purpose=_("Έτοιμοι χάρτες με τα χρώματα και τα ονόματα της πύλης, σε κάθε μέγεθος και σε ΕΓΣΑ ’87."),
            address=f"{_absolute(request, 'wms')}?",
            programs="QGIS, ArcGIS, AutoCAD, Leaflet",
        ),
        Service(
            name="WMTS 1.0.0",
            purpose=_("Οι ίδιοι χάρτες σε πλακίδια: το γρηγορότερο υπόβαθρο."),
            address=f"{_absolute(request, 'wmts')}/1.0.0/WMTSCapabilities.xml",
            programs="QGIS, ArcGIS, OpenLayers",
        ),
        Service(
            name="WFS 2.0",
            purpose=_("Τα ίδια τα στοιχεία ως GML, GeoJSON ή CSV, για προγράμματα που δεν γνωρίζουν ακόμη το OGC API."),
            address=f"{_absolute(request, 'wfs')}?",
            programs="QGIS, ArcGIS, FME, GDAL",
        ),
        Service(
            name="OGC API – Features 1.0",
            purpose=_("Τα ίδια τα στοιχεία ως GeoJSON, με φίλτρα, σειρά και σελίδες."),
            address=_absolute(request, "api:landing"),
            programs="QGIS, ArcGIS Pro, GDAL, Python, R",
        ),
        Service(
            name=_("Διανυσματικά πλακίδια (MVT)"),
            purpose=_("Τα στοιχεία σε πλακίδια, για χάρτες που ζωγραφίζει ο φυλλομετρητής· {layer} είναι το όνομα του επιπέδου."),
            address=xyz_template(request, "LAYER").replace("LAYER", "{layer}"),
            programs="MapLibre, OpenLayers, QGIS",
        ),
        Service(
            name="Open311 GeoReport v2",
            purpose=_("Είδη προβλημάτων, αιτήματα και τι έγινε με αυτά, για άλλες εφαρμογές· με κλειδί υποβάλλουν και νέα."),
            address=_absolute(request, "open311_discovery", "json"),
            programs="FixMyStreet, Mark-a-Spot, SeeClickFix",
        ),
        Service(
            name=_("Open311: τα τελευταία αιτήματα"),
            purpose=_("Όσα υποβλήθηκαν τις τελευταίες 90 ημέρες, ως 1.000, σε JSON· με .xml στο τέλος, σε XML."),
            address=_absolute(request, "open311_requests", "json"),
            programs="Excel, Python, R",
        ),
        Service(
            name="DCAT-AP 3",
            purpose=_("Ο κατάλογος όλων των συνόλων, για πύλες ανοικτών δεδομένων."),
            address=_absolute(request, "downloads:catalogue", "ttl"),
            programs="data.gov.gr, data.europa.eu, CKAN",
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class Preview:
    """The map of one layer as WMS draws it: ``picture_url`` without scripts, ``config`` for the map with them."""

    layer: Layer
    picture_url: str
    config: dict[str, Any]
    leaflet: str


def preview_of(request: HttpRequest, layer: Layer, extent: Extent) -> Preview:
    """Return how ``layer`` is shown over ``extent`` in degrees."""
    wms = _absolute(request, "wms")
    language = _LANGUAGES[page_language()]
    west, south, east, north = _framed(extent)
    asked = {
        **_PICTURE,
        "LAYERS": layer.slug,
        "BBOX": f"{west},{south},{east},{north}",
        "WIDTH": "960",
        "HEIGHT": "480",
        "LANGUAGE": language,
    }
    return Preview(
        layer=layer,
        picture_url=f"{reverse('wms')}?{urlencode(asked)}",
        config={
            **city_map([]),
            "wms": {"url": f"{reverse('wms')}?LANGUAGE={language}", "layers": layer.slug},
            "bounds": [[south, west], [north, east]],
        },
        leaflet=f"L.tileLayer.wms('{wms}', {{layers: '{layer.slug}', format: 'image/png', transparent: true, version: '1.3.0'}})",
    )


def _framed(extent: Extent) -> Extent:
    """Return a box twice as wide as high around ``extent``, with some air: the picture's own shape, so that nothing is stretched."""
    west, south, east, north = extent
    # A degree of latitude is a quarter longer than one of longitude here; in CRS:84 a picture shows both alike.
    height = max(north - south, (east - west) / 2, 0.004) * 1.1
    x, y = (west + east) / 2, (south + north) / 2
    return (x - height, y - height / 2, x + height, y + height / 2)


def _absolute(request: HttpRequest, name: str, *arguments: str) -> str:
    return request.build_absolute_uri(reverse(name, args=arguments))
