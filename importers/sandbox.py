"""Where files from outside are parsed: a child process with nothing but the file, bounded in time, memory and reach.

The child has an empty environment, GDAL drivers from an allow-list only, no network where the kernel lets us take it away, and, when we
are root, the rights of ``nobody``. GDAL's list of drivers is long and some open other files or hosts (a VRT named .geojson returned a
local file's content in our trial), so all but those we read are skipped before GDAL starts.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from importers.errors import UnreadableFile
from importers.readers import program, vector
from layers.confinement import NOBODY, confinement, runs_as_nobody
from layers.crs import national_grid

_READER = Path(program.__file__)
_LIST_DRIVERS = "import json, pyogrio; print(json.dumps(sorted(pyogrio.list_drivers())))"

Progress = Callable[[int], None]


class ReaderFailed(Exception):
    """The reader understood the file well enough to say what is wrong: ``code`` and ``detail`` are those of its ReaderError."""

    def __init__(self, code: str, detail: Any) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@contextmanager
def parsed(
    path: Path, *, driver: str, crs: str, on_progress: Progress, details: Mapping[str, Any] | None = None
) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the Arrow file that the reader made of ``path``, and what it found out (``readers.program`` tells both).

    ``details`` is what the driver's reader asks for besides.

    Raises:
        ReaderFailed: if the reader says what is wrong with the file.
        UnreadableFile: if it broke off, or took more time or memory than we give.
    """
    with TemporaryDirectory(prefix="geoportal-sandbox-") as folder:
        work = Path(folder)
        target = work / "input"
        target.mkdir()
        for part in path.parent.glob(f"{path.stem}.*"):
            shutil.copyfile(part, target / part.name)
        _hand_over(work)
        out = work / "out.arrow"
        request = {
            **(details or {}),
            "path": str(target / path.name),
            "driver": driver,
            "crs": crs,
            # As the portal hands coordinates of the grid out, so it takes them (GEOPORTAL_GRID_OPERATION).
            "grids": {national_grid().authority: national_grid().proj},
            "out": str(out),
            "root": str(_READER.parents[2]),
            "memory_bytes": settings.IMPORT_MEMORY_BYTES,
            "cpu_s": settings.IMPORT_TIMEOUT_S,
        }
        yield out, _run(request, work=work, on_progress=on_progress)


def _run(request: dict[str, Any], *, work: Path, on_progress: Progress) -> dict[str, Any]:
    command = [*_confinement(), sys.executable, "-I", str(_READER)]
    last: dict[str, Any] = {}
    with (work / "stderr").open("wb") as errors:
        child = subprocess.Popen(  # noqa: S603  # our own program; the file's name travels as JSON on its standard input
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=_environment(work),
            cwd=work,
            text=True,
        )
        timer = Timer(settings.IMPORT_TIMEOUT_S, child.kill)
        timer.start()
        try:
            with child:
                last = _converse(child, request, on_progress)
        finally:
            timer.cancel()
    if "result" in last:
        return dict(last["result"])
    if "error" in last:
        raise ReaderFailed(last["error"], last.get("detail"))
    raise UnreadableFile(
        _(
            "Το αρχείο δεν διαβάστηκε: ο αναγνώστης σταμάτησε (κωδικός %(code)s) μέσα στα όρια των "
            "%(seconds)d δευτερολέπτων και %(memory)d MB. %(words)s"
        )
        % {
            "code": child.returncode,
            "seconds": settings.IMPORT_TIMEOUT_S,
            "memory": settings.IMPORT_MEMORY_BYTES // 2**20,
            "words": (work / "stderr").read_text("utf-8", "replace").strip().rpartition("\n")[2],
        }
    )


def _converse(child: "subprocess.Popen[str]", request: dict[str, Any], on_progress: Progress) -> dict[str, Any]:
    """Hand the request over and listen; return the last thing said."""
    assert child.stdin is not None  # noqa: S101
    assert child.stdout is not None  # noqa: S101
    try:
        child.stdin.write(json.dumps(request) + "\n")
        child.stdin.close()
    except BrokenPipeError:
        return {}
    last: dict[str, Any] = {}
    for line in child.stdout:
        last = json.loads(line)
        if "done" in last:
            on_progress(int(last["done"]))
    return last


def _environment(work: Path) -> dict[str, str]:
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(work),
        "TMPDIR": str(work),
        "LANG": "C.UTF-8",
        "GDAL_SKIP": ",".join(_drivers_to_skip()),
        "CPL_CURL_ENABLED": "NO",
        "GDAL_HTTP_TIMEOUT": "1",
        # Byte for byte: which encoding the text has is decided in importers.encodings, where it can be seen whole.
        "SHAPE_ENCODING": "ISO-8859-1",
        "SHAPE_RESTORE_SHX": "YES",
        "OGR_GEOJSON_MAX_OBJ_SIZE": "200",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
    }


@cache
def _drivers_to_skip() -> tuple[str, ...]:
    """Ask the wheel's GDAL, in a process of its own, for its drivers: those that we do not read from must not exist."""
    answer = subprocess.run(  # noqa: S603
        [sys.executable, "-I", "-c", _LIST_DRIVERS],
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return tuple(name for name in json.loads(answer.stdout) if name not in vector.ALLOWED_DRIVERS)


def _confinement() -> tuple[str, ...]:
    return confinement(_READER, module="pyogrio")


def _hand_over(work: Path) -> None:
    """Let the reader's user into the folder that it works in, and nobody else."""
    if runs_as_nobody(_confinement()):
        for path in (work, *work.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
