"""What every layer promises to who takes it along, in every format."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from layers.layer import FeatureQuery, GeometryType, Kind, Layer
from layers.reading import read_features
from tests.contracts.test_surfaces import a_feature
from tests.downloads import FORMATS, all_bytes, fetch, opened
from tests.planting import SECRET


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.mark.parametrize("extension", FORMATS)
def test_a_download_opens_again_with_all_that_it_held(layer: Layer, extension: str, client: Client, tmp_path: Path) -> None:
    for _ in range(3):
        a_feature(layer)
    known = read_features(layer, FeatureQuery())
    answer, body = fetch(client, f"/download/{layer.slug}.{extension}")

    frame = opened(body, extension, tmp_path)

    assert answer.status_code == 200
    assert len(frame) == len(known) == layer.published().exclude(**{f"{layer.geometry}__isnull": True}).count()
    if extension != "csv":
        assert frame.crs.to_epsg() == 4326
    assert set(frame.geometry.geom_type) <= families(layer)
    west, south, east, north = frame.total_bounds
    assert (round(west, 6), round(south, 6)) == (round(min(f.extent[0] for f in known), 6), round(min(f.extent[1] for f in known), 6))
    assert (round(east, 6), round(north, 6)) == (round(max(f.extent[2] for f in known), 6), round(max(f.extent[3] for f in known), 6))
    if extension in ("gpkg", "fgb", "parquet", "geojson"):
        compare(layer, {feature.id: feature.properties for feature in known}, frame)


def families(layer: Layer) -> set[str]:
    """Formats that know no multiple shapes of one part give it as a single one."""
    kind = str(layer.geometry_type.value)
    return {kind, kind.removeprefix("Multi"), f"Multi{kind}"} if layer.geometry_type is not GeometryType.ANY else {"Point", "LineString"}


def compare(layer: Layer, known: dict[int, Any], frame: Any) -> None:
    for row in frame.to_dict("records"):
        for entry in layer.properties:
            told = known[row["id"]][entry.name]
            if entry.kind is Kind.TEXT and told:
                assert row[entry.name] == told
            if entry.kind is Kind.INTEGER and told is not None:
                assert int(row[entry.name]) == told
            if entry.kind is Kind.INSTANT and told is not None:
                assert row[entry.name].tzinfo is not None


@pytest.mark.parametrize("extension", FORMATS)
def test_a_layer_without_features_is_a_file_without_features(layer: Layer, extension: str, client: Client, tmp_path: Path) -> None:
    layer.published().delete()

    answer, body = fetch(client, f"/download/{layer.slug}.{extension}")

    assert answer.status_code == 200
    assert len(opened(body, extension, tmp_path)) == 0


@pytest.mark.parametrize("extension", FORMATS)
def test_no_download_tells_what_a_room_keeps_to_itself(layer: Layer, extension: str, client: Client, tmp_path: Path) -> None:
    a_feature(layer)

    _, body = fetch(client, f"/download/{layer.slug}.{extension}")

    assert SECRET.encode() not in all_bytes(body, extension)
    assert SECRET not in opened(body, extension, tmp_path).to_csv()


@pytest.mark.parametrize("extension", FORMATS)
def test_who_holds_the_present_file_is_told_so_before_any_row_is_read(layer: Layer, extension: str, client: Client) -> None:
    a_feature(layer)
    answer, _ = fetch(client, f"/download/{layer.slug}.{extension}")
    statements: list[str] = []

    def noted(execute: Any, sql: str, *rest: Any) -> Any:
        statements.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(noted):
        again, body = fetch(client, f"/download/{layer.slug}.{extension}", **{"If-None-Match": answer["ETag"]})

    assert (again.status_code, body) == (304, b"")
    assert [sql for sql in statements if layer.model._meta.db_table in sql or "ST_" in sql] == []


def test_the_collection_links_to_every_download(layer: Layer, client: Client) -> None:
    links = client.get(f"/api/collections/{layer.slug}?lang=en").json()["links"]

    found = [link for link in links if link["rel"] == "enclosure"]
    assert Counter(link["href"].partition("?")[0].partition(".")[2] for link in found) == Counter(FORMATS)
    for link in found:
        answer, _ = fetch(client, link["href"])
        assert (answer.status_code, answer["Content-Type"]) == (200, link["type"])
        assert answer["Content-Language"] == "en"
