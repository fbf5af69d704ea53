"""QGIS without a screen, where this machine has it."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

PYTHON = Path("/usr/bin/python3")  # Debian's QGIS is a package of Debian's Python.


def told_by_qgis(script: Path, *arguments: str, folder: Path) -> dict[str, Any]:
    """Return the JSON that ``script`` writes last, run by QGIS's Python at home in ``folder``; skip the test where there is no QGIS."""
    if not PYTHON.exists() or subprocess.run([PYTHON, "-c", "import qgis.core"], check=False, capture_output=True).returncode:
        pytest.skip("QGIS is not installed on this machine (Debian: python3-qgis)")
    surroundings = {
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "PATH": os.environ["PATH"],
        "LC_ALL": "C.UTF-8",
    }
    answer = subprocess.run([PYTHON, script, *arguments], check=False, capture_output=True, text=True, timeout=180, env=surroundings)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    told: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return told
