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
        assert self._process.stdin is not None  # noqa: S101  # a pipe was asked for
        os.set_blocking(self._process.stdin.fileno(), False)
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
        began = monotonic()
        self._send(len(job).to_bytes(4, "big") + job, until)
        told = json.loads(self._receive(until))
        picture = self._receive(until)
        self._drawn += 1
        self._rss_mb = told["rss_mb"]
        # MapServer does not say why the database ended a statement.
        if told["error"] and monotonic() - began >= settings.MAP_STATEMENT_TIMEOUT_S:
            raise DrawingTimedOut(told["error"])
        if told["error"] or not picture:
            raise DrawingFailed(told["error"] or "An empty picture.")
        return picture

    def _send(self, message: bytes, until: float) -> None:
        """A job may be larger than what a pipe holds: a process that reads nothing must not hold us."""
        assert self._process.stdin is not None  # noqa: S101  # a pipe was asked for
        target, rest = self._process.stdin.fileno(), memoryview(message)
        try:
            while rest:
                self._wait(target, select.POLLOUT, until)
                rest = rest[os.write(target, rest) :]
        except (BrokenPipeError, ConnectionResetError) as error:
            raise _Died from error

    def _wait(self, descriptor: int, event: int, until: float) -> None:
        # Not select.select: it takes no descriptor from 1024 on.
        poll = select.poll()
        poll.register(descriptor, event)
        if not poll.poll(max(until - monotonic(), 0) * 1000):
            raise DrawingTimedOut(f"No picture from process {self.pid} in time.")

    def _receive(self, until: float) -> bytes:
        return self._read(int.from_bytes(self._read(4, until), "big"), until)

    def _read(self, count: int, until: float) -> bytes:
        assert self._process.stdout is not None  # noqa: S101  # a pipe was asked for
        source = self._process.stdout.fileno()
        parts: list[bytes] = []
        while count:
            self._wait(source, select.POLLIN, until)
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


def _started() -> Renderer:
    try:
        return Renderer()
    except OSError as error:
        raise DrawingFailed(f"No process: {error}") from error


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
        message, until, kept = json.dumps(job).encode(), monotonic() + settings.MAP_TIMEOUT_S, None
        try:
            for is_last in (False, True):
                renderer = renderer or _started()
                try:
                    picture = renderer.draw(message, until=until)
                except DrawingTimedOut:
                    raise
                except (_Died, DrawingFailed) as error:
                    logger.warning("A map was not drawn: %s", error or "its process ended")
                    if is_last:
                        raise DrawingFailed("Twice.") from error
                else:
                    kept = None if renderer.is_spent else renderer
                    return picture
                finally:
                    # Whatever went wrong: what is still to come from it is no answer to the next.
                    if kept is None:
                        renderer.end()
                        renderer = None
            raise DrawingFailed("Never reached.")
        finally:
            self._free.put(kept)

    def end(self) -> None:
        """End the processes that are free."""
        places = 0
        with contextlib.suppress(Empty):
            while True:
                renderer = self._free.get_nowait()
                places += 1
                if renderer is not None:
                    renderer.end()
        for _ in range(places):
            self._free.put(None)


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
