"""The import command as staff run it."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command


def run(path: Path, *options: str) -> dict[str, Any]:
    """Run the command as staff do, with --json; what it refuses raises CommandError."""
    out = StringIO()
    call_command("import_layer", str(path), *options, "--json", stdout=out)
    return json.loads(out.getvalue())


def refused(path: Path, *options: str) -> str:
    with pytest.raises(CommandError) as refusal:
        call_command("import_layer", str(path), *options, stdout=StringIO())
    assert refusal.value.returncode == 1
    return str(refusal.value)
