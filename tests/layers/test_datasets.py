"""Uploaded datasets: real tables, shown whole or not at all, undone and purged."""

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client

from geoportal.site.roles import grant_to_web_role
from layers.datasets.actions import DatasetError, add_version, create_dataset, delete_dataset, purge, purge_old_versions, show_version, undo
from layers.datasets.models import Dataset
from layers.datasets.tables import model_of, table_of
from layers.layer import GeometryType
from layers.styles import Style, Symbol
from tests.datasets import make_dataset, show
from tests.planting import CENTRE


def _tables_of_schema() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'datasets'")
        return [name for (name,) in cursor.fetchall()]


def names(slug: str = "kadoi") -> list[str]:
    return [feature["properties"]["ΟΝΟΜΑ"] for feature in Client().get(f"/api/collections/{slug}/items").json()["features"]]


@pytest.mark.django_db
def test_a_version_has_a_real_table_with_typed_columns_indexes_and_statistics() -> None:
    version = make_dataset().current_version
    assert version is not None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, udt_name FROM information_schema.columns WHERE table_schema = 'datasets' ORDER BY ordinal_position"
        )
        columns = cursor.fetchall()
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE schemaname = 'datasets'")
        indexes = " ".join(definition for (definition,) in cursor.fetchall())
        cursor.execute("SELECT col_description('datasets.v%s'::regclass, 3)", [version.pk])
        (comment,) = cursor.fetchone()

    assert columns == [("id", "int8"), ("geom", "geometry"), ("c1", "text"), ("c2", "int8"), ("document", "text")]
    assert "USING gist (geom)" in indexes
    assert "geography" in indexes
    assert comment == "ΟΝΟΜΑ"


@pytest.mark.django_db
def test_columns_that_tell_features_apart_are_indexed_in_large_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layers.datasets.tables._INDEXED_FROM_ROWS", 40)
    kinds = [{"column": "c1", "name": "kind", "kind": "text"}, {"column": "c2", "name": "name", "kind": "text"},
             {"column": "c3", "name": "story", "kind": "text"}, {"column": "c4", "name": "same", "kind": "integer"}]  # fmt: skip
    rows = [
        (number, f"SRID=4326;POINT(24 {35 + number / 100})", f"kind {number % 3}", f"name {number}", "long " * 300 + str(number % 3), 7)
        for number in range(1, 51)
    ]
    dataset = Dataset.objects.create(slug="kinds", title_el="Είδη", style=Style(shape="point", symbol=Symbol(colour="#00703c")).as_json())
    source = {"source_name": "kinds", "source_sha256": "0" * 64, "source_options": {}}
    version = add_version(dataset, rows=rows, columns=kinds, geometry_type=GeometryType.POINT, source=source)

    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE schemaname = 'datasets' AND tablename = %s", [f"v{version.pk}"])
        on_values = [definition.partition("USING btree ")[2] for (definition,) in cursor.fetchall() if "(c" in definition]
    assert on_values == ["(c1, id)"]


@pytest.mark.django_db
def test_its_model_lives_in_a_registry_of_its_own() -> None:
    version = make_dataset().current_version
    assert version is not None
    model = model_of(version)

    assert model is model_of(version)
    assert not model._meta.managed
    assert model not in apps.get_models()


@pytest.mark.django_db(transaction=True)
def test_readers_see_the_old_version_until_the_new_one_is_whole() -> None:
    dataset = make_dataset(names=["παλιό"])

    def broken_rows() -> object:
        yield "νέο"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        show(dataset, broken_rows())  # type: ignore[arg-type]

    assert names() == ["παλιό"]
    assert len(_tables_of_schema()) == 1, "nothing of the broken version is left"


@pytest.mark.django_db(transaction=True)
def test_undo_shows_the_version_before_and_can_be_taken_back() -> None:
    dataset = make_dataset(names=["πρώτη"])
    second = show(dataset, ["δεύτερη"])
    assert names() == ["δεύτερη"]

    undo(dataset)
    assert names() == ["πρώτη"]

    show_version(second)
    assert names() == ["δεύτερη"]


