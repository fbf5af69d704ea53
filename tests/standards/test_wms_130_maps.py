"""WMS 1.3.0 (OGC 06-042): GetMap (§7.3), of the test suite's groups "data-independent" and "basic"."""

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from django.test import Client
from PIL import Image

from api.wms.asking import MAX_AREA_PX, MAX_LAYERS, MAX_SIDE_PX
from tests.maps import WHITE, ask, draw, picture_of, pixels
from tests.standards.cite import FOREST, LAKE, LAND, PLACE, ROAD, rgb
from tests.standards.test_wms_130 import BOX, SYSTEMS, a_map, capabilities, exception

# §7.3.3 Request parameters


@pytest.mark.parametrize("parameter", ["LAYERS", "STYLES", "CRS", "BBOX", "WIDTH", "HEIGHT", "FORMAT"])
def test_the_mandatory_parameters_of_a_map_are_mandatory(wms: Client, parameter: str) -> None:
    found = exception(ask(wms, "GetMap", **a_map(**{parameter: None})))

    assert (found.get("code"), found.get("locator")) == ("MissingParameterValue", parameter)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"LAYERS": "rivers"}, "LayerNotDefined"),
        ({"LAYERS": "lakes,rivers"}, "LayerNotDefined"),
        ({"LAYERS": "lakes,"}, "LayerNotDefined"),
        ({"LAYERS": "Lakes"}, "LayerNotDefined"),
        ({"STYLES": "pretty"}, "StyleNotDefined"),
        ({"STYLES": "default,default"}, "StyleNotDefined"),
        ({"LAYERS": "lakes,forests,lakes", "STYLES": "default,"}, "StyleNotDefined"),
        ({"CRS": "EPSG:999999"}, "InvalidCRS"),
        ({"CRS": "novelty"}, "InvalidCRS"),
        ({"FORMAT": "image/novelty"}, "InvalidFormat"),
        ({"FORMAT": "text/html"}, "InvalidFormat"),
        ({"BBOX": "4,-1,-2,3"}, "InvalidParameterValue"),
        ({"BBOX": "-2,3,4,-1"}, "InvalidParameterValue"),
        ({"BBOX": "-2,-1,-2,3"}, "InvalidParameterValue"),
        ({"BBOX": "-2,-1,4,-1"}, "InvalidParameterValue"),
        ({"BBOX": "-2,-1,4"}, "InvalidParameterValue"),
        ({"WIDTH": "0"}, "InvalidParameterValue"),
        ({"WIDTH": str(MAX_SIDE_PX + 1)}, "InvalidParameterValue"),
        ({"WIDTH": str(MAX_SIDE_PX), "HEIGHT": str(MAX_AREA_PX // MAX_SIDE_PX + 1)}, "InvalidParameterValue"),
        ({"LAYERS": ",".join(["lakes"] * (MAX_LAYERS + 1))}, "InvalidParameterValue"),
        ({"TRANSPARENT": "perhaps"}, "InvalidParameterValue"),
        ({"BGCOLOR": "white"}, "InvalidParameterValue"),
        ({"EXCEPTIONS": "novelty"}, "InvalidParameterValue"),
    ],
)
def test_what_is_wrong_with_a_map_is_told_by_its_code(wms: Client, given: dict[str, str], code: str) -> None:
    assert exception(ask(wms, "GetMap", **a_map(**given))).get("code") == code


@pytest.mark.parametrize("styles", ["", "default", "default,", ",default", ","])
def test_a_style_is_named_or_left_to_the_server(wms: Client, styles: str) -> None:
    layers = "lakes,forests" if "," in styles else "lakes"
    plain = draw(wms, layers, BOX)

    assert draw(wms, layers, BOX, STYLES=styles).tobytes() == plain.tobytes()


def test_every_format_that_is_declared_is_given(wms: Client) -> None:
    declared = [entry.text for entry in capabilities(wms).iterfind(".//{*}GetMap/{*}Format")]
    assert declared[0] == "image/png"

    for form in declared:
        answer = ask(wms, "GetMap", **a_map(FORMAT=form))
        assert answer["Content-Type"] == form
        picture = picture_of(answer)
        assert f"image/{str(picture.format).lower()}" == form.partition(";")[0]
        assert np.abs(np.array(picture.convert("RGB").getpixel((30, 25))) - rgb(LAKE)).max() <= 4
        assert (picture.mode == "P") is ("8bit" in form)


@pytest.mark.parametrize("crs", sorted(SYSTEMS))
def test_maps_are_drawn_in_every_system_that_is_declared(wms: Client, crs: str) -> None:
    boxes = {
        entry.get("CRS"): [float(entry.get(name)) for name in ("minx", "miny", "maxx", "maxy")]
        for entry in capabilities(wms).find("{*}Capability/{*}Layer").findall("{*}BoundingBox")
    }

    assert draw(wms, "lakes", boxes[crs], crs=crs).size == (256, 256)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (8, 5), (1024, 768), (MAX_SIDE_PX, 1), (1, MAX_SIDE_PX), (2000, 2000)])
