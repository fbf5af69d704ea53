"""Maps of datasets that change: nobody gets an old picture under a new name, and nobody sees what is not theirs."""

import json
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from api.wms.info import find
from api.wms.renderers import Renderers
from geoportal.accounts.models import User
from layers.datasets.actions import purge, undo
from layers.datasets.models import Dataset
from layers.layer import GeometryType
from tests.maps import WHITE, ask, make_layer, map_of, picture_of, pixels, points, show_rows, shown

BOX = (24.0, 35.5, 24.02, 35.52)
LEFT, RIGHT = "POINT(24.005 35.51)", "POINT(24.015 35.51)"
POINT = GeometryType.POINT


@pytest.fixture
def client(committed: None) -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def signs(committed: None) -> Iterator[Dataset]:
    made = make_layer("signs", [(LEFT, "Παλιά")], geometry_type=POINT, style=points(size_px=20))
    with shown(made):
        made.refresh_from_db()
        yield made


def a_map(client: Client, **given: Any) -> Any:
    return ask(client, "GetMap", **map_of("signs", BOX), **given)


def seen(answer: Any) -> tuple[bool, bool]:
    """Whether there is something on the left and on the right."""
    found = pixels(picture_of(answer))
    return tuple(found[128, 64]) != WHITE, tuple(found[128, 192]) != WHITE


def at(client: Client, column: int, **given: Any) -> Any:
    return ask(
        client, "GetFeatureInfo", **map_of("signs", BOX), QUERY_LAYERS="signs", INFO_FORMAT="application/geo+json", I=column, J=128, **given
    )


def names(answer: Any) -> list[str]:
    return [feature["properties"]["name"] for feature in json.loads(answer.content)["features"]]


def test_a_new_version_is_a_new_picture_and_the_old_one_comes_back_with_undo(client: Client, signs: Dataset) -> None:
    first = a_map(client)
    assert seen(first) == (True, False)
    show_rows(signs, [(RIGHT, "Νέα")], geometry_type=POINT)

    second = a_map(client, headers={"If-None-Match": first["ETag"]})
    assert second.status_code == 200
    assert seen(second) == (False, True)
    assert (names(at(client, 64)), names(at(client, 192))) == ([], ["Νέα"])

    undo(signs)
    third = a_map(client, headers={"If-None-Match": second["ETag"]})
    assert seen(third) == (True, False)
    assert len({answer["ETag"] for answer in (first, second, third)}) == 3
    assert a_map(client, headers={"If-None-Match": third["ETag"]}).status_code == 304


def test_a_new_style_is_a_new_picture_and_a_new_legend(client: Client, signs: Dataset) -> None:
    def legend() -> Any:
        return ask(client, "GetLegendGraphic", LAYER="signs", FORMAT="image/png")

    before, shown_before = a_map(client), legend()
    signs.style = points(size_px=20, colour="#c2185b").as_json()
    signs.save()

    assert tuple(pixels(picture_of(a_map(client, headers={"If-None-Match": before["ETag"]})))[128, 64]) == (194, 24, 91)
    assert tuple(pixels(picture_of(legend()))[12, 14]) == (194, 24, 91)
    signs.title_el = "Άλλος τίτλος, που είναι πιο μακρύς"
    signs.save()
    assert picture_of(legend()).width > picture_of(shown_before).width


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Let something happen just before a picture is drawn, once, in a session of its own."""
    draw = Renderers.draw

    def let(happen: Callable[[], object]) -> None:
        def in_session() -> None:
            happen()
            connections.close_all()

        pending = [Thread(target=in_session)]

        def drawn(self: Renderers, job: Any) -> bytes:
            if pending:
                thread = pending.pop()
                thread.start()
                thread.join()
            return draw(self, job)

        monkeypatch.setattr(Renderers, "draw", drawn)

    return let


def replace_and_purge(signs: Dataset) -> None:
    """The table that the map was about to read is gone."""
    old: Any = signs.current_version
    show_rows(signs, [(RIGHT, "Νέα")], geometry_type=POINT)
    purge(old)


def test_a_dataset_that_is_replaced_while_it_is_drawn_is_drawn_as_it_became(client: Client, signs: Dataset, meanwhile: Any) -> None:
    meanwhile(lambda: show_rows(signs, [(RIGHT, "Νέα")], geometry_type=POINT))
    answer = a_map(client)

    assert seen(answer) == (False, True)
    assert a_map(client, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_a_dataset_whose_table_is_dropped_while_it_is_drawn_is_drawn_as_it_became(client: Client, signs: Dataset, meanwhile: Any) -> None:
    meanwhile(lambda: replace_and_purge(signs))

    assert seen(a_map(client)) == (False, True)


def test_a_dataset_that_is_undone_while_it_is_drawn_is_drawn_as_it_became(client: Client, signs: Dataset, meanwhile: Any) -> None:
    show_rows(signs, [(RIGHT, "Νέα")], geometry_type=POINT)
    meanwhile(lambda: undo(signs))

    assert seen(a_map(client)) == (True, False)


def test_a_dataset_whose_table_is_dropped_while_it_is_asked_is_asked_again(
    client: Client, signs: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    pending = [lambda: replace_and_purge(signs)]

    def found(asked: Any) -> Any:
        if pending:
            pending.pop()()
        return find(asked)

    monkeypatch.setattr("api.wms.views.find", found)
    assert names(at(client, 192)) == ["Νέα"]


def test_what_is_not_public_is_in_no_answer_to_the_public(client: Client, signs: Dataset) -> None:
    etags = {"map": a_map(client)["ETag"], "info": at(client, 64)["ETag"]}
    signs.is_public = False
    signs.save()
    person = User.objects.create_user("chartis", is_staff=True)
    staff = Client()
    staff.force_login(person)
    try:
        assert seen(a_map(staff)) == (True, False)
        assert names(at(staff, 64)) == ["Παλιά"]
        for version in ("1.1.1", "1.3.0"):
            assert "signs" in ask(staff, "GetCapabilities", version=version).content.decode()
            assert "signs" not in ask(client, "GetCapabilities", version=version).content.decode()
        for headers in ({}, {"If-None-Match": etags["map"]}, {"If-None-Match": etags["info"]}, {"If-None-Match": "*"}):
            answers = [
                a_map(client, headers=headers),
                at(client, 64, headers=headers),
                ask(client, "GetLegendGraphic", LAYER="signs", FORMAT="image/png", headers=headers),
            ]
            for answer in answers:
                assert answer.status_code == 400
                assert b"LayerNotDefined" in answer.content
                assert "Παλιά" not in answer.content.decode()
        for version in ("private", "no-cache"):
            assert version in a_map(staff)["Cache-Control"]
    finally:
        person.delete()


def test_a_theme_hides_what_is_not_public(client: Client, signs: Dataset) -> None:
    with shown(make_layer("open", [(RIGHT, "Ανοικτή")], geometry_type=POINT, style=points(size_px=20))):
        asked = map_of("theme-data", BOX)
        assert seen(ask(client, "GetMap", **asked)) == (True, True)
        signs.is_public = False
        signs.save()

        assert seen(ask(client, "GetMap", **asked)) == (False, True)
