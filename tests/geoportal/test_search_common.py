"""Words that are in more documents than are counted: what is told of how many there are, and that nothing is lost for it."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test import Client

from geoportal.search import finding
from geoportal.search.choosing import Sort, Wanted
from geoportal.search.finding import find
from geoportal.search.models import Document
from geoportal.search.queries import question_of
from geoportal.search.sampling import LOTS
from geoportal.search.upkeep import prior_of

pytestmark = pytest.mark.django_db

MANY = 1200
# Numbers of the only documents of their kind, of their year; neither is in the sample.
PHARMACY, OLD = 703, 701


def document(number: int) -> Document:
    kind = "pharmacy" if number == PHARMACY else "place" if number % 4 == 0 else "page"
    date = datetime(2010 if number == OLD else 2020 + number % 5, 3, 1 + number % 28, tzinfo=UTC) if number % 2 else None
    weight = 1 + number / MANY
    return Document(
        id=number, room="trial", key=str(number), language="en" if number % 10 == 0 else "el", kind=kind, title=f"Κοινή λέξη {number}",
        path=f"/trial/{number}/", date=date, year=date.year if date else None, weight=weight, prior=prior_of(weight, date),
        geom=Point(24.0, 35.5, srid=4326) if number % 3 == 0 else None,
    )  # fmt: skip


@pytest.fixture
def documents(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "COUNTED", 300)
    Document.objects.bulk_create([document(number) for number in range(1, MANY + 1)])


CHOICES = [
    Wanted(),
    Wanted(kind="place"),
    Wanted(kind="pharmacy"),
    Wanted(year=2022),
    Wanted(year=2010),
    Wanted(has_place=True),
    Wanted(kind="page", year=2021, has_place=True),
    Wanted(kind="cinema"),
]


@pytest.mark.parametrize("wanted", CHOICES)
def test_what_is_told_of_a_common_word_is_never_more_than_there_is(
    documents: None, wanted: Wanted, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = find(question_of("κοινή λέξη"), wanted)
    monkeypatch.setattr(finding, "COUNTED", MANY * 2)
    true = find(question_of("κοινή λέξη"), wanted)

    assert (told.is_common, true.is_common, true.is_counted) == (True, False, True)
    assert true.counts.matched / 3 < told.counts.matched <= true.counts.matched
    assert told.counts.total == true.counts.total if told.is_counted else 0 < told.counts.total <= true.counts.total
    for kind, count in told.counts.kinds.items():
        assert 0 < count <= true.counts.kinds[kind], kind
    for year, count in told.counts.years.items():
        assert 0 < count <= true.counts.years[year], year
    assert told.counts.placed <= true.counts.placed
    if told.is_counted:
        assert wanted.kind or told.counts.kinds == true.counts.kinds
        assert wanted.year or told.counts.years == true.counts.years


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("wanted", CHOICES)
def test_a_common_word_finds_the_same_as_if_all_were_read(
    documents: None, wanted: Wanted, sort: Sort, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [Wanted(kind=wanted.kind, year=wanted.year, has_place=wanted.has_place, sort=sort, page=page) for page in (1, 2)]
    question = question_of("λέξη")

    def found() -> list[str]:
        return [entry.title for one in asked for entry in find(question, one).documents]

    by_sample = found()
    monkeypatch.setattr(finding, "_SEEN", 1)
    monkeypatch.setattr(finding, "_TITLES", 0)
    met = found()
    monkeypatch.setattr(finding, "COUNTED", MANY * 2)
    assert by_sample == met == found()


def test_a_kind_and_a_year_of_which_there_is_one_can_still_be_chosen(
    documents: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "_SEEN", 4)
    assert not Document.objects.filter(id__in=(PHARMACY, OLD), lot=0).exists()

    body = re.sub(r"\s+", " ", client.get("/search/", {"q": "λέξη"}).content.decode())

    assert re.search(r"Πάνω από [1-9]\d0 αποτελέσματα", body)
    assert "Φαρμακεία <small>1</small>" in body
    assert "2010 <small>1</small>" in body
    body = client.get("/search/", {"q": "λέξη", "kind": "pharmacy"}).content.decode()
    assert "1 αποτέλεσμα" in body
    assert body.count('class="hit__title"') == 1


def test_lots_are_drawn_alike_by_what_is_written_in_turns(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id % 2, search_lot(id), count(*) FROM generate_series(1::bigint, 64000) AS given(id) GROUP BY 1, 2")
        drawn = cursor.fetchall()

    assert {lot for _turn, lot, _count in drawn} == set(range(LOTS))
    assert all(850 < count < 1150 for _turn, _lot, count in drawn)
