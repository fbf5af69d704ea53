"""The API does what its OpenAPI document says: schemathesis reads the document and asks for everything in it, rightly and wrongly."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from api.models import FeatureChange
from layers.lookups import all_layers
from layers.writing import why_read_only
from tests.datasets import make_dataset
from tests.writing import planted, secret_for

HERE = Path(__file__).parent
WRITING = ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance", "ignored_auth"]


def schemathesis(site: str, folder: Path, *arguments: str) -> str:
    """Run it over what the arguments select, in ``folder``, where it leaves its notes; fail with its report if it found anything."""
    command = [
        sys.executable,
        "-m",
        "schemathesis.cli",
        "--config-file",
        str(HERE / "schemathesis.toml"),
        "run",
        f"{site}/api/openapi?f=json",
    ]
    # The test server has a thread for each connection that stays open.
    options = ["--no-color", "--workers", "2", "--header", "Connection: close", "--suppress-health-check", "all", "--warnings", "off"]
    answer = subprocess.run(
        [*command, *options, "--continue-on-failure", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=folder,
        env=os.environ | {"SCHEMATHESIS_HOOKS": str(HERE / "schemathesis_hooks.py")},
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def test_everything_that_is_read_is_as_described(site: str, tmp_path: Path) -> None:
    schemathesis(site, tmp_path, "--include-method", "GET", "--phases", "fuzzing")


def test_every_parameter_and_every_other_method_is_as_described(site: str, tmp_path: Path) -> None:
    """Each value, right and wrong, of each parameter: of what is there once, and of one collection."""
    schemathesis(site, tmp_path, "--include-method", "GET", "--phases", "coverage", "--exclude-path-regex", "^/collections/(?!screenings)")


@pytest.mark.django_db(transaction=True)
def test_what_is_written_to_every_layer_is_answered_as_described(live_server: Any, tmp_path: Path) -> None:
    make_dataset(slug="kadoi")
    by_maintainer: dict[str, set[str]] = {}
    for layer in all_layers():
        if not why_read_only(layer):
            planted(layer)
            by_maintainer.setdefault(layer.maintainer, set()).add(layer.slug)
    methods = [argument for method in ("POST", "PUT", "PATCH", "DELETE") for argument in ("--include-method", method)]

    for maintainer, slugs in by_maintainer.items():
        others = f"^/collections/(?!({'|'.join(slugs)})/)"
        token = f"Authorization: Bearer {secret_for(maintainer)}"
        limits = ["--phases", "fuzzing", "--checks", ",".join(WRITING), "--exclude-path-regex", others]
        schemathesis(live_server.url, tmp_path, *methods, *limits, "--header", token)

        assert {change.layer for change in FeatureChange.objects.all()} >= slugs, "nothing was written"
