"""./portal manage dataset: what staff type, and what they read."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from layers.datasets.models import Dataset
from layers.departments import Department
from tests.datasets import make_dataset, show
from tests.planting import plant

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("dataset", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def bins() -> Dataset:
    dataset = make_dataset(slug="kadoi", names=["παλιό"])
    show(dataset, ["νέο", "και άλλο"])
    return dataset


def test_the_list_tells_what_everybody_sees(bins: Dataset) -> None:
    assert run("list") == "kadoi: Κάδοι, έκδοση 2, 2 στοιχεία\n"


def test_versions_are_told_apart(bins: Dataset) -> None:
    first, second = reversed(run("versions", "kadoi").splitlines())

    assert first.startswith("     1 ")
    assert second.startswith("*    2 ")


def test_undo_and_show_go_back_and_forth(bins: Dataset) -> None:
    assert "έκδοση 1, 1 στοιχεία" in run("undo", "kadoi")
    assert "έκδοση 2, 2 στοιχεία" in run("show", "kadoi", "2")


def test_purged_versions_are_marked_and_cannot_be_shown(bins: Dataset) -> None:
    run("purge", "kadoi", "1")

    assert run("versions", "kadoi").splitlines()[1].startswith("-    1 ")
    with pytest.raises(CommandError, match="διαγραφεί"):
        run("show", "kadoi", "1")


def test_a_dataset_is_described(bins: Dataset) -> None:
    plant(Department, code="kathariotita")

    told = run(
        "set",
        "kadoi",
        "--title-en",
        "Recycling bins",
        "--label",
        "year",
        "--colour",
        "#003476",
        "--maintainer",
        "kathariotita",
        "--internal",
    )

    bins.refresh_from_db()
    assert "μόνο για το προσωπικό" in told
    assert (bins.title_en, bins.label_column, bins.style["symbol"]["colour"], bins.is_public) == (
        "Recycling bins",
        "year",
        "#003476",
        False,
    )
    assert bins.maintainer is not None
    assert bins.title_el == "Κάδοι"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["undo", "nope"], "Υπάρχουν: kadoi"),
        (["show", "kadoi", "9"], "Έχει: 2, 1"),
        (["purge", "kadoi", "2"], "βλέπουν όλοι"),
        (["set", "kadoi", "--colour", "red"], "#rrggbb"),
        (["set", "kadoi", "--label", "nope"], "ΟΝΟΜΑ, year"),
        (["set", "kadoi", "--title-el", ""], "κενός"),
        (["set", "kadoi", "--maintainer", "nope"], "«nope»"),
    ],
)
def test_what_cannot_be_done_says_why_and_what_can(bins: Dataset, arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run(*arguments)


def test_a_deleted_dataset_is_gone(bins: Dataset) -> None:
    run("delete", "kadoi")

    assert run("list") == ""
