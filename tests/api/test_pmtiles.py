"""A layer in one file."""

import gzip
import io
from pathlib import Path

import mapbox_vector_tile
import pytest
from django.core.management import CommandError, call_command
from pmtiles.reader import MmapSource, Reader
from pmtiles.tile import Compression, TileType

from layers.places import Place
from tests.planting import plant

pytestmark = pytest.mark.django_db


def test_a_map_file_opens_again_with_every_feature(tmp_path: Path) -> None:
    for number in range(5):
        plant(Place, name_el=f"Σημείο {number}")
    path = tmp_path / "places.pmtiles"
    out = io.StringIO()

    call_command("make_pmtiles", "places", "--output", str(path), "--max-zoom", "12", stdout=out)

    with path.open("rb") as file:
        reader = Reader(MmapSource(file))
        header, metadata = reader.header(), reader.metadata()
        body = gzip.decompress(reader.get(12, 2321, 1615))
        assert reader.get(12, 0, 0) is None
    assert (header["tile_type"], header["tile_compression"], header["max_zoom"]) == (TileType.MVT, Compression.GZIP, 12)
    assert [layer["id"] for layer in metadata["vector_layers"]] == ["places"]
    assert metadata["license"] == "CC-BY-4.0"
    assert metadata["attribution"]
    assert {feature["properties"]["name_el"] for feature in mapbox_vector_tile.decode(body)["places"]["features"]} == {
        f"Σημείο {number}" for number in range(5)
    }
    assert "13" in out.getvalue()


@pytest.mark.parametrize(("slug", "more"), [("places", ()), ("nothing", ()), ("places", ("--max-zoom", "40"))])
def test_a_map_file_that_cannot_be_written_says_why_and_leaves_none(tmp_path: Path, slug: str, more: tuple[str, ...]) -> None:
    path = tmp_path / "x.pmtiles"

    with pytest.raises(CommandError):
        call_command("make_pmtiles", slug, "--output", str(path), *more)
    assert list(tmp_path.iterdir()) == []
