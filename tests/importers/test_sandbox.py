"""Hostile files meet a child process with nothing to reach for, and limits."""

import os
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings as SettingsWrapper

from importers import sandbox
from importers.errors import UnreadableFile
from importers.readers.vector import ALLOWED_DRIVERS
from layers.confinement import works
from tests.files import LIGHTHOUSE, feature, write_geojson

VRT = '<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{path}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'


def read(path: Path, driver: str = "GeoJSON") -> dict[str, object]:
    with sandbox.parsed(path, driver=driver, crs="", on_progress=lambda done: None) as (out, facts):
        assert out.exists()
        return facts


def test_geojson_is_read_and_brought_to_degrees(tmp_path: Path) -> None:
    facts = read(write_geojson(tmp_path / "source.geojson", [feature(LIGHTHOUSE, name="Φάρος")]))

    assert (facts["rows"], facts["geometry_types"], facts["crs"]) == (1, ["Point"], "EPSG:4326")


@pytest.mark.parametrize("name", ["source.geojson", "source.shp", "source.vrt"])
def test_a_vrt_opens_nothing_under_whatever_name(tmp_path: Path, name: str) -> None:
    """In our trial GDAL, asked plainly, returned another local file's content."""
    secret = write_geojson(tmp_path / "secret.geojson", [feature(LIGHTHOUSE, secret="yes")])
    path = tmp_path / name
    path.write_text(VRT.format(path=secret))

    with pytest.raises(sandbox.ReaderFailed, match="unreadable"):
        read(path)


def test_the_drivers_that_could_reach_out_do_not_exist() -> None:
    skipped = set(sandbox._drivers_to_skip())

    assert {"OGR_VRT", "HTTP", "WFS", "GDALG", "ADBC", "GPSBabel", "SQLite"} <= skipped
    assert not skipped & ALLOWED_DRIVERS


def test_the_environment_is_ours_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GEOPORTAL_SECRET_KEY", "secret")
    monkeypatch.setenv("DATABASE_URL", "postgis://secret")

    environment = sandbox._environment(tmp_path)

    assert "secret" not in repr(environment)
    assert environment["CPL_CURL_ENABLED"] == "NO"


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path, settings: SettingsWrapper) -> None:
    settings.IMPORT_TIMEOUT_S = 1
    rows = (feature(LIGHTHOUSE, text="x" * 200) for _ in range(400_000))

    with pytest.raises(UnreadableFile, match="1 δευτερολέπτων"):
        read(write_geojson(tmp_path / "source.geojson", rows))


def test_a_file_that_takes_too_much_memory_is_given_up(tmp_path: Path, settings: SettingsWrapper) -> None:
    settings.IMPORT_MEMORY_BYTES = 200 * 2**20

    with pytest.raises(UnreadableFile, match="200 MB"):
        read(write_geojson(tmp_path / "source.geojson", [feature(LIGHTHOUSE)]))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has rights to give up")
def test_root_gives_its_rights_and_the_network_up_where_it_can() -> None:
    if not works("unshare", "--net", "true"):
        pytest.skip("this kernel gives no network namespaces")

    assert "unshare" in sandbox._confinement()
    assert "--no-new-privs" in sandbox._confinement()


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "FeatureCollection", "features": [',
        '{"a": 1}',
        "{}",
        '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":["a","b"]},"properties":{}}]}',
        "{" * 100_000,
    ],
)
def test_broken_geojson_is_an_answer_and_no_crash(tmp_path: Path, text: str) -> None:
    path = tmp_path / "source.geojson"
    path.write_text(text)

    try:
        facts = read(path)
    except (sandbox.ReaderFailed, UnreadableFile):
        return
    assert facts["geometry_types"] == []
