"""Viewers: which layers each sees."""

import subprocess
import sys
from dataclasses import replace

import pytest

from layers.layer import Layer
from layers.lookups import catalogued_layers
from layers.viewers import PUBLIC, STAFF, Viewer

NAMED, DEPARTMENT = Viewer(slugs=frozenset({"wells", "pipes"})), Viewer(department="water")


def layer(slug: str, maintainer: str = "", *, is_public: bool = False) -> Layer:
    return replace(catalogued_layers()[0], slug=slug, maintained_by=maintainer, is_public=is_public)


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [
        (PUBLIC, {"fountains"}),
        (STAFF, {"fountains", "wells", "files", "graves"}),
        (NAMED, {"fountains", "wells"}),
        (DEPARTMENT, {"fountains", "files"}),
        (replace(NAMED, department="water"), {"fountains", "wells", "files"}),
    ],
)
def test_a_viewer_sees_what_is_public_and_what_is_theirs(viewer: Viewer, seen: set[str]) -> None:
    layers = [layer("fountains", is_public=True), layer("wells", "parks"), layer("files", "water"), layer("graves")]

    assert {each.slug for each in layers if viewer.sees(each)} == seen


def test_viewers_who_see_the_same_are_the_same_name_of_a_kept_answer() -> None:
    again = Viewer(slugs=frozenset(["pipes", "wells"]))

    assert again == NAMED
    assert len({again, NAMED, PUBLIC, STAFF, DEPARTMENT}) == 4
    assert len({repr(viewer) for viewer in (again, NAMED, PUBLIC, STAFF, DEPARTMENT)}) == 4


def test_a_viewer_is_written_alike_in_every_process() -> None:
    """An ETag that one process gives is asked for of another."""
    slugs = [f"layer-{number}" for number in range(20)]
    code = (
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'geoportal.settings.test'; django.setup();"
        f"from layers.viewers import Viewer; print(Viewer(slugs=frozenset({slugs})))"
    )
    written = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()

    assert written == repr(Viewer(slugs=frozenset(slugs)))
