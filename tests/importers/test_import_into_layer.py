"""Rows into a layer of the portal, and targets that do not fit."""

from pathlib import Path

import pytest

from layers.places import Place, PlaceCategory
from tests.files import LIGHTHOUSE, PRJ_4326, feature, write_geojson, write_shapefile
from tests.importing import refused, run
from tests.planting import plant

pytestmark = pytest.mark.django_db


def test_a_catalogued_layer_takes_rows_by_its_key(tmp_path: Path) -> None:
    category = plant(PlaceCategory, code="beach")
    known = plant(Place, code="nea-chora", name_el="παλιό", category=category)
    other = plant(Place, code="other", category=category)
    features = [
        feature(LIGHTHOUSE, code="nea-chora", ONOMA="Νέα Χώρα", name_en="Nea Chora", category="beach"),
        feature(LIGHTHOUSE, code="koum-kapi", ONOMA="Κουμ Καπί", name_en="Koum Kapi", category="beach"),
        feature(LIGHTHOUSE, code="lost", ONOMA="x", name_en="x", category="no-such"),
    ]
    path = write_geojson(tmp_path / "x.geojson", features)

    report = run(path, "--layer", "places", "--map", "ONOMA=name_el")

    assert (report["created"], report["updated"], report["removed"], report["skipped"]) == (1, 1, 0, 1)
    assert "beach" in report["problems"][0]["message"]
    known.refresh_from_db()
    assert (known.name_el, known.geom.coords) == ("Νέα Χώρα", LIGHTHOUSE)
    assert Place.objects.filter(pk=other.pk).exists()
    assert run(path, "--layer", "places", "--map", "ONOMA=name_el")["unchanged"] == 2


def test_values_that_the_layer_does_not_know_leave_the_row_out(tmp_path: Path) -> None:
    plant(PlaceCategory, code="beach")
    row = {"name_el": "x", "name_en": "x", "category": "beach"}
    features = [feature(LIGHTHOUSE, code="a", wheelchair="maybe", **row), feature(LIGHTHOUSE, code="b", wheelchair="yes", **row)]
    report = run(write_geojson(tmp_path / "x.geojson", features), "--layer", "places")

    assert (report["created"], report["skipped"]) == (1, 1)
    assert "wheelchair" in report["problems"][0]["message"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--layer", "nope"], "places, pharmacies, neighbourhoods"),
        (["--layer", "places"], "--key"),
        (["--layer", "municipal-units", "--key", "NAME"], "περιοχές"),
        (["--layer", "places", "--key", "NAME", "--map", "NAME=colour"], "colour"),
        (["--dataset", "x", "--encoding", "klingon"], "klingon"),
    ],
)
def test_a_target_that_does_not_fit_is_refused(tmp_path: Path, options: list[str], words: str) -> None:
    path = write_shapefile(tmp_path / "x.shp", [(LIGHTHOUSE, ["x"])], prj=PRJ_4326)

    assert words in refused(path, *options)
