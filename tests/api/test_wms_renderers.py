"""The processes that draw may die, hang and fail: the map is drawn all the same, or told not to be, in time."""

import os
import signal
from collections.abc import Callable, Iterator
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from lxml import etree

from api.wms import maps
from api.wms.errors import DrawingFailed, DrawingTimedOut
from api.wms.renderers import Renderer, Renderers, renderers
from layers.datasets.models import Dataset
from layers.drawing.rows import drawing_statement
from layers.layer import GeometryType
from tests.maps import ask, make_layer, map_of, picture_of, pixels, points, shown

BOX = (24.0, 35.5, 24.02, 35.52)
MIDDLE = "POINT(24.01 35.51)"


@pytest.fixture(scope="module")
def client(committed: None) -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture(scope="module", autouse=True)
def signs(committed: None) -> Iterator[Dataset]:
    made = make_layer("signs", [(MIDDLE, "Κρήνη")], geometry_type=GeometryType.POINT, style=points(size_px=20))
    with shown(made):
        yield made


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[Renderers]:
    """One process, of the test's own."""
    own = Renderers(1)
    monkeypatch.setattr(maps, "renderers", lambda: own)
    yield own
    own.end()


@pytest.fixture
def used(pool: Renderers, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids of the processes that were given something to draw, one by one."""
    pids: list[int] = []
    draw = Renderer.draw

    def noted(self: Renderer, *arguments: Any, **options: Any) -> bytes:
        pids.append(self.pid)
        return draw(self, *arguments, **options)

    monkeypatch.setattr(Renderer, "draw", noted)
    return pids


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let each layer take so many seconds in the database."""

    def slow_down(seconds: float) -> None:
        def slowly(*arguments: Any, **options: Any) -> Any:
            sql, parameters = drawing_statement(*arguments, **options) or ("", [])
            return f"SELECT * FROM ({sql}) AS s WHERE (SELECT pg_sleep({seconds})) IS NOT NULL", parameters

        monkeypatch.setattr(maps, "drawing_statement", slowly)

    return slow_down


def a_map(client: Client, *, side: int = 256, **given: Any) -> Any:
    return ask(client, "GetMap", **map_of("signs", BOX, width=side, height=side), **given)


def is_drawn(answer: Any) -> bool:
    found = pixels(picture_of(answer))
    return tuple(found[len(found) // 2, len(found) // 2]) == (0, 112, 60)


def refusal(answer: Any) -> str:
    """Return the words of a report that asks to come again."""
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "2", "no-store")
    return str(etree.fromstring(answer.content)[0].text)


def each(pids: list[int], action: Callable[[int], None], *, times: int) -> Thread:
    """Do ``action`` to each process a moment after it began to draw."""

    def act() -> None:
        for number in range(times):
            while len(pids) <= number:
                sleep(0.01)
            sleep(0.2)
            action(pids[number])

    thread = Thread(target=act, daemon=True)
    thread.start()
    return thread


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_map_whose_process_is_killed_is_drawn_by_another(client: Client, used: list[int], slow: Any) -> None:
    slow(1)
    thread = each(used, kill, times=1)

    assert is_drawn(a_map(client))
    thread.join()
    assert len(set(used)) == 2


def test_a_map_whose_processes_are_killed_twice_is_refused_and_the_next_is_drawn(client: Client, used: list[int], slow: Any) -> None:
    slow(2)
    thread = each(used, kill, times=2)
    assert "δεν σχεδιάστηκε" in refusal(a_map(client))
    thread.join()

    slow(0)
    assert is_drawn(a_map(client))


def test_a_process_that_died_while_it_waited_is_replaced(client: Client, used: list[int]) -> None:
    assert is_drawn(a_map(client))
    kill(used[0])
    sleep(0.1)

    assert is_drawn(a_map(client, side=300))
    assert len(set(used)) == 2


def test_a_layer_that_takes_the_database_too_long_is_given_up(client: Client, used: list[int], slow: Any, settings: Any) -> None:
    settings.MAP_STATEMENT_TIMEOUT_S = 1
    slow(30)
    began = monotonic()

    assert "περισσότερο χρόνο" in refusal(a_map(client))
    assert monotonic() - began < 6
    assert len(used) == 1
    slow(0)
    assert is_drawn(a_map(client))


def test_a_process_that_hangs_is_ended_in_time_and_the_next_map_is_drawn(client: Client, used: list[int], settings: Any) -> None:
    assert is_drawn(a_map(client))
    settings.MAP_TIMEOUT_S = 1
    os.kill(used[0], signal.SIGSTOP)
    began = monotonic()

    assert "περισσότερο χρόνο" in refusal(a_map(client, side=300))
    assert monotonic() - began < 4
    assert not is_running(used[0])
    settings.MAP_TIMEOUT_S = 20
    assert is_drawn(a_map(client, side=300))


def test_a_process_that_does_not_even_read_is_ended_in_time(pool: Renderers, used: list[int], settings: Any, client: Client) -> None:
    """A job that no pipe holds."""
    assert is_drawn(a_map(client))
    settings.MAP_TIMEOUT_S = 1
    os.kill(used[0], signal.SIGSTOP)
    began = monotonic()

    with pytest.raises(DrawingTimedOut):
        pool.draw({"padding": "x" * 1_000_000})
    assert monotonic() - began < 4


def test_both_attempts_share_the_time_that_a_map_may_take(client: Client, used: list[int], slow: Any, settings: Any) -> None:
    settings.MAP_TIMEOUT_S = 3
    slow(30)
    thread = each(used, kill, times=1)
    began = monotonic()

    refusal(a_map(client))
    thread.join()
    assert monotonic() - began < 5


def test_who_finds_every_process_busy_is_told_so(client: Client, used: list[int], slow: Any, settings: Any) -> None:
    settings.MAP_WAIT_S = 0
    slow(2)
    answers: list[Any] = []

    def wait_for_a_map() -> None:
        answers.append(a_map(Client()))
        connections.close_all()

    thread = Thread(target=wait_for_a_map)
    thread.start()
    while not used:
        sleep(0.01)

    assert "πολλοί χάρτες" in refusal(a_map(client, side=300))
    thread.join()
    assert is_drawn(answers[0])


def test_a_process_is_replaced_after_so_many_maps_and_when_it_has_grown(client: Client, used: list[int], settings: Any) -> None:
    settings.MAP_RENDERER_MAPS = 2
    assert all(is_drawn(a_map(client, side=200 + number)) for number in range(5))
    first, second, third = used[0], used[2], used[4]
    assert used == [first, first, second, second, third]
    assert not is_running(first)

    settings.MAP_RENDERER_MAPS, settings.MAP_RENDERER_MB = 1000, 1
    assert is_drawn(a_map(client, side=300))
    assert not is_running(used[-1])


def test_a_machine_without_the_program_refuses_politely(client: Client, pool: Renderers, settings: Any) -> None:
    settings.MAP_RENDERER_PYTHON = "/nonexistent/python"
    assert "δεν σχεδιάστηκε" in refusal(a_map(client))
    settings.MAP_RENDERER_PYTHON = "/bin/false"
    assert "δεν σχεδιάστηκε" in refusal(a_map(client))
    settings.MAP_RENDERER_PYTHON = "/usr/bin/python3"
    assert is_drawn(a_map(client))


def test_a_job_that_cannot_be_drawn_fails_without_its_words_reaching_anybody(pool: Renderers) -> None:
    with pytest.raises(DrawingFailed, match="^Twice.$"):
        pool.draw({"size": "none"})


def test_the_exception_may_be_a_picture_of_the_size_of_the_map(client: Client, pool: Renderers, settings: Any) -> None:
    settings.MAP_RENDERER_PYTHON = "/bin/false"
    answer = a_map(client, EXCEPTIONS="INIMAGE")

    assert picture_of(answer).size == (256, 256)
    assert answer["Cache-Control"] == "no-store"


def test_processes_end_with_the_one_that_started_them(used: list[int], pool: Renderers, client: Client) -> None:
    assert is_drawn(a_map(client))
    pool.end()

    assert not is_running(used[0])
    assert is_drawn(a_map(client, side=300))


def test_the_pool_is_each_process_own(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = renderers()
    assert renderers() is ours
    # It is forgotten below: nobody else would end what it started.
    ours.end()
    monkeypatch.setattr("api.wms.renderers.os.getpid", lambda: -1)
    theirs = renderers()

    assert theirs is not ours
