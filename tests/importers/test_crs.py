"""Where coordinates are: known from what the file says, offered from what it holds, never assumed."""

import pytest
from pyproj import CRS

from importers.crs import UnknownCode, UnknownDatum, from_code, from_prj, guess_from_extent
from tests.files import PRJ_2100, PRJ_EGSA87

OFFICIAL = CRS.from_epsg(2100).to_wkt("WKT1_GDAL").replace(
    'AUTHORITY["EPSG","6121"]]', 'TOWGS84[-199.87,74.79,246.62,0,0,0,0],AUTHORITY["EPSG","6121"]]'
)  # fmt: skip


@pytest.mark.parametrize(
    ("prj", "how"),
    [
        (PRJ_2100, "prj"),
        (OFFICIAL, "prj"),
        ("\ufeff" + PRJ_2100, "prj"),
        (PRJ_EGSA87, "prj_greek_grid"),
        (PRJ_EGSA87.replace("EGSA87", "ΕΓΣΑ 87"), "prj_greek_grid"),
        (PRJ_EGSA87.replace('PROJCS["EGSA87"', 'PROJCS["unnamed"').replace("D_EGSA87", "unknown"), "prj_greek_grid"),
    ],
)
def test_the_greek_grid_is_known_by_all_its_names(prj: str, how: str) -> None:
    found = from_prj(prj)

    assert found is not None
    assert (found.authority, found.how) == ("EPSG:2100", how)
    assert CRS.from_wkt(found.wkt).to_epsg() == 2100


@pytest.mark.parametrize("code", [4326, 4121, 3857, 32634, 32635, 2100, 27700, 3035, 25834])
def test_what_arcgis_writes_is_known(code: int) -> None:
    found = from_prj(CRS.from_epsg(code).to_wkt("WKT1_ESRI"))

    assert found is not None
    assert found.authority == f"EPSG:{code}"


def test_utm_of_wgs84_is_not_taken_for_the_greek_grid() -> None:
    """The same projection family, another false easting and scale: 0.8 m to kilometres apart."""
    found = from_prj(CRS.from_epsg(32634).to_wkt("WKT1_ESRI"))

    assert found is not None
    assert found.how == "prj"


def test_a_system_that_nothing_ties_to_the_earth_is_refused() -> None:
    with pytest.raises(UnknownDatum, match="EGSA87"):
        from_prj(PRJ_EGSA87.replace("24.0", "25.5"))


@pytest.mark.parametrize("text", ["", "   ", "<html>404</html>", "GGRS87", "EPSG:2100", "PROJCS[", "\x00\x01"])
def test_what_is_no_description_is_none(text: str) -> None:
    assert from_prj(text) is None


@pytest.mark.parametrize(("given", "authority"), [("EPSG:2100", "EPSG:2100"), ("2100", "EPSG:2100"), (" epsg:4326 ", "EPSG:4326")])
def test_a_code_is_understood(given: str, authority: str) -> None:
    assert from_code(given.strip()).authority == authority


@pytest.mark.parametrize("given", ["EPSG:999999", "EGSA87", "", "+proj=longlat", "EPSG:", "file:///etc/passwd", "２１００"])
def test_what_is_no_code_is_refused(given: str) -> None:
    with pytest.raises(UnknownCode):
        from_code(given)


@pytest.mark.parametrize(
    ("extent", "guess"),
    [
        ((500_000, 3_928_000, 510_000, 3_936_000), "EPSG:2100"),
        ((24.0, 35.4, 24.1, 35.6), "EPSG:4326"),
        ((500_000, 1_928_000, 510_000, 1_936_000), "TM07"),
        ((0, 0, 1, 1), ""),
        ((4e6, 15e6, 5e6, 16e6), ""),
    ],
)
def test_coordinates_suggest_a_system(extent: tuple[float, float, float, float], guess: str) -> None:
    assert guess_from_extent(*extent) == guess
