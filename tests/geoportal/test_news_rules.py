"""What may be written of a publication, and what follows from it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.gis.geos import LineString, MultiPoint, Point
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from time_machine import travel
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from geoportal.news.forms import PublicationPlaceField
from geoportal.news.identifiers import validate_ada, validate_adam, validate_cpv
from geoportal.news.kinds import Kind, Outcome, Status, status_at
from geoportal.news.publications import PublicationPage, TenderPage
from geoportal.news.words import deadline_words
from tests.publications import make_publication, section_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize("code", ["45233141-9", "30200000-1", "90511000-2", "09310000-5", "42122000-0", "09134100-8", "72267100-0"])
def test_codes_of_the_vocabulary_are_taken(code: str) -> None:
    validate_cpv(code)


@pytest.mark.parametrize(
    ("validate", "code", "words"),
    [
        (validate_cpv, "45233141-99", "45233141-9."),
        (validate_cpv, "45233141", "οκτώ ψηφία"),
        (validate_cpv, "45233l41-9", "οκτώ ψηφία"),
        (validate_ada, "9ΞΘ4ΩΗ5", "Διαύγεια"),
        (validate_ada, "9XΘ4ΩΗ5-ABC", "ελληνικά κεφαλαία"),
        (validate_adam, "26ΠΡΟΚ000123456", "λατινικά"),
        (validate_adam, "26PROC123", "ΚΗΜΔΗΣ"),
    ],
)
def test_a_number_that_is_miswritten_is_named_with_its_remedy(validate: Any, code: str, words: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate(code)
    assert code in refusal.value.messages[0]
    assert words in refusal.value.messages[0]


def test_numbers_as_they_are_written_elsewhere_are_taken() -> None:
    validate_ada("9ΞΘ4ΩΗ5-ΑΒΓ")
    validate_ada("6ΛΜ2ΩΗ5-Χ7Π")
    validate_adam("26PROC000123456")
    validate_adam("25SYMV123456789")


STATUSES = [
    (None, "", None),
    (timedelta(days=8), "", Status.OPEN),
    (timedelta(days=7), "", Status.CLOSING),
    (timedelta(seconds=1), "", Status.CLOSING),
    (timedelta(0), "", Status.CLOSED),
    (-timedelta(days=1), "", Status.CLOSED),
    (-timedelta(days=1), Outcome.AWARDED, Status.AWARDED),
    (timedelta(days=8), Outcome.CANCELLED, Status.CANCELLED),
    (None, Outcome.FINAL, Status.FINAL),
]


@pytest.mark.parametrize(("ahead", "outcome", "expected"), STATUSES)
def test_a_status_follows_from_deadline_and_outcome(ahead: timedelta | None, outcome: str, expected: Status | None) -> None:
    assert status_at(NOW, deadline=None if ahead is None else NOW + ahead, outcome=outcome) is expected


@pytest.mark.django_db
def test_the_database_tells_the_same_status() -> None:
    now = timezone.now()
    for number, (ahead, outcome, _expected) in enumerate(STATUSES):
        page = make_publication(slug=f"page-{number}")
        # A minute of a day from the border, for the database has a clock of its own.
        deadline = None if ahead is None else now + ahead - timedelta(minutes=1 if ahead != timedelta(days=8) else 0)
        PublicationPage.objects.filter(pk=page.pk).update(deadline=deadline, outcome=outcome)

    for page in PublicationPage.objects.with_status():
        assert page.status == (page.status_at(timezone.now()) or ""), page.slug
    assert set(PublicationPage.objects.with_status().values_list("status", flat=True)) >= {"", "open", "closing", "closed", "awarded"}


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(days=20), "Προθεσμία: Κυρ. 13 Δεκεμβρίου 14:00"),
        (timedelta(days=3), "Λήγει σε 3 ημέρες"),
        (timedelta(days=1), "Λήγει αύριο 14:00"),
        (timedelta(hours=1), "Λήγει σήμερα 15:00"),
        (-timedelta(hours=1), ""),
    ],
)
def test_a_deadline_is_told_as_people_say_it(ahead: timedelta, words: str) -> None:
    with travel(NOW, tick=False):
        assert deadline_words(NOW + ahead, status=status_at(NOW, deadline=NOW + ahead, outcome=""), now=NOW) == words


def problems(page: PublicationPage) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refusal:
        page.full_clean()
    return dict(refusal.value.message_dict)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"deadline": None}, "deadline", "ως πότε"),
        ({"published_on": date(2026, 11, 23), "deadline": datetime(2026, 11, 20, 12, tzinfo=UTC)}, "deadline", "20/11/2026 14:00"),
        ({"outcome": Outcome.FINAL}, "outcome", "Οριστικά αποτελέσματα"),
        ({"outcome": Outcome.AWARDED}, "outcome", "αφού λήξει"),
        ({"cpv": ["45233141"]}, "cpv", "«45233141»"),
        ({"ada": "abc"}, "ada", "«abc»"),
        ({"budget": Decimal(-5)}, "budget", "0"),
        ({"slug": "2025"}, "slug", "«2025»"),
        ({"starts_at": NOW, "ends_at": NOW - timedelta(hours=2)}, "ends_at", "23/11/2026 12:00"),
    ],
)
def test_a_tender_that_cannot_be_is_refused_with_value_and_remedy(given: dict[str, Any], field: str, words: str) -> None:
    page = make_publication(Kind.TENDER, is_live=False)
    for name, value in given.items():
        setattr(page, name, value)

    assert words in " ".join(problems(page)[field])


@pytest.mark.django_db
def test_a_picture_without_words_is_refused_unless_it_only_decorates(picture: Any) -> None:
    page = make_publication(is_live=False, image=picture)
    assert f"«{picture.title}»" in problems(page)["image_alt"][0]

    page.image_is_decorative = True
    page.full_clean()
    page.image_is_decorative, page.image_alt = False, "Το λιμάνι"
    page.full_clean()


@pytest.mark.django_db
def test_the_database_refuses_what_ends_before_it_begins() -> None:
    page = make_publication()

    with pytest.raises(IntegrityError, match="news_happens_forwards"), transaction.atomic():
        PublicationPage.objects.filter(pk=page.pk).update(starts_at=NOW, ends_at=NOW - timedelta(hours=1))


@pytest.mark.django_db
def test_a_section_takes_only_its_own_kind() -> None:
    press, tenders = section_of(Kind.PRESS), section_of(Kind.TENDER)

    assert PublicationPage.can_create_at(press)
    assert not PublicationPage.can_create_at(tenders)
    assert TenderPage.can_create_at(tenders)
    assert not TenderPage.can_create_at(press)


@pytest.mark.django_db
def test_a_publication_that_moves_to_another_section_is_of_its_kind(django_capture_on_commit_callbacks: Any) -> None:
    page = make_publication(Kind.PRESS)

    with django_capture_on_commit_callbacks(execute=True):
        page.move(section_of(Kind.CITY), pos="last-child")

    assert PublicationPage.objects.get(pk=page.pk).kind == Kind.CITY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("35.514, 24.018", Point(24.018, 35.514)),
        ("35.514 24.018", Point(24.018, 35.514)),
        ("POINT (24.018 35.514)", Point(24.018, 35.514)),
        ('{"type": "MultiPoint", "coordinates": [[24.01, 35.51], [24.02, 35.52]]}', MultiPoint(Point(24.01, 35.51), Point(24.02, 35.52))),
        ('{"type": "LineString", "coordinates": [[24.01, 35.51], [24.02, 35.52]]}', LineString((24.01, 35.51), (24.02, 35.52))),
    ],
)
def test_a_place_is_typed_as_a_pair_or_as_a_shape(text: str, expected: Any) -> None:
    field: Any = PublicationPlaceField()
    found = field.clean(text)

    assert (found.coords, found.srid) == (expected.coords, 4326)
    # What the form shows of it is the same place, and nobody changed it.
    assert field.clean(field.widget.serialize(found)).coords == expected.coords
    assert not field.has_changed(found, field.widget.serialize(found))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("εκεί", "«εκεί»"),
        ("24.018, 35.514", "Το πλάτος γράφεται πρώτο"),
        ("GEOMETRYCOLLECTION (POINT (24.01 35.51), LINESTRING (24.01 35.51, 24.02 35.52))", "διαφορετικών ειδών"),
        (
            '{"type": "Polygon", "coordinates": [[[24.01, 35.51], [24.02, 35.52], [24.02, 35.51], [24.01, 35.52], [24.01, 35.51]]]}',
            "έγκυρο",
        ),
        ('{"type": "Point"}', "δεν διαβάζεται"),
        ("[1, 2]", "δεν διαβάζεται"),
    ],
)
def test_a_place_that_is_none_is_refused_with_its_remedy(text: str, words: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        PublicationPlaceField().clean(text)
    assert words in refusal.value.messages[0]


def test_no_place_is_no_place() -> None:
    assert PublicationPlaceField().clean("  ") is None


@pytest.fixture
def picture() -> Image:
    return Image.objects.create(title="Λιμάνι", file=get_test_image_file())
