"""The processes that draw: started when they are needed, replaced when they die, hang, grow or have drawn enough.

They run worker.py; each draws one map at a time and keeps one connection to the database, in a role that only reads.
"""

import atexit
import contextlib
import json
import logging
import os
import select
import subprocess
from collections.abc import Mapping
from pathlib import Path
from queue import Empty, LifoQueue
from threading import Lock
from time import monotonic
from typing import Any

from django.conf import settings

from api.wms.errors import DrawingFailed, DrawingTimedOut
from layers.locks import Busy

logger = logging.getLogger(__name__)
_WORKER = Path(__file__).with_name("worker.py")
# PostgreSQL's words when statement_timeout is over (its source: errcodes 57014).
_TIMED_OUT = "canceling statement due to"


class _Died(Exception):
    """The process ended before it answered."""


class Renderer:
    """One process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603  # our own program, named by the settings
            [settings.MAP_RENDERER_PYTHON, "-E", "-s", str(_WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},
        )
        self._drawn = 0
        self._rss_mb = 0

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_spent(self) -> bool:
        return self._drawn >= settings.MAP_RENDERER_MAPS or self._rss_mb >= settings.MAP_RENDERER_MB

    def draw(self, job: bytes, *, until: float) -> bytes:
        """Return the picture of ``job``, drawn before the monotonic clock says ``until``.

        Raises:
            DrawingTimedOut, DrawingFailed: with MapServer's words, which are for the log alone.
            _Died
        """
        self._send(job)
        told = json.loads(self._receive(until))
        picture = self._receive(until)
        self._drawn += 1
        self._rss_mb = told["rss_mb"]
        if _TIMED_OUT in told["error"]:
            raise DrawingTimedOut(told["error"])
        if told["error"] or not picture:
            raise DrawingFailed(told["error"] or "An empty picture.")
        return picture

    def _send(self, job: bytes) -> None:
        assert self._process.stdin is not None  # noqa: S101  # a pipe was asked for
        try:
            self._process.stdin.write(len(job).to_bytes(4, "big") + job)
            self._process.stdin.flush()
        except (BrokenPipeError, ConnectionResetError) as error:
            raise _Died from error

    def _receive(self, until: float) -> bytes:
        return self._read(int.from_bytes(self._read(4, until), "big"), until)

    def _read(self, count: int, until: float) -> bytes:
        assert self._process.stdout is not None  # noqa: S101  # a pipe was asked for
        source = self._process.stdout.fileno()
        parts: list[bytes] = []
        while count:
            ready, _, _ = select.select([source], [], [], max(until - monotonic(), 0))
            if not ready:
                raise DrawingTimedOut(f"No picture from process {self.pid} in time.")
            part = os.read(source, min(count, 2**20))
            if not part:
                raise _Died
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def end(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        with contextlib.suppress(OSError):
            self._process.communicate(timeout=5)


class Renderers:
    """So many processes at the most; who finds none free waits."""

    def __init__(self, count: int) -> None:
        self._free: LifoQueue[Renderer | None] = LifoQueue()
        for _ in range(count):
            self._free.put(None)

    def draw(self, job: Mapping[str, Any]) -> bytes:
        """Return the picture of ``job`` (worker.py says what is in it). Drawn again, once, if its process dies or loses the database.

        Raises:
            Busy: if no process was free within ``settings.MAP_WAIT_S``.
            DrawingTimedOut, DrawingFailed
        """
        try:
            renderer = self._free.get(timeout=settings.MAP_WAIT_S)
        except Empty:
            raise Busy("map") from None
        try:
            for is_last in (False, True):
                renderer = renderer or Renderer()
                try:
                    picture = renderer.draw(json.dumps(job).encode(), until=monotonic() + settings.MAP_TIMEOUT_S)
                except DrawingTimedOut:
                    renderer.end()
                    renderer = None
                    raise
                except (_Died, DrawingFailed) as error:
                    renderer.end()
                    renderer = None
                    logger.warning("A map was not drawn: %s", error or "its process ended")
                    if is_last:
                        raise DrawingFailed("Twice.") from error
                else:
                    if renderer.is_spent:
                        renderer.end()
                        renderer = None
                    return picture
            raise DrawingFailed("Never reached.")
        finally:
            self._free.put(renderer)

    def end(self) -> None:
        """End the processes that are free."""
        with contextlib.suppress(Empty):
            while True:
                renderer = self._free.get_nowait()
                if renderer is not None:
                    renderer.end()


_lock = Lock()
_of_process: dict[int, Renderers] = {}


def renderers() -> Renderers:
    """Return this process's own: a process that was forked from another does not share them."""
    with _lock:
        own = _of_process.get(os.getpid())
        if own is None:
            _of_process.clear()
            own = _of_process[os.getpid()] = Renderers(settings.MAP_RENDERERS)
            atexit.register(own.end)
        return own
