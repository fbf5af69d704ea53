"""One number per layer, counted once a transaction, in the order of commits; never an old body under a new ETag."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.db import connection, transaction
from django.test import Client

from layers import reading
from layers.datasets.models import Dataset
from layers.departments import ContactChannel, Department
from layers.lookups import all_revised
from layers.places import Place, PlaceCategory
from layers.revisions import Revision, revision_of, synchronise_triggers
from tests.datasets import make_dataset, show
from tests.planting import plant

pytestmark = pytest.mark.django_db(transaction=True)


def number_of(slug: str) -> int:
    number = revision_of(slug)
    assert number is not None
    return number


@contextmanager
def running(*works: Callable[[], Any]) -> Iterator[list[threading.Thread]]:
    """Run each work in a thread with a connection of its own; what one raises is raised here."""
    failures: list[BaseException] = []

    def guarded(work: Callable[[], Any]) -> None:
        try:
            work()
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield threads
    finally:
        for thread in threads:
            thread.join(60)
    assert not failures, failures


def test_a_transaction_counts_once_however_much_it_writes() -> None:
    category = plant(PlaceCategory)
    before = number_of("places")

    with transaction.atomic():
        for _ in range(5):
            plant(Place, category=category)
        Place.objects.update(phone="28210 00000")
        category.save()

    assert number_of("places") == before + 1


def test_a_change_counts_for_every_layer_that_depends_on_the_table_and_for_no_other() -> None:
    department = plant(Department)
    before = dict(Revision.objects.values_list("layer", "number"))

    plant(ContactChannel, department=department)

    after = dict(Revision.objects.values_list("layer", "number"))
    assert {slug for slug in after if after[slug] != before[slug]} == {"department-offices", "department-areas"}


def test_what_is_rolled_back_does_not_count() -> None:
    plant(Place)
    before = number_of("places")

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Place.objects.update(phone="1")
        raise ZeroDivisionError

    assert number_of("places") == before


def test_a_savepoint_that_is_rolled_back_does_not_swallow_what_comes_after() -> None:
    plant(Place)
    before = number_of("places")

    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            Place.objects.update(phone="1")
            raise ZeroDivisionError
        Place.objects.update(phone="2")

    assert number_of("places") == before + 1


def test_emptying_a_table_counts() -> None:
    plant(Place)
    before = number_of("places")

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE layers_place CASCADE")

    assert number_of("places") == before + 1


def test_a_slug_that_is_used_again_goes_on_counting() -> None:
    dataset = make_dataset(slug="kadoi")
    last = number_of("kadoi")

    dataset.current_version = None
    dataset.save()
    dataset.delete()
    make_dataset(slug="kadoi")

    assert number_of("kadoi") > last


def test_writers_who_touch_two_layers_in_opposite_order_do_not_block_each_other_for_good() -> None:
    plant(Place)
    plant(Department)
    both_wrote = threading.Barrier(2)

    def write(models: list[Any]) -> None:
        with transaction.atomic():
            for model in models:
                model.objects.update(internal_notes="x")
                if model is models[0]:
                    both_wrote.wait(10)

    with running(lambda: write([Place, PlaceCategoryNotes]), lambda: write([Department, PlaceCategoryNotes])):
        pass


class PlaceCategoryNotes:
    """Something that both writers may write without a row in common."""

    class objects:  # noqa: N801
        @staticmethod
        def update(**_: Any) -> None:
            plant(PlaceCategory)
            plant(ContactChannel, department=plant(Department))


def test_revisions_follow_the_order_of_commits() -> None:
    """16 writers at once: every commit counts, none twice."""
    category = plant(PlaceCategory)
    before = number_of("places")

    with running(*[lambda: [plant(Place, category=category) for _ in range(5)]] * 16):
        pass

    assert number_of("places") == before + 80


def test_triggers_of_tables_that_no_layer_depends_on_any_more_go_away() -> None:
    synchronise_triggers(entry for entry in all_revised() if entry.slug != "places")
    try:
        before = number_of("places")
        plant(Place)
        assert number_of("places") == before
    finally:
        synchronise_triggers(all_revised())


def body_of(answer: Any) -> Any:
    """What was served, without the time it was made."""
    document = answer.json()
    return repr(document.get("features", document))


def test_never_an_old_body_under_a_new_etag() -> None:
    """Two writers and a reader: each ETag stands for one body, and 304 is only said of the body that is current."""
    place = plant(Place, name_el="0")
    others = [plant(Place) for _ in range(50)]
    stop = threading.Event()
    bodies: dict[str, set[str]] = {}

    def write(first: int) -> None:
        for number in range(first, first + 60):
            with transaction.atomic():
                Place.objects.filter(pk=place.pk).update(name_el=str(number))
                others[number % 50].save()

    def read() -> None:
        client = Client()
        etag = ""
        while not stop.is_set():
            answer = client.get("/api/collections/places/items", headers={"If-None-Match": etag})
            if answer.status_code == 304:
                assert answer["ETag"] == etag
                continue
            etag = answer["ETag"]
            bodies.setdefault(etag, set()).add(body_of(answer))

    with running(read) as readers:
        with running(lambda: write(1), lambda: write(1000)):
            pass
        stop.set()
        readers[0].join(10)

    assert len(bodies) > 3, "the reader saw too little to prove anything"
    assert [etag for etag, seen in bodies.items() if len(seen) > 1] == []


def test_a_write_that_is_not_committed_is_neither_seen_nor_announced() -> None:
    place = plant(Place, name_el="πριν")
    client = Client()
    before = client.get("/api/collections/places/items")
    wrote, may_commit = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            Place.objects.filter(pk=place.pk).update(name_el="μετά")
            wrote.set()
            assert may_commit.wait(10)

    with running(write):
        assert wrote.wait(10)
        during = client.get("/api/collections/places/items")
        assert (during["ETag"], body_of(during)) == (before["ETag"], body_of(before))
        may_commit.set()

    after = client.get("/api/collections/places/items", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert "μετά" in body_of(after)
    assert after["ETag"] != before["ETag"]


def test_a_version_shown_between_finding_a_dataset_and_reading_it_is_not_passed_off_as_the_new_one(monkeypatch: Any) -> None:
    """The race itself, made to happen: the table is looked up, another connection shows a new version, then the rows are read."""
    dataset = make_dataset(slug="kadoi", names=["παλιό"])
    real, calls = reading.read_page, []

    def read_page_after_a_flip(layer: Any, query: Any, *, limit: int) -> Any:
        calls.append(layer.revision)
        if len(calls) == 1:
            with running(lambda: show(Dataset.objects.get(pk=dataset.pk), ["νέο"])):
                pass
        return real(layer, query, limit=limit)

    monkeypatch.setattr("api.features.views.read_page", read_page_after_a_flip)
    answer = Client().get("/api/collections/kadoi/items")

    assert len(calls) == 2, "the first reading belonged to a version that was gone"
    assert "νέο" in body_of(answer)
    assert "παλιό" not in body_of(answer)
    monkeypatch.undo()
    assert Client().get("/api/collections/kadoi/items", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_a_dataset_that_never_stands_still_is_said_to_change(monkeypatch: Any) -> None:
    dataset = make_dataset(slug="kadoi")
    real = reading.read_page

    def read_page_after_a_flip(layer: Any, query: Any, *, limit: int) -> Any:
        with running(lambda: show(Dataset.objects.get(pk=dataset.pk), ["x"])):
            pass
        return real(layer, query, limit=limit)

    monkeypatch.setattr("api.features.views.read_page", read_page_after_a_flip)
    answer = Client().get("/api/collections/kadoi/items")

    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "ETag" not in answer


def test_a_move_across_the_edge_of_a_bbox_changes_its_answer() -> None:
    place = plant(Place, geom=Point(24.05, 35.5, srid=4326))
    address = "/api/collections/places/items?bbox=24.0,35.4,24.1,35.6"
    before = Client().get(address)

    Place.objects.filter(pk=place.pk).update(geom=Point(25.0, 35.0, srid=4326))

    after = Client().get(address, headers={"If-None-Match": before["ETag"]})
    assert (before.json()["numberReturned"], after.json()["numberReturned"]) == (1, 0)
