"""One measurement: as many requests as two cores give in some seconds, and what each cost."""

import json
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
from django.db import connection

from tests.bench.processes import cpu_s, pg_tool, postmaster

CLIENTS = 4
_LUA = """
local paths = {}
for path in io.lines("%s") do paths[#paths + 1] = path end
local n = 0
request = function() n = n + 1; return wrk.format("GET", paths[1 + n %% #paths], %s) end
"""


@dataclass(frozen=True)
class Measurement:
    """Requests a second, mean latency, and processor milliseconds a request of the server and of the database."""

    rps: float
    latency_ms: float
    server_ms: float
    database_ms: float

    @property
    def cpu_ms(self) -> float:
        return self.server_ms + self.database_ms


def over_http(
    server: psutil.Process, *, port: int, paths: Sequence[str], seconds: float, headers: Mapping[str, str] | None = None
) -> Measurement:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "paths").write_text("\n".join(paths))
        script = Path(folder) / "requests.lua"
        fields = ", ".join(f"[{json.dumps(name)}] = {json.dumps(value)}" for name, value in (headers or {}).items())
        script.write_text(_LUA % (Path(folder) / "paths", f"{{{fields}}}"))
        before = cpu_s(server), cpu_s(postmaster())
        command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds:g}s", "--timeout", "60s", "-s", str(script), f"http://127.0.0.1:{port}"]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        after = cpu_s(server), cpu_s(postmaster())
    assert "Non-2xx" not in out, out
    count = int(_found(r"(\d+) requests in", out))
    number, unit = re.search(r"Latency\s+([\d.]+)(us|ms|s)", out).groups()  # type: ignore[union-attr]
    latency_ms = float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
    return Measurement(
        float(_found(r"Requests/sec:\s+([\d.]+)", out)), latency_ms, *(1000 * (b - a) / count for a, b in zip(before, after, strict=True))
    )


def over_pgbench(statements: Sequence[str], *, seconds: float) -> Measurement:
    """Run the statements in turn, without HTTP and without Python: what no server can reach that does this work in the database."""
    parameters = connection.get_connection_params()
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, statement in enumerate(statements):
            path = Path(folder) / f"{number}.sql"
            path.write_text(re.sub(r"\s+", " ", statement).strip() + ";\n")
            files += ["-f", str(path)]
        before = cpu_s(postmaster())
        command = [
            pg_tool("pgbench"),
            "-n",
            "-c2",
            "-j1",
            f"-T{max(1, round(seconds))}",
            "-h",
            parameters["host"],
            "-U",
            parameters["user"],
            *files,
        ]
        out = subprocess.run([*command, connection.settings_dict["NAME"]], capture_output=True, text=True, check=True).stdout
        after = cpu_s(postmaster())
    count = int(_found(r"actually processed: (\d+)", out))
    return Measurement(
        float(_found(r"tps = ([\d.]+)", out)), float(_found(r"latency average = ([\d.]+)", out)), 0.0, 1000 * (after - before) / count
    )


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match is not None, text
    return match.group(1)
