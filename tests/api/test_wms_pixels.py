"""Maps show each thing at its place, in its colour, whatever the reference system; and nothing that the layer doesn't say."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from django.core.cache import caches
from django.test import Client
from PIL import Image
from pyproj import Transformer

from layers.layer import GeometryType
from layers.styles import Style, StyleClass, Symbol
from tests.maps import WHITE, areas, ask, box, draw, lines, make_layer, pixels, place_of, points, share_of_differing, shown

# In the town, and no number in it like another.
LON, LAT = 24.0187, 35.5138
SIGN, FIELD, PATH, RED = "#00703c", "#0065b3", "#b5482c", "#c2185b"
# Name, SRID, whether WMS 1.3.0 puts y first.
SYSTEMS = [
    ("EPSG:3857", 3857, False),
    ("EPSG:4326", 4326, True),
    ("CRS:84", 4326, False),
    ("EPSG:2100", 2100, False),
    ("EPSG:4258", 4258, True),
    ("EPSG:32634", 32634, False),
    ("EPSG:32635", 32635, False),
]


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


@pytest.fixture(scope="module")
def client(committed: None) -> Client:
    return Client()


@pytest.fixture(scope="module", autouse=True)
def layers(committed: None) -> Iterator[None]:
    sign = [(f"POINT({LON} {LAT})", "Κρήνη", "a")]
    dense = [(f"POINT({LON + (n % 70) * 3e-6} {LAT + (n // 70) * 3e-6})", f"σημείο {n}") for n in range(4900)]
    sparse = [(f"POINT({LON + n * 4e-4} {LAT + n * 3e-4})", f"σημείο {n}") for n in range(-3, 4)]
    named = replace(points(), label_from_zoom=17)
    classes = tuple(
        StyleClass(title=value, values=(value,), symbol=Symbol(colour=colour, size_px=size, outline_px=0))
        for value, colour, size in (("a", RED, 11.0), ("b", FIELD, 15.0))
    )
    classed = Style(shape="point", symbol=Symbol(colour=SIGN, size_px=9, outline_px=0), classify_by="kind", classes=classes)
    path = [(f"MULTILINESTRING(({LON - 0.002} {LAT - 0.0005}, {LON} {LAT}, {LON + 0.002} {LAT - 0.0011}))", "Μονοπάτι")]
    made = [
        make_layer("sign", sign, geometry_type=GeometryType.POINT, style=points()),
        make_layer("named", sign, geometry_type=GeometryType.POINT, style=named),
        make_layer("dense", dense, geometry_type=GeometryType.POINT, style=points(size_px=10)),
        make_layer("sparse", sparse, geometry_type=GeometryType.POINT, style=points()),
        make_layer("path", path, geometry_type=GeometryType.MULTI_LINE, style=lines(size_px=5)),
        make_layer("field", [(box(LON, LAT, LON + 0.002, LAT + 0.001), "Χωράφι")], geometry_type=GeometryType.MULTI_POLYGON, style=areas()),
        make_layer(
            "classed",
            [(f"POINT({LON + n * 4e-4} {LAT})", "", kind) for n, kind in enumerate(("a", "b", "c"))],
            geometry_type=GeometryType.POINT,
            style=classed,
        ),
    ]
    with shown(*made):
        yield


def around(srid: int, *, west_m: float = 100, north_m: float = 140, side_m: float = 400) -> tuple[float, float, float, float]:
    """Return a box of about ``side_m``, x before y, in which the sign is so far from the western and the northern edge."""
    x, y = Transformer.from_crs(4326, srid, always_xy=True).transform(LON, LAT)
    across, along = (1 / 90_500, 1 / 111_000) if srid in (4326, 4258) else (1, 1)
    return x - west_m * across, y + (north_m - side_m) * along, x + (side_m - west_m) * across, y + north_m * along


@pytest.mark.parametrize(("crs", "srid", "is_y_first"), SYSTEMS)
def test_a_symbol_is_at_its_place_and_nowhere_else(client: Client, crs: str, srid: int, is_y_first: bool) -> None:
    west, south, east, north = area = around(srid)
    picture = draw(client, "sign", (south, west, north, east) if is_y_first else area, crs=crs, width=320, height=200)

    found = pixels(picture)
    column, line = place_of((LON, LAT), area, (320, 200), srid=srid)
    assert tuple(found[line, column]) == rgb(SIGN)
    drawn = np.argwhere((found != WHITE).any(axis=2))
    assert np.abs(drawn.mean(axis=0) - (line, column)).max() <= 1
    assert np.abs(drawn - (line, column)).max() <= 6


@pytest.mark.parametrize(("crs", "srid", "_y_first"), [entry for entry in SYSTEMS if entry[0] != "CRS:84"])
def test_the_older_version_puts_x_first(client: Client, crs: str, srid: int, _y_first: bool) -> None:
    area = around(srid)
    picture = draw(client, "sign", area, crs=crs, version="1.1.1", width=320, height=200)

    column, line = place_of((LON, LAT), area, (320, 200), srid=srid)
    assert tuple(pixels(picture)[line, column]) == rgb(SIGN)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4258"])
def test_latitude_and_longitude_are_never_swapped(client: Client, crs: str) -> None:
    west, south, east, north = around(4326)

    assert (pixels(draw(client, "sign", (west, south, east, north), crs=crs)) == WHITE).all()
    assert (pixels(draw(client, "sign", (south, west, north, east), crs=crs)) != WHITE).any()


@pytest.mark.parametrize(("crs", "srid", "is_y_first"), SYSTEMS)
def test_a_map_of_the_world_has_the_town_where_it_is(client: Client, crs: str, srid: int, is_y_first: bool) -> None:
    """Where no linear transformation is good enough and no layer reaches the edge."""
    west, south, east, north = area = {
        4326: (-180, -90, 180, 90),
        4258: (-180, -90, 180, 90),
        3857: (-20037508, -20037508, 20037508, 20037508),
        2100: (100_000, 3_700_000, 1_000_000, 4_700_000),
    }.get(srid, (-2_000_000, 1_000_000, 3_000_000, 6_000_000))
    picture = draw(client, "sign", (south, west, north, east) if is_y_first else area, crs=crs, width=512, height=512)

    column, line = place_of((LON, LAT), area, (512, 512), srid=srid)
    assert tuple(pixels(picture)[line, column]) == rgb(SIGN)


def test_what_lies_far_outside_the_system_leaves_the_map_empty(client: Client) -> None:
    for bbox, crs in (((1e7, 1e7, 2e7, 2e7), "EPSG:2100"), ((200, 95, 210, 99), "CRS:84"), ((3e7, 3e7, 4e7, 4e7), "EPSG:3857")):
        assert (pixels(draw(client, "sign,path,field", bbox, crs=crs)) == WHITE).all()


def test_an_area_ends_with_the_pixel_that_its_edge_is_on(client: Client) -> None:
    """OGC 06-042 §6.7.4: the box is that of the edges of the outer pixels. The area's lower left corner is a corner of four pixels."""
    px = 0.00001
    found = pixels(draw(client, "field", (LON - 64 * px, LAT - 32 * px, LON + 64 * px, LAT + 96 * px), width=128, height=128))

    assert (found[:96, 64:] == rgb(FIELD)).all()
    assert (found[:, :64] == WHITE).all()
    assert (found[96:] == WHITE).all()