def test_a_map_is_as_large_as_asked(wms: Client, width: int, height: int) -> None:
    assert draw(wms, "lakes", BOX, width=width, height=height).size == (width, height)


def test_the_background_is_white_unless_another_is_asked_for(wms: Client) -> None:
    assert tuple(pixels(draw(wms, "lakes", BOX))[0, 0]) == WHITE
    assert tuple(pixels(draw(wms, "lakes", BOX, BGCOLOR="0xFFA07a"))[0, 0]) == (255, 160, 122)
    assert tuple(pixels(draw(wms, "lakes", BOX, BGCOLOR="0xFFA07a", TRANSPARENT="FALSE"))[0, 0]) == (255, 160, 122)


def test_a_transparent_map_shows_what_is_below_it_where_it_shows_nothing(wms: Client) -> None:
    for form in ("image/png", "image/png; mode=8bit"):
        found = np.asarray(draw(wms, "lakes", BOX, TRANSPARENT="TRUE", FORMAT=form).convert("RGBA"))
        assert found[0, 0, 3] == 0
        assert tuple(found[160, 120]) == (*rgb(LAKE), 255)
        opaque = draw(wms, "lakes", BOX, TRANSPARENT="FALSE", FORMAT=form)
        assert np.asarray(opaque.convert("RGBA"))[..., 3].min() == 255


def test_a_format_that_cannot_be_transparent_is_not(wms: Client) -> None:
    """§7.3.3.9."""
    found = pixels(draw(wms, "lakes", BOX, TRANSPARENT="TRUE", FORMAT="image/jpeg"))

    assert found[0, 0].min() >= 250


def test_half_transparent_areas_let_what_is_below_shine_through(wms: Client) -> None:
    below, over = rgb(LAKE), rgb(FOREST)
    mixed = pixels(draw(wms, "lakes,forests", BOX))[160, 120]

    assert np.abs(mixed - [(one + other) / 2 for one, other in zip(below, over, strict=True)]).max() <= 2


# §7.3.3.11 EXCEPTIONS


def failing(client: Client, **given: Any) -> Any:
    return ask(client, "GetMap", **a_map(LAYERS="rivers", WIDTH=300, HEIGHT=120, **given))


@pytest.mark.parametrize("form", [None, "", "XML"])
def test_exceptions_are_xml_by_default(wms: Client, form: str | None) -> None:
    assert exception(failing(wms, EXCEPTIONS=form)).get("code") == "LayerNotDefined"


def test_an_exception_may_be_written_in_the_picture(wms: Client) -> None:
    answer = failing(wms, EXCEPTIONS="INIMAGE")
    picture = picture_of(answer)

    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/png", "no-store")
    assert picture.size == (300, 120)
    assert 200 < (pixels(picture) != WHITE).any(axis=2).sum() < 20_000


@pytest.mark.parametrize("form", ["image/png", "image/png; mode=8bit", "image/jpeg"])
def test_an_exception_may_be_a_blank_picture(wms: Client, form: str) -> None:
    answer = failing(wms, EXCEPTIONS="BLANK", BGCOLOR="0x00FF00", FORMAT=form)

    assert answer["Content-Type"] == form
    assert np.abs(pixels(picture_of(answer)) - (0, 255, 0)).max() <= 2
    clear = picture_of(failing(wms, EXCEPTIONS="BLANK", TRANSPARENT="TRUE", FORMAT="image/png"))
    assert clear.mode == "RGBA"
    assert np.asarray(clear)[..., 3].max() == 0


