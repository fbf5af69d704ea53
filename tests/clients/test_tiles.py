"""Real clients read the tiles and the map file."""

from pathlib import Path
from typing import Any

import pyogrio
import pytest
from django.core.management import call_command

from layers.places import Place
from layers.routes import Route
from tests.clients.test_clients import ogrinfo


def test_gdal_reads_a_tile_with_its_place_and_its_names(site: str) -> None:
    text = ogrinfo("-al", f"MVT:{site}/tiles/places/14/9285/6460.mvt")

    assert "Layer name: places" in text
    assert "name_el (String) = Αιγυπτιακός Φάρος" in text


def test_gdal_finds_the_tiles_by_their_tilejson(site: str) -> None:
    """A folder of tiles as GDAL opens one: the metadata is ours, the zoom is in the address."""
    options = ("-oo", f"METADATA_FILE={site}/tiles/places.json", "-oo", "TILE_EXTENSION=mvt")
    text = ogrinfo("-al", "-so", *options, f"MVT:{site}/tiles/places/14")

    assert "Layer name: places" in text
    assert "Web Mercator" in text or "Pseudo-Mercator" in text


@pytest.mark.parametrize("slug", ["places", "routes"])
def test_gdal_reads_every_feature_of_a_map_file(site: str, slug: str, tmp_path: Path) -> None:
    path = tmp_path / f"{slug}.pmtiles"
    call_command("make_pmtiles", slug, "--output", str(path), "--max-zoom", "14")

    information: dict[str, Any] = pyogrio.read_info(path, layer=slug)
    table = pyogrio.read_dataframe(path, layer=slug, read_geometry=False)

    assert information["crs"] == "EPSG:3857"
    names = {row.name_el for row in {"places": Place, "routes": Route}[slug].objects.published()}  # type: ignore[attr-defined]
    assert names == set(table["name_el"])
