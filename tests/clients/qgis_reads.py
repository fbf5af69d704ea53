"""Run by the machine's own Python, which has QGIS: read a collection of the portal at the address given, and write what was found."""

import json
import sys

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsDataSourceUri,
    QgsFeatureRequest,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorTileLayer,
)

BOX = QgsRectangle(24.0165, 35.5194, 24.0170, 35.5199)


def collection(site, slug):
    source = QgsDataSourceUri()
    source.setParam("url", f"{site}/api/")
    source.setParam("typename", slug)
    source.setParam("pageSize", "7")
    source.setParam("restrictToRequestBBOX", "1")
    layer = QgsVectorLayer(source.uri(), slug, "OAPIF")
    features = list(layer.getFeatures())
    boxed = list(layer.getFeatures(QgsFeatureRequest(BOX)))
    return {
        "is_valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "fields": {field.name(): field.typeName() for field in layer.fields()},
        "names": sorted(feature["name_el"] for feature in features),
        "geometry": layer.geometryType(),
        "in_the_box": [feature["name_el"] for feature in boxed],
        "at": [[feature.geometry().asPoint().x(), feature.geometry().asPoint().y()] for feature in boxed],
    }


def wfs(site, slug):
    source = QgsDataSourceUri()
    for name, value in {"url": f"{site}/ows/wfs", "typename": f"chania:{slug}", "version": "2.0.0", "srsname": "EPSG:4326"}.items():
        source.setParam(name, value)
    source.setParam("pagingEnabled", "true")
    source.setParam("pageSize", "40")
    source.setParam("restrictToRequestBBOX", "1")
    layer = QgsVectorLayer(source.uri(), slug, "WFS")
    features = list(layer.getFeatures())
    boxed = list(layer.getFeatures(QgsFeatureRequest(BOX)))
    named = list(layer.getFeatures(QgsFeatureRequest().setFilterExpression("\"code\" = 'faros-chanion'")))
    return {
        "is_valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "fields": {field.name(): field.typeName() for field in layer.fields()},
        "names": sorted(feature["name_el"] for feature in features),
        "in_the_box": [feature["name_el"] for feature in boxed],
        "at": [[feature.geometry().asPoint().x(), feature.geometry().asPoint().y()] for feature in boxed],
        "named": [feature["name_el"] for feature in named],
    }


def tiles(site, slug):
    layer = QgsVectorTileLayer(f"type=xyz&url={site}/tiles/{slug}/%7Bz%7D/%7Bx%7D/%7By%7D.mvt&zmin=0&zmax=14", slug)
    return {
        "is_valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "is_web_mercator": layer.crs() == QgsCoordinateReferenceSystem("EPSG:3857"),
        "zooms": [layer.sourceMinZoom(), layer.sourceMaxZoom()],
    }


if __name__ == "__main__":
    application = QgsApplication([], False)
    application.initQgis()
    found = {read.__name__: read(sys.argv[1], sys.argv[2]) for read in (collection, wfs, tiles)}
    sys.stdout.write(json.dumps(found))
    application.exitQgis()
