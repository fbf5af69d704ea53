"""How staff say that a dataset looks, and what its layer makes of it."""

from typing import Any

import pytest

from layers.datasets.actions import DatasetError, Description, add_version, describe_dataset
from layers.datasets.looks import MOST_CLASSES, Look, columns_to_classify_by, look_of
from layers.layer import GeometryType
from layers.lookups import get_layer
from layers.styles import PALETTE
from tests.datasets import hexewkb, make_dataset, show
from tests.planting import CENTRE

pytestmark = pytest.mark.django_db


def described(dataset: Any, **look: Any) -> Any:
    return describe_dataset(dataset, Description(look=Look(**look)))


def test_each_value_of_a_column_gets_a_colour_the_most_frequent_first() -> None:
    dataset = make_dataset(names=("Χαρτί", "Γυαλί", "Χαρτί"))

    described(dataset, classify_by="ΟΝΟΜΑ", size_px=9, opacity=0.5, label_from_zoom=15)
    style = get_layer("kadoi").style

    assert [(str(entry.title), entry.values, entry.symbol.colour) for entry in style.classes] == [
        ("Χαρτί", ("Χαρτί",), PALETTE[0]),
        ("Γυαλί", ("Γυαλί",), PALETTE[1]),
    ]
    assert {(entry.symbol.size_px, entry.symbol.opacity) for entry in style.classes} == {(9, 0.5)}
    assert (style.classify_by, style.label_from_zoom) == ("ΟΝΟΜΑ", 15)
    assert style.symbol_of({"ΟΝΟΜΑ": "Γυαλί"}).colour == PALETTE[1]


def test_what_is_not_given_stays_and_classes_keep_their_colours() -> None:
    dataset = make_dataset(names=("Χαρτί", "Γυαλί"))
    dataset = described(dataset, classify_by="ΟΝΟΜΑ")
    before = look_of(dataset)
    dataset = described(dataset, size_px=20)

    assert look_of(dataset) == Look(**{**before.__dict__, "size_px": 20})
    assert [entry["symbol"]["colour"] for entry in dataset.style["classes"]] == list(PALETTE[:2])
    assert described(dataset, classify_by="").style["classes"] == []


def test_a_version_without_the_column_is_drawn_in_one_colour() -> None:
    dataset = described(make_dataset(names=("Χαρτί", "Γυαλί")), classify_by="ΟΝΟΜΑ")
    add_version(
        dataset,
        rows=[(1, hexewkb(CENTRE.x, CENTRE.y), 2026)],
        columns=[{"column": "c1", "name": "year", "kind": "integer"}],
        geometry_type=GeometryType.POINT,
        source={"source_name": "kadoi.shp", "source_sha256": "1" * 64, "source_options": {}},
    )

    style = get_layer("kadoi").style
    assert (style.classify_by, style.classes) == ("", ())
    dataset.refresh_from_db()
    dataset = describe_dataset(dataset, Description(label_column="", look=Look(colour="#112233")))
    assert dataset.style["symbol"]["colour"] == "#112233"


@pytest.mark.parametrize(
    ("look", "told"),
    [
        ({"colour": "red"}, "Το χρώμα «red»"),
        ({"size_px": 65}, "65"),
        ({"opacity": 1.5}, "1.5"),
        ({"classify_by": "year"}, "Δεν υπάρχει στήλη κειμένου «year». Υπάρχουν: ΟΝΟΜΑ"),
        ({"classify_by": "είδος"}, "«είδος»"),
    ],
)
def test_a_look_that_cannot_be_is_refused_with_its_remedy(look: dict[str, Any], told: str) -> None:
    with pytest.raises(DatasetError) as refusal:
        described(make_dataset(), **look)
    assert told in str(refusal.value)


def test_more_values_than_colours_are_refused() -> None:
    dataset = make_dataset()
    show(dataset, [f"Κάδος {number}" for number in range(MOST_CLASSES + 1)])
    dataset.refresh_from_db()

    with pytest.raises(DatasetError, match="πάνω από 10 διαφορετικές τιμές"):
        described(dataset, classify_by="ΟΝΟΜΑ")
    assert columns_to_classify_by(dataset.current_version) == ["ΟΝΟΜΑ"]
