"""What every layer promises as a map: it is drawn, it answers at its features, it has a legend, and keeps to itself what its room does."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from lxml import etree

from api.wms.asking import MapAsked
from api.wms.formats import PNG
from api.wms.info_formats import INFO_FORMATS
from api.wms.maps import job_of
from layers.crs import CRS84
from layers.drawing.frame import Frame
from layers.drawing.rows import Span
from layers.layer import FeatureQuery, Layer
from layers.lookups import catalogued_layers
from layers.reading import Feature, read_features
from tests.contracts.test_surfaces import a_feature
from tests.maps import WHITE, ask, map_of, picture_of, pixels
from tests.planting import SECRET, plant_in

SIDE = 101


@pytest.fixture
def feature(layer: Layer) -> Feature:
    return read_features(layer, FeatureQuery(ids=(a_feature(layer),), limit=1))[0]


def around(feature: Feature) -> tuple[float, float, float, float]:
    lon, lat = feature.lon_lat
    return lon - 0.001, lat - 0.001, lon + 0.001, lat + 0.001


def question(layer: Layer, feature: Feature, **given: Any) -> dict[str, Any]:
    middle = {"I": SIDE // 2, "J": SIDE // 2, "QUERY_LAYERS": layer.slug, "FEATURE_COUNT": 50}
    return {**map_of(layer.slug, around(feature), width=SIDE, height=SIDE), **middle, **given}


@pytest.mark.parametrize("language", ["gre", "eng"])
@pytest.mark.parametrize("form", [entry.media_type for entry in INFO_FORMATS])
def test_a_layer_answers_at_its_feature_and_tells_nothing_that_is_private(
    layer: Layer, feature: Feature, form: str, language: str, client: Client
) -> None:
    answer = ask(client, "GetFeatureInfo", **question(layer, feature, INFO_FORMAT=form, LANGUAGE=language))
    body = answer.content.decode()

    assert answer.status_code == 200, body
    name = layer.name_of(feature.properties, feature.id)
    if form == "application/geo+json":
        assert f"{layer.slug}.{feature.id}" in [found["id"] for found in json.loads(body)["features"]]
    elif "gml" in form:
        assert f"{layer.slug}.{feature.id}" in etree.fromstring(answer.content).xpath("//@*[local-name()='id']")
    elif language == "gre":
        assert name in body
    assert SECRET not in body


@pytest.mark.parametrize("version", ["1.1.1", "1.3.0"])
def test_a_layer_is_described_without_what_is_private(layer: Layer, feature: Feature, version: str, client: Client) -> None:
    answer = ask(client, "GetCapabilities", version=version)

    assert layer.slug in etree.fromstring(answer.content).xpath("//*[local-name()='Layer']/*[local-name()='Name']/text()")
    assert SECRET not in answer.content.decode()


def test_what_is_drawn_of_a_layer_has_nothing_that_is_private(layer: Layer, feature: Feature) -> None:
    """All that reaches the process that draws: its job, and the rows that it reads."""
    frame = Frame(extent=around(feature), crs=CRS84, width_px=SIDE, height_px=SIDE)
    asked = MapAsked(version="1.3.0", layers=(layer,), frame=frame, picture=PNG, background=None, span=Span(), language="el")
    parts = job_of(asked)["layers"]
    rows = []
    for part in parts:
        with connection.cursor() as cursor:
            cursor.execute("SELECT class, label, ST_AsText(geom) FROM (" + part["sql"].replace("%", "%%") + ") AS drawn", [])
            rows += cursor.fetchall()

    assert rows
    assert SECRET not in json.dumps([parts, rows], ensure_ascii=False)


@pytest.mark.parametrize("language", ["gre", "eng"])
def test_a_layer_has_a_legend(layer: Layer, language: str, client: Client) -> None:
    answer = ask(client, "GetLegendGraphic", LAYER=layer.slug, STYLE="default", FORMAT="image/png", LANGUAGE=language)

    assert (pixels(picture_of(answer)) != WHITE).any()


@pytest.mark.django_db(transaction=True)
def test_every_layer_is_drawn(client: Client) -> None:
    """In one test: what the processes see must be committed, and to empty the database takes its time."""
    planted = {layer: plant_in(layer).pk for layer in catalogued_layers()}

    for layer, pk in planted.items():
        feature = read_features(layer, FeatureQuery(ids=(pk,), limit=1))[0]
        for version, crs in (("1.3.0", "CRS:84"), ("1.1.1", "EPSG:4326")):
            asked = map_of(layer.slug, around(feature), width=SIDE, height=SIDE, crs=crs, version=version)
            found = pixels(picture_of(ask(client, "GetMap", **asked)))
            assert (found[SIDE // 2 - 3 : SIDE // 2 + 4, SIDE // 2 - 3 : SIDE // 2 + 4] != WHITE).any(), layer.slug
