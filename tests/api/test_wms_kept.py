"""What is drawn once is kept while it holds; and who draws can do nothing but read layers."""

from threading import Thread
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.test import Client

from api.wms import maps
from api.wms.renderers import Renderers
from layers.layer import GeometryType
from tests.api.test_wms_renderers import BOX, a_map, client, is_drawn, signs, slow
from tests.maps import areas, ask, box, make_layer, map_of, picture_of, pixels, shown

__all__ = ["client", "signs", "slow"]


# The database role


FORBIDDEN = [
    "SELECT * FROM accounts_user",
    "SELECT * FROM django_session",
    "SELECT * FROM api_token",
    "SELECT pg_read_file('/etc/passwd')",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "UPDATE layers_revision SET number = 0",
    "DELETE FROM layers_place",
    "TRUNCATE layers_place",
    "DROP TABLE layers_place",
    "CREATE TABLE x (id int)",
    "CREATE TABLE datasets.x (id int)",
    "ALTER ROLE CURRENT_USER SUPERUSER",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_role_that_draws_reads_layers_and_can_do_nothing_else(client: Client, statement: str) -> None:
    """Not even when it forgets that its transactions only read."""
    with psycopg.connect(maps._connection_text(), autocommit=True) as session:
        assert session.execute("SELECT count(*) FROM layers_place").fetchone() is not None
        assert session.execute("SHOW default_transaction_read_only").fetchone() == ("on",)
        for setting in ("on", "off"):
            session.execute(f"SET default_transaction_read_only = {setting}")
            refused = (psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)
            with pytest.raises(refused if setting == "on" else psycopg.errors.InsufficientPrivilege):
                session.execute(statement)


# What is kept


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A one for each picture that is drawn."""
    drawn: list[int] = []
    draw = Renderers.draw

    def noted(self: Renderers, job: Any) -> bytes:
        drawn.append(1)
        return draw(self, job)

    monkeypatch.setattr(Renderers, "draw", noted)
    return drawn


@pytest.mark.parametrize("side", [256, 512, 300])
def test_a_picture_is_drawn_once_while_its_layers_stay_as_they_are(client: Client, drawings: list[int], side: int) -> None:
    first = a_map(client, side=side)
    again = [a_map(client, side=side), a_map(Client(), side=side), a_map(client, side=side, vendor="x")]

    assert [answer.content for answer in again] == [first.content] * 3
    assert a_map(client, side=side, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert len(drawings) == 1


def test_many_who_ask_for_a_tile_at_once_share_one_drawing(client: Client, drawings: list[int], slow: Any) -> None:
    slow(0.5)
    answers: list[Any] = []

    def wait_for_a_map() -> None:
        answers.append(a_map(Client()))
        connections.close_all()

    threads = [Thread(target=wait_for_a_map) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [is_drawn(answer) for answer in answers] == [True] * 4
    assert len(drawings) == 1


def test_an_answer_that_holds_is_told_from_memory(client: Client, statements: list[str]) -> None:
    """RecallMiddleware: after one query for the revisions, before any view."""
    first = a_map(client)
    statements.clear()

    assert a_map(client).content == first.content
    assert a_map(client, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert len(statements) == 2
    assert all("layers_revision" in statement for statement in statements)


def test_a_theme_shows_a_layer_that_is_new(client: Client) -> None:
    asked = map_of("theme-data", BOX)
    before = ask(client, "GetMap", **asked)
    ask(client, "GetMap", **asked)

    with shown(make_layer("new", [(box(*BOX), "")], geometry_type=GeometryType.MULTI_POLYGON, style=areas(), title_el="Α")):
        after = ask(client, "GetMap", **asked, headers={"If-None-Match": before["ETag"]})
        assert tuple(pixels(picture_of(after))[10, 10]) == (0, 101, 179)
    assert ask(client, "GetMap", **asked).content == before.content
