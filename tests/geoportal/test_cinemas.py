from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from geoportal.cinemas.programme import price_words
from layers.cinemas import Cinema, Film, Screen, Screening, programme_week
from tests.planting import plant

pytestmark = pytest.mark.django_db


@pytest.fixture
def screen() -> Screen:
    made: Screen = plant(Screen, cinema=plant(Cinema, code="plaza", name_el="Πλάζα", name_en="Plaza"), is_open_air=True, name_el="Κήπος")
    return made


def show(screen: Screen, *, in_minutes: int, **given: object) -> Screening:
    film = plant(Film, year=2025, title_el=f"Ταινία {in_minutes}", code=f"film-{in_minutes}", duration_minutes=100)
    at = timezone.now() + timedelta(minutes=in_minutes)
    screening: Screening = plant(
        Screening, screen=screen, film=film, starts_at=at, **{"language": "fr", "subtitles": "el", "is_cancelled": False, **given}
    )
    return screening


def test_what_has_begun_is_not_on_tonight(client: Client, screen: Screen) -> None:
    show(screen, in_minutes=-5)
    show(screen, in_minutes=1)

    tonight = client.get("/cinemas/").content.decode().partition('id="week"')[0]

    assert "Ταινία 1" in tonight or timezone.localtime().strftime("%H:%M") == "23:59"
    assert "Ταινία -5" not in tonight


def test_a_cancelled_screening_is_struck_and_said(client: Client, screen: Screen) -> None:
    show(screen, in_minutes=60 * 24, is_cancelled=True)

    page = client.get("/cinemas/plaza/").content.decode()

    assert "<s>" in page
    assert "ακυρώθηκε" in page


def test_language_subtitles_and_price_are_said_in_words(client: Client, screen: Screen) -> None:
    show(screen, in_minutes=60 * 24, price_cents=650)

    page = client.get("/cinemas/plaza/").content.decode()

    assert "στα γαλλικά, με ελληνικούς υπότιτλους" in page
    assert "6,50\N{NO-BREAK SPACE}€" in page


@pytest.mark.parametrize(
    ("cents", "words"), [(700, "7\N{NO-BREAK SPACE}€"), (650, "6,50\N{NO-BREAK SPACE}€"), (0, "0\N{NO-BREAK SPACE}€"), (None, "")]
)
def test_prices_are_written_as_on_a_ticket(cents: int | None, words: str) -> None:
    assert price_words(cents) == words


def test_the_week_runs_from_thursday_to_wednesday() -> None:
    today = timezone.localdate()
    for offset in range(14):
        first, last = programme_week(today + timedelta(days=offset))
        assert (first.isoweekday(), last.isoweekday()) == (4, 3)
        assert first <= today + timedelta(days=offset) <= last


def test_a_film_has_a_page_with_its_screenings(client: Client, screen: Screen) -> None:
    show(screen, in_minutes=60 * 24)

    page = client.get("/cinemas/films/film-1440/").content.decode()

    assert "Πλάζα" in page
    assert "100′" in page
    assert "data-city-map" in page
    assert "2025 ·" in client.get("/en/cinemas/films/film-1440/").content.decode()


@pytest.mark.parametrize("address", ["/cinemas/nothing/", "/cinemas/films/nothing/"])
def test_what_is_not_there_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_week_that_is_none_is_told(client: Client) -> None:
    answer = client.get("/cinemas/?week=2026-99-99")

    assert answer.status_code == 200
    assert "δεν διαβάζεται" in answer.content.decode()


def test_a_full_week_costs_few_queries(client: Client, screen: Screen, django_assert_max_num_queries: object) -> None:
    for minutes in range(10, 2000, 40):
        show(screen, in_minutes=minutes)
    client.get("/pharmacies/")

    with django_assert_max_num_queries(4):  # type: ignore[operator]
        client.get("/cinemas/")


def test_a_cinema_of_which_nothing_is_written_has_no_lead(client: Client) -> None:
    plant(Cinema, code="silent", name_el="Σιωπηλός", description_el="", description_en="")

    assert 'class="lead"' not in client.get("/cinemas/silent/").content.decode()
