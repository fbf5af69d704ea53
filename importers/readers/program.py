"""The sandboxed reader: a program of its own, started by importers.sandbox, that never sees Django or the database.

It reads one JSON object from standard input (``path``, ``driver``, ``crs``, ``grids``, ``out`` and what the driver's reader asks for
besides), brings every geometry to EPSG:4326, valid and two-dimensional, and writes ``out``: an Arrow IPC file of the attributes with three
columns more, ``_geometry`` (WKB, null where there is none), ``_box`` (west, south, east, north) and ``_change`` (square metres that
repairing moved, null where nothing was repaired); a table's has ``_number`` too, the row's number on the sheet. Standard output carries one
JSON object a line: ``{"done": rows}`` while it works, at the end ``{"result": …}`` or ``{"error": code, "detail": …}``.
"""

import json
import resource
import sys
from typing import Any


def main() -> None:
    request = json.loads(sys.stdin.readline())
    _limit_ourselves(request["memory_bytes"], request["cpu_s"])
    sys.path.insert(0, request["root"])
    # Imported under the limits, after them: these and their libraries are what the file gets to touch.
    from importers.readers import tables, vector
    from importers.readers.errors import ReaderError

    read = vector.read if request["driver"] in vector.ALLOWED_DRIVERS else tables.read
    try:
        _say(result=read(request, on_rows=lambda done: _say(done=done)))
    except ReaderError as error:
        _say(error=error.code, detail=error.detail)


def _say(**message: Any) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _limit_ourselves(memory_bytes: int, cpu_s: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


if __name__ == "__main__":
    main()