@pytest.mark.parametrize(("width", "height"), [(256, 64), (64, 256), (300, 100)])
def test_pixels_need_not_be_square(client: Client, width: int, height: int) -> None:
    area = (LON - 0.0005, LAT - 0.0003, LON + 0.0015, LAT + 0.0005)
    column, line = place_of((LON, LAT), area, (width, height), srid=4326)

    found = pixels(draw(client, "sign", area, width=width, height=height))
    drawn = np.argwhere((found != WHITE).any(axis=2))
    assert tuple(found[line, column]) == rgb(SIGN)
    # The symbol itself stays round.
    assert np.ptp(drawn[:, 0]) == np.ptp(drawn[:, 1])


def test_the_layer_that_is_named_last_lies_on_top(client: Client) -> None:
    area = (LON - 0.0002, LAT - 0.0002, LON + 0.0004, LAT + 0.0002)
    column, line = place_of((LON + 0.000003, LAT + 0.000003), area, (256, 256), srid=4326)

    assert tuple(pixels(draw(client, "field,sign", area))[line, column]) == rgb(SIGN)
    assert tuple(pixels(draw(client, "sign,field", area))[line, column]) == rgb(FIELD)


def test_each_class_has_its_colour_and_what_is_of_none_the_layers(client: Client) -> None:
    area = (LON - 0.0004, LAT - 0.0004, LON + 0.0012, LAT + 0.0004)
    found = pixels(draw(client, "classed", area, width=400, height=200))

    for number, (colour, size) in enumerate(((RED, 11), (FIELD, 15), (SIGN, 9))):
        column, line = place_of((LON + number * 4e-4, LAT), area, (400, 200), srid=4326)
        assert tuple(found[line, column]) == rgb(colour)
        row = found[line, column - 12 : column + 13]
        assert abs(int((row != WHITE).any(axis=1).sum()) - size) <= 1


def legend(client: Client, layer: str, **given: Any) -> Image.Image:
    answer = ask(client, "GetLegendGraphic", LAYER=layer, FORMAT="image/png", STYLE="default", **given)
    assert answer.status_code == 200, answer.content
    return Image.open(BytesIO(answer.content))


