"""How a program that reads what outsiders sent is started: without the rights that it does not need, as far as the machine lets us."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

NOBODY = 65534


@cache
def confinement(program: Path, *, module: str) -> tuple[str, ...]:
    """Return the commands to put before ``program``'s own: no network, no new privileges and, when we are root, the rights of ``nobody``.

    ``nobody`` only where it can read ``program`` and import ``module``; ``runs_as_nobody`` tells.
    """
    network: tuple[str, ...] = ()
    choices = [("unshare", "--net")] if os.geteuid() == 0 else [("unshare", "--map-current-user", "--net")]
    for choice in choices:
        if works(*choice, "true"):
            network = choice
    rights: tuple[str, ...] = ("setpriv", "--no-new-privs")
    if os.geteuid() == 0:
        nobody = (*rights, f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
        if works(*nobody, "test", "-r", str(program)) and works(*nobody, sys.executable, "-I", "-c", f"import {module}"):
            rights = nobody
    return (*network, *rights)


def runs_as_nobody(commands: tuple[str, ...]) -> bool:
    return any("--reuid" in part for part in commands)


def works(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 0  # noqa: S603
    except OSError:
        return False
