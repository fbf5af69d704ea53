"""The index of names follows the layers, and what lags behind is never shown."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError

from layers.datasets.actions import delete_dataset, purge, show_version, undo
from layers.departments import Department
from layers.gazetteer import upkeep
from layers.gazetteer.models import Name, NamedLayer, Word
from layers.gazetteer.search import find_by_name
from layers.gazetteer.upkeep import renew_names, renew_names_of
from layers.layer import Layer
from layers.lookups import get_layer
from layers.places import Place
from layers.streets import Street
from layers.tasks import renew_index_of_names
from layers.viewers import PUBLIC, STAFF, Viewer
from tests.addresses import make_street
from tests.datasets import make_dataset, show
from tests.planting import CENTRE, SECRET, plant


def names(text: str, *, viewer: Viewer = PUBLIC) -> list[str]:
    return [found.layer.name_of(found.feature.properties, found.feature.id) for found in find_by_name(text, viewer=viewer)]


class TestWhatIsShown:
    pytestmark = pytest.mark.django_db

    def test_what_was_withdrawn_is_not_shown_though_the_index_still_has_it(self) -> None:
        place = plant(Place, name_el="Ηλιακό ρολόι")
        renew_names()
        assert names("ηλιακο") == ["Ηλιακό ρολόι"]

        Place.objects.filter(pk=place.pk).update(is_published=False)

        assert Name.objects.filter(feature=place.pk).exists()
        assert names("ηλιακο") == []

    def test_what_was_deleted_is_not_shown(self) -> None:
        place = plant(Place, name_el="Ηλιακό ρολόι")
        renew_names()

        place.delete()

        assert names("ηλιακο") == []

    def test_an_old_name_is_not_shown_as_the_name_of_what_has_another_now(self) -> None:
        place = plant(Place, name_el="Ηλιακό ρολόι", name_en="Sundial")
        renew_names()

        Place.objects.filter(pk=place.pk).update(name_el="Κρήνη")

        assert names("ηλιακο") == []
        assert names("sundial") == ["Κρήνη"]

    def test_a_withdrawn_street_has_no_houses(self) -> None:
        street = make_street("x", "Χάληδων", numbers=(("all", 1, 9),))
        renew_names()

        Street.objects.filter(pk=street.pk).update(is_published=False)

        assert names("Χάληδων 5") == []

    def test_names_of_a_layer_for_staff_are_for_staff(self) -> None:
        make_dataset(slug="secret", names=["Κρυφή δεξαμενή"], is_public=False)
        renew_names()

        assert Name.objects.filter(layer="secret").count() == 1
        assert names("δεξαμενη") == []
        assert names("δεξαμενη", viewer=STAFF) == ["Κρυφή δεξαμενή"]

    def test_a_dataset_that_became_internal_is_hidden_at_once(self) -> None:
        dataset = make_dataset(names=["Κάδος πλατείας"])
        renew_names()
        assert names("καδος") == ["Κάδος πλατείας"]

        dataset.is_public = False
        dataset.save()

        assert names("καδος") == []

    def test_no_private_field_gets_into_the_index(self) -> None:
        for model in (Place, Department, Street):
            plant(model)
        renew_names()

        assert not Name.objects.filter(text__contains=SECRET).exists()

    def test_departments_are_found_once(self) -> None:
        plant(Department, name_el="Ταμείο", office=CENTRE, jurisdiction=None)
        renew_names()

        assert names("ταμειο") == ["Ταμείο"]


class TestUpkeep:
    pytestmark = pytest.mark.django_db(transaction=True)

    def test_new_names_are_found_after_the_next_minute(self) -> None:
        renew_names()
        plant(Place, name_el="Νέο άγαλμα")
        assert names("αγαλμα") == []

        renew_index_of_names(timestamp=0)

        assert names("αγαλμα") == ["Νέο άγαλμα"]

    def test_only_layers_that_changed_are_read_again(self) -> None:
        renew_names()
        assert renew_names() == {}

        plant(Place, name_el="Κάτι")

        assert renew_names() == {"places": 2}

    def test_what_did_not_change_keeps_its_row(self) -> None:
        kept, changed = plant(Place, name_el="Μένει", name_en="Stays"), plant(Place, name_el="Αλλάζει", name_en="Changes")
        renew_names()
        before = set(Name.objects.filter(feature=kept.pk).values_list("id", flat=True))

        changed.name_el = "Άλλαξε"
        changed.save()

        assert renew_names() == {"places": 2}
        assert set(Name.objects.filter(feature=kept.pk).values_list("id", flat=True)) == before
        assert set(Name.objects.filter(feature=changed.pk).values_list("text", flat=True)) == {"Άλλαξε", "Changes"}
        assert set(Word.objects.values_list("word", flat=True)) == {"meni", "stavs", "alakse", "hages"}

    def test_a_new_version_of_a_dataset_brings_its_names_and_takes_the_old_ones(self) -> None:
        dataset = make_dataset(names=["Παλιός κάδος"])
        renew_names()

        second = show(dataset, ["Καινούριος κάδος"])
        renew_names()
        assert names("καδος") == ["Καινούριος κάδος"]

        first = undo(dataset)
        renew_names()
        assert names("καδος") == ["Παλιός κάδος"]
        purge(second)
        show_version(first)
        assert names("καδος") == ["Παλιός κάδος"]

    def test_names_of_a_deleted_dataset_are_forgotten(self) -> None:
        dataset = make_dataset(names=["Κάδος"])
        renew_names()

        delete_dataset(dataset)

        assert names("καδος") == []
        renew_names()
        assert not Name.objects.exists()
        assert not Word.objects.exists()
        assert not NamedLayer.objects.filter(layer=dataset.slug).exists()

    def test_a_layer_that_changes_by_the_clock_is_read_when_it_does(self, monkeypatch: pytest.MonkeyPatch) -> None:
        now = datetime.now(UTC)
        by_the_clock = replace(get_layer("places"), next_change_at=lambda: now)
        monkeypatch.setattr(upkeep, "all_layers", lambda **_: [by_the_clock])
        renew_names()

        assert "places" in renew_names()

    def test_a_layer_that_cannot_be_read_holds_up_no_other(self, monkeypatch: pytest.MonkeyPatch) -> None:
        plant(Place, name_el="Άγαλμα")

        def renew(layer: Layer) -> int:
            if layer.slug == "streets":
                raise DatabaseError("no such table")
            return renew_names_of(layer)

        monkeypatch.setattr(upkeep, "renew_names_of", renew)
        assert "streets" not in renew_names()
        assert names("αγαλμα") == ["Άγαλμα"]

    def test_names_without_a_letter_are_not_kept(self) -> None:
        make_dataset(names=["Κάδος", "…", " ", ""])

        renew_names()

        assert list(Name.objects.values_list("text", flat=True)) == ["Κάδος"]