def test_the_legend_shows_the_symbol_that_the_map_shows(client: Client) -> None:
    area = (LON - 0.0004, LAT - 0.0004, LON + 0.0012, LAT + 0.0004)
    on_map = pixels(draw(client, "classed", area, width=401, height=201))
    in_legend = pixels(legend(client, "classed"))

    for number in range(2):
        column, line = place_of((LON + number * 4e-4, LAT), area, (401, 201), srid=4326)
        middle = 24 * number + 12
        symbol = in_legend[middle - 9 : middle + 10, 14 - 9 : 14 + 10]
        drawn = on_map[line - 9 : line + 10, column - 9 : column + 10]
        offsets = [
            (down, right) for down in (-1, 0, 1) for right in (-1, 0, 1) if np.array_equal(np.roll(symbol, (down, right), (0, 1)), drawn)
        ]
        assert offsets, f"class {number} looks different in the legend"


@pytest.mark.parametrize(("layer", "colour"), [("sign", SIGN), ("path", PATH), ("field", FIELD)])
def test_a_legend_without_classes_has_the_layers_own_symbol(client: Client, layer: str, colour: str) -> None:
    assert tuple(pixels(legend(client, layer))[12, 14]) == rgb(colour)
    small = legend(client, layer, WIDTH=20, HEIGHT=20)
    assert small.size == (20, 20)
    assert tuple(pixels(small)[10, 10]) == rgb(colour)


def test_a_name_is_written_beside_its_symbol_from_its_zoom_on(client: Client) -> None:
    area = (LON - 0.0006, LAT - 0.0004, LON + 0.0006, LAT + 0.0004)
    named, plain = (pixels(draw(client, layer, area, width=360, height=240)) for layer in ("named", "sign"))
    column, line = place_of((LON, LAT), area, (360, 240), srid=4326)

    written = np.argwhere((named != plain).any(axis=2))
    assert len(written) > 100
    assert written[:, 1].min() > column + 3
    assert written[:, 1].max() < column + 80
    assert np.abs(written[:, 0] - line).max() < 14


def test_below_its_zoom_no_name_is_written(client: Client) -> None:
    area = (LON - 0.02, LAT - 0.02, LON + 0.02, LAT + 0.02)

    assert share_of_differing(draw(client, "named", area), draw(client, "sign", area)) == 0


def test_a_label_is_of_greek_letters(client: Client) -> None:
    """A font without them writes the same box for each, so that another name of as many letters looks alike."""
    area = (LON - 0.0006, LAT - 0.0004, LON + 0.0006, LAT + 0.0004)
    other = make_layer(
        "other", [(f"POINT({LON} {LAT})", "Δώμας")], geometry_type=GeometryType.POINT, style=replace(points(), label_from_zoom=17)
    )
    with shown(other):
        assert share_of_differing(draw(client, "named", area), draw(client, "other", area), by=100) > 0


@pytest.mark.parametrize("layer", ["dense", "sparse", "path", "field", "sign", "classed"])
@pytest.mark.parametrize("crs", ["CRS:84", "EPSG:3857", "EPSG:2100"])
def test_adjacent_tiles_join_without_a_seam(client: Client, layer: str, crs: str) -> None:
    """The sign is where four tiles meet."""
    srid = {"CRS:84": 4326, "EPSG:3857": 3857, "EPSG:2100": 2100}[crs]
    west, south, east, north = around(srid, west_m=200.3, north_m=200.9)
    across, along = (east - west) / 2, (north - south) / 2
    whole = draw(client, layer, (west, south, east, north), crs=crs, width=512, height=512)
    joined = Image.new("RGB", (512, 512))
    for column in (0, 1):
        for line in (0, 1):
            corner = (west + column * across, north - (line + 1) * along)
            tile = draw(client, layer, (*corner, corner[0] + across, corner[1] + along), crs=crs)
            joined.paste(tile.convert("RGB"), (column * 256, line * 256))

    # An edge between two pixels is grey by what is left of it in each.
    assert share_of_differing(whole, joined, by=4) == 0


def draw_points_as_they_are(_layer: Any, frame: Any, rows: str, classes: str) -> str:
    x, y = frame.pixel_sql("f.geom")
    return (
        f"SELECT row_number() OVER () AS id, {classes} AS class, '' AS label, ST_MakePoint(floor({x}) + 0.5, floor({y}) + 0.5) AS geom "
        f"FROM ({rows}) AS f ORDER BY floor({y}), floor({x})"
    )


@pytest.mark.parametrize(("layer", "at_most"), [("dense", 0.02), ("sparse", 0), ("classed", 0), ("sign", 0)])
def test_thinning_is_hardly_seen_where_points_are_many_and_not_at_all_where_they_are_few(
    client: Client, layer: str, at_most: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    areas_shown = [(LON - half, LAT - half, LON + half, LAT + half) for half in (0.0003, 0.001, 0.004)]
    thinned = [draw(client, layer, area) for area in areas_shown]
    caches["tiles"].clear()
    monkeypatch.setattr("layers.drawing.rows._points", draw_points_as_they_are)

    for area, picture in zip(areas_shown, thinned, strict=True):
        # A rim that is drawn twice is darker by what nobody sees.
        assert share_of_differing(picture, draw(client, layer, area), by=8 if at_most else 0) <= at_most