@pytest.mark.django_db
def test_undo_without_an_earlier_version_says_so() -> None:
    with pytest.raises(DatasetError, match="προηγούμενη"):
        undo(make_dataset())


@pytest.mark.django_db
def test_purging_drops_the_rows_and_keeps_the_record() -> None:
    dataset = make_dataset()
    first = dataset.versions.get()
    show(dataset, ["δεύτερη"])

    purge(first)

    first.refresh_from_db()
    assert first.purged_at is not None
    assert f"v{first.pk}" not in _tables_of_schema()
    with pytest.raises(DatasetError, match="διαγραφεί"):
        show_version(first)


@pytest.mark.django_db
def test_the_version_that_everybody_sees_cannot_be_purged() -> None:
    version = make_dataset().current_version
    assert version is not None
    with pytest.raises(DatasetError, match="βλέπουν όλοι"):
        purge(version)


@pytest.mark.django_db
def test_old_versions_are_purged_beyond_those_that_are_kept() -> None:
    dataset = make_dataset()
    for number in range(settings.DATASET_VERSIONS_KEPT + 2):
        show(dataset, [str(number)])

    assert purge_old_versions() == 3
    assert purge_old_versions() == 0
    assert len(_tables_of_schema()) == settings.DATASET_VERSIONS_KEPT
    assert names() == [str(settings.DATASET_VERSIONS_KEPT + 1)]


@pytest.mark.django_db
def test_deleting_a_dataset_leaves_no_table() -> None:
    dataset = make_dataset()

    delete_dataset(dataset)

    assert not Dataset.objects.exists()
    assert _tables_of_schema() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("title", "slug"), [("Κάδοι ανακύκλωσης", "kadoi-anakyklosis"), ("Ευρώπη – Αύγουστος", "evropi-avgoustos"), ("🗺", "dataset")]
)
def test_a_datasets_address_comes_from_its_title(title: str, slug: str) -> None:
    assert create_dataset(title=title, geometry_type=GeometryType.POINT, taken=[]).slug == slug


@pytest.mark.django_db
def test_a_taken_address_gets_a_number() -> None:
    slugs = [create_dataset(title="Places", geometry_type=GeometryType.POINT, taken=["places"]).slug for _ in range(2)]

    assert slugs == ["places-2", "places-3"]


@pytest.mark.django_db(transaction=True)
def test_the_web_role_writes_rows_and_creates_nothing() -> None:
    role = settings.DATABASE_WEB_ROLE
    if not role:
        pytest.skip("one role does everything: GEOPORTAL_DATABASE_WEB_ROLE is empty")
    grant_to_web_role()
    version = make_dataset().current_version
    assert version is not None
    table = table_of(version).as_string(None)
    parameters = connection.get_connection_params()
    with psycopg.connect(host=parameters["host"], dbname=parameters["dbname"], user=role, autocommit=True) as web:
        assert web.execute(f"SELECT count(*) FROM {table}").fetchone() == (2,)
        web.execute("UPDATE layers_place SET phone = ''")
        web.execute(f"DELETE FROM {table} WHERE id = 1")
        for forbidden in (
            f"DROP TABLE {table}",
            f"TRUNCATE {table}",
            "CREATE TABLE datasets.v999 (id int)",
            "CREATE TABLE public.t (id int)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                web.execute(forbidden)


@pytest.mark.django_db
def test_the_document_of_a_row_follows_the_row(client: Client) -> None:
    version = make_dataset(names=("Κάδος 1", 'Ο "μεγάλος"\n')).current_version
    assert version is not None
    model = model_of(version)
    model._default_manager.filter(pk=2).update(c1="Άλλος", c2=None)
    model._default_manager.create(pk=3, geom=CENTRE, c1="Νέος", c2=5, document="ψέμα")

    found = {feature["id"]: feature["properties"] for feature in client.get("/api/collections/kadoi/items").json()["features"]}

    assert found == {
        1: {"ΟΝΟΜΑ": "Κάδος 1", "year": 2001},
        2: {"ΟΝΟΜΑ": "Άλλος", "year": None},
        3: {"ΟΝΟΜΑ": "Νέος", "year": 5},
    }
    assert list(found[3]) == ["ΟΝΟΜΑ", "year"]