@pytest.mark.parametrize("given", [{"WIDTH": "x"}, {"HEIGHT": None}, {"FORMAT": "image/novelty"}, {"WIDTH": 4097}])
def test_where_no_picture_can_be_given_the_exception_is_xml(wms: Client, given: dict[str, Any]) -> None:
    assert exception(ask(wms, "GetMap", **a_map(EXCEPTIONS="INIMAGE", **given))).get("code")


# Basic: the layers of the suite


def test_pixels_are_the_areas_between_the_edges_of_the_box(wms: Client) -> None:
    """§6.7.4: each of the two areas fills exactly the pixels that it covers."""
    found = pixels(draw(wms, "basic-polygons", (-4, -3, 4, 5), width=80, height=80))
    expected = np.full((80, 80, 3), WHITE)
    expected[40:60, 20:40] = rgb(LAND)
    expected[20:40, 40:60] = rgb(LAND)

    assert (found == expected).all()


@pytest.mark.parametrize("shift", [1e-4, -1e-4])
def test_a_box_is_as_exact_as_a_ten_thousandth_of_a_degree(wms: Client, shift: float) -> None:
    found = pixels(draw(wms, "basic-polygons", (shift, -0.0002, 0.0004 + shift, 0.0002), width=400, height=400))

    # The corner of the area lies a quarter of the picture to the side.
    assert (found[:, 0] == rgb(LAND)).all() if shift < 0 else (found == WHITE).all()


def test_the_lake_is_filled(wms: Client) -> None:
    found = pixels(draw(wms, "lakes", (0, 0, 2, 1), width=100, height=50))

    assert (found == rgb(LAKE)).all()


def test_layers_lie_over_each_other_in_the_order_in_which_they_are_named(wms: Client) -> None:
    area = (-2, 0, 4, 4)
    lowest = pixels(draw(wms, "road-segments,basic-polygons", area, width=60, height=40))
    uppermost = pixels(draw(wms, "basic-polygons,road-segments", area, width=60, height=40))

    assert tuple(lowest[20, 30]) == rgb(LAND)
    assert tuple(uppermost[20, 30]) == rgb(ROAD)
    assert tuple(lowest[20, 50]) == tuple(uppermost[20, 50]) == rgb(ROAD)


def test_the_name_of_a_theme_stands_for_all_its_layers(wms: Client) -> None:
    found = pixels(draw(wms, "theme-data", (-2, -1, 4, 3), width=600, height=400))

    # As in the legend, by title: the land lies over the lake, the road and the place.
    assert tuple(found[100, 300]) == tuple(found[120, 300]) == rgb(LAND)
    assert tuple(found[100, 500]) == rgb(PLACE)


@pytest.mark.parametrize(
    ("time", "seen"),
    [
        ("", (True, True)), ("2026-01-10", (True, False)), ("2026-01", (True, False)), ("2026", (True, True)), ("2025", (False, False)),
        ("2026-01-10T08:00:00Z", (True, False)), ("2026-01-10T10:00:00+02:00", (True, False)), ("2026-01-10T08:00Z", (True, False)),
        ("2026-02-01/2026-03-01", (False, True)), ("2026-01-01/2026-12-31/P1D", (True, True)), ("current", (False, False)),
    ],
)  # fmt: skip
def test_a_layer_with_a_time_shows_what_the_time_bounds(wms: Client, time: str, seen: tuple[bool, bool]) -> None:
    found = pixels(draw(wms, "lakes,named-places", (0, 0, 4, 4), width=100, height=100, TIME=time))

    assert tuple(tuple(found[50, column]) == rgb(PLACE) for column in (25, 75)) == seen
    # A layer that has no time is not bounded by it.
    assert tuple(found[80, 30]) == rgb(LAKE)


@pytest.mark.parametrize("time", ["yesterday", "2026-13-01", "2026-02-30", "2026-03-01/2026-02-01", "/", "2026-01-01T25:00:00Z", "10:00"])
def test_a_time_that_is_none_is_told(wms: Client, time: str) -> None:
    found = exception(ask(wms, "GetMap", **a_map(LAYERS="named-places", TIME=time)))

    assert (found.get("code"), found.get("locator")) == ("InvalidDimensionValue", "TIME")


def test_an_unchanged_map_is_not_sent_again(wms: Client) -> None:
    first = ask(wms, "GetMap", **a_map())

    assert ask(wms, "GetMap", **a_map(), headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert Image.open(BytesIO(first.content)).size == (60, 40)
