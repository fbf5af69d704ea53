"""The demo's streets and their house numbers."""

import json
from pathlib import Path
from typing import Any

import pytest

from geoportal.demo.streets import load_streets
from layers.addresses import position_of
from layers.streets import AddressRange, Street

pytestmark = pytest.mark.django_db

LINE = {"type": "LineString", "coordinates": [[24.018, 35.514], [24.018, 35.515], [24.018, 35.516]]}
PARTS = {"type": "MultiLineString", "coordinates": [LINE["coordinates"][:2], LINE["coordinates"][1:]]}
SQUARE = {"type": "LineString", "coordinates": [[24.02, 35.514], [24.021, 35.514]]}


def write(folder: Path, *features: dict[str, Any]) -> None:
    (folder / "streets.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def street(geometry: dict[str, Any], *ranges: dict[str, Any], code: str = "chalidon") -> dict[str, Any]:
    names = {"code": code, "name_el": "Χάληδων", "name_en": "Chalidon", "aliases": ["Halidon"], "postcode": "731 31"}
    return {"type": "Feature", "geometry": geometry, "properties": {**names, "ranges": list(ranges)}}


def numbers(parity: str, first: int, last: int, start: float = 0, end: float = 1) -> dict[str, Any]:
    return {"parity": parity, "first": first, "last": last, "from": start, "to": end}


def test_without_the_file_there_are_none(tmp_path: Path) -> None:
    assert load_streets(tmp_path) == 0


@pytest.mark.parametrize("geometry", [LINE, PARTS])
def test_numbers_lie_where_their_shares_say(tmp_path: Path, geometry: dict[str, Any]) -> None:
    write(tmp_path, street(geometry, numbers("all", 1, 10, 0, 0.5), numbers("all", 11, 20, 0.5, 1)), street(SQUARE, code="square"))

    assert load_streets(tmp_path) == 2

    chalidon = Street.objects.get(code="chalidon")
    assert (chalidon.name_en, chalidon.aliases, chalidon.postcode) == ("Chalidon", ["Halidon"], "731 31")
    lat = {number: position_of(chalidon, number).y for number in (1, 10, 11, 20)}  # type: ignore[union-attr]
    assert lat[1] == pytest.approx(35.51405)
    assert lat[10] == pytest.approx(35.51495)
    assert lat[11] == pytest.approx(35.51505)
    assert lat[20] == pytest.approx(35.51595)


def test_numbers_may_grow_against_the_line(tmp_path: Path) -> None:
    write(tmp_path, street(LINE, numbers("all", 1, 2, 1, 0)))

    load_streets(tmp_path)

    chalidon = Street.objects.get()
    assert position_of(chalidon, 1).y > position_of(chalidon, 2).y  # type: ignore[union-attr]


def test_loading_twice_changes_nothing_and_a_new_file_renews(tmp_path: Path) -> None:
    write(tmp_path, street(LINE, numbers("odd", 1, 9), numbers("even", 2, 8)))
    load_streets(tmp_path)
    before = list(AddressRange.objects.values())
    load_streets(tmp_path)
    assert list(AddressRange.objects.values()) == before

    write(tmp_path, street(LINE, numbers("odd", 1, 19)))
    load_streets(tmp_path)

    assert list(AddressRange.objects.values_list("parity", "first", "last")) == [("odd", 1, 19)]
    assert AddressRange.objects.get().pk == next(entry["id"] for entry in before if entry["parity"] == "odd")
