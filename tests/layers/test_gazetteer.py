"""What people type finds what they mean, and nothing that is not published."""

import unicodedata
from contextlib import suppress
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.departments import Department
from layers.districts import District
from layers.gazetteer.models import Name
from layers.gazetteer.queries import QueryRefused, fold
from layers.gazetteer.search import Found, find_by_name
from layers.gazetteer.upkeep import renew_names
from layers.places import Place
from tests.addresses import lon_lat, make_street
from tests.planting import CENTRE, plant, shape

pytestmark = pytest.mark.django_db


@pytest.fixture
def chania(db: None) -> None:
    """A town of some streets, squares and places."""
    numbers = (("odd", 1, 57), ("even", 2, 60))
    make_street("chalidon", "Χάληδων", "Chalidon", numbers=numbers)
    make_street("martiou", "25ης Μαρτίου", "25th March", at=(1, 0), numbers=(("all", 1, 30),))
    make_street("dekemvriou", "8ης Δεκεμβρίου", "8th December", at=(1.2, 0))
    make_street("venizelou", "Ελευθερίου Βενιζέλου", "Eleftheriou Venizelou", at=(2, 0), numbers=numbers)
    make_street("kydonias", "Κυδωνίας", "Kydonias", at=(2.2, 0), numbers=numbers)
    make_street("xanthoudidou", "Ξανθουδίδου", "Xanthoudidou", at=(2.4, 0))
    make_street("psaromiliggon", "Ψαρομηλίγγων", "Psaromiligon", at=(2.6, 0))
    make_street("ntentidakidon", "Ντεντιδάκηδων", "Dentidakidon", at=(2.8, 0))
    make_street("mpotsari", "Μάρκου Μπότσαρη", "Markou Botsari", at=(3, 0), numbers=numbers)
    make_street("gkika", "Γκίκα", "Gkika", at=(3.2, 0))
    make_street("iroon", "Ηρώων Πολυτεχνείου", "Iroon Polytechniou", at=(3.4, 0), numbers=numbers)
    make_street("agiou-ioannou", "Αγίου Ιωάννου του Ερημίτη", "Agiou Ioannou tou Erimiti", at=(3.6, 0))
    make_street("evropis", "Ευρώπης", "Evropis", at=(3.8, 0))
    make_street("avgoustou", "Αυγούστου", "Avgoustou", at=(4, 0))
    make_street("tzanakaki", "Τζανακάκη", "Tzanakaki", at=(4.2, 0), aliases=["Παλιά Εθνική", "Old National Road"], numbers=numbers)
    make_street("1866", "Πλατεία 1866", "1866 Square", at=(4.4, 0))
    make_street("syntagmatos", "Πλατεία Συντάγματος", "Syntagma Square", at=(4.6, 0))
    make_street("anchialou", "Αγχιάλου", "Anchialou", at=(4.8, 0))
    make_street("thessalonikis", "Θεσσαλονίκης", "Thessalonikis", at=(5, 0))
    plant(Place, name_el="Αιγυπτιακός Φάρος", name_en="Egyptian Lighthouse")
    plant(Place, name_el="Δημοτική Αγορά", name_en="Municipal Market")
    plant(Place, name_el="Φρούριο Φιρκά", name_en="Firka Fortress")
    plant(Department, name_el="Δημαρχείο Χανίων", name_en="Chania Town Hall", office=CENTRE)
    plant(District, kind="neighbourhood", short_name_el="Νέα Χώρα", short_name_en="Nea Chora")
    renew_names()


def name(found: Found) -> str:
    number = f" {found.number}" if found.number else ""
    return found.layer.name_of(found.feature.properties, found.feature.id) + number


def first(text: str, **asked: Any) -> str | None:
    return next(map(name, find_by_name(text, **asked)), None)


FINDS = [
    # Accents, case, final sigma, spaces
    ("Χάληδων", "Χάληδων"), ("χαληδων", "Χάληδων"), ("ΧΑΛΗΔΩΝ", "Χάληδων"), ("Χάλιδων", "Χάληδων"), ("χαλιδον", "Χάληδων"),
    ("  Χάληδων  ", "Χάληδων"), ("κυδωνιασ", "Κυδωνίας"), ("ΚΥΔΩΝΙΑΣ", "Κυδωνίας"), ("κιδονιας", "Κυδωνίας"),
    ("φαρος", "Αιγυπτιακός Φάρος"),
    ("ΦΆΡΟΣ", "Αιγυπτιακός Φάρος"), ("ευρωπης", "Ευρώπης"), ("Εὐρώπης", "Ευρώπης"), ("εβρωπης", "Ευρώπης"),
    ("δημαρχειο", "Δημαρχείο Χανίων"),
    ("οδός Χάληδων", "Χάληδων"), ("ΟΔΟΣ ΧΑΛΗΔΩΝ", "Χάληδων"),
    # Latin letters, one way and another
    ("Chalidon", "Χάληδων"), ("Halidon", "Χάληδων"), ("xalidwn", "Χάληδων"), ("xalhdwn", "Χάληδων"), ("Khalidon", "Χάληδων"),
    ("Halidon Street", "Χάληδων"), ("kydonias", "Κυδωνίας"), ("kidonias", "Κυδωνίας"), ("kudwnias", "Κυδωνίας"),
    ("xanthoudidou", "Ξανθουδίδου"), ("3anthoudidou", "Ξανθουδίδου"), ("ksan8oudidoy", "Ξανθουδίδου"), ("8essalonikhs", "Θεσσαλονίκης"),
    ("thesalonikis", "Θεσσαλονίκης"), ("psaromiliggwn", "Ψαρομηλίγγων"), ("psaromilingon", "Ψαρομηλίγγων"),
    ("dedidakidon", "Ντεντιδάκηδων"),
    ("ntentidakhdwn", "Ντεντιδάκηδων"), ("mpotsari", "Μάρκου Μπότσαρη"), ("botsari", "Μάρκου Μπότσαρη"), ("gika", "Γκίκα"),
    ("Gkika", "Γκίκα"),
    ("hrwwn polytexneiou", "Ηρώων Πολυτεχνείου"), ("iroon politechniou", "Ηρώων Πολυτεχνείου"), ("eyropis", "Ευρώπης"),
    ("europis", "Ευρώπης"),
    ("avgoustou", "Αυγούστου"), ("augoustou", "Αυγούστου"), ("aygoystoy", "Αυγούστου"),
    ("eleytherioy benizeloy", "Ελευθερίου Βενιζέλου"),
    ("janakaki", "Τζανακάκη"), ("agxialou", "Αγχιάλου"), ("anchialou", "Αγχιάλου"), ("suntagmatos", "Πλατεία Συντάγματος"),
    ("dhmarxeio", "Δημαρχείο Χανίων"), ("nea xwra", "Νέα Χώρα"), ("dimotiki agora", "Δημοτική Αγορά"),
    # The beginning of a name or of its words, words in any order, other names, English
    ("χαλ", "Χάληδων"), ("βενιζ", "Ελευθερίου Βενιζέλου"), ("βενιζελου ελευθ", "Ελευθερίου Βενιζέλου"),
    ("αγ. ιωαννου ερημ", "Αγίου Ιωάννου του Ερημίτη"), ("ayiou ioannou", "Αγίου Ιωάννου του Ερημίτη"),
    ("lighthouse", "Αιγυπτιακός Φάρος"),
    ("town hall", "Δημαρχείο Χανίων"), ("παλια εθνικη", "Τζανακάκη"), ("old national", "Τζανακάκη"), ("1866", "Πλατεία 1866"),
    ("Πλατεία 1866", "Πλατεία 1866"), ("plateia 1866", "Πλατεία 1866"), ("25 Μαρτίου", "25ης Μαρτίου"),
    ("25is martiou", "25ης Μαρτίου"),
    ("25η Μαρτίου", "25ης Μαρτίου"), ("8 δεκεμβριου", "8ης Δεκεμβρίου"), ("8hs dekembriou", "8ης Δεκεμβρίου"),
    # One letter wrong, missing, too many
    ("Χάλνδων", "Χάληδων"), ("Χάδων Χαλιδν", "Χάληδων"), ("Kalidon", "Χάληδων"), ("Βενεζέλου", "Ελευθερίου Βενιζέλου"),
    ("Κυδονίαις", "Κυδωνίας"),
    ("politehnio iroon", "Ηρώων Πολυτεχνείου"), ("φρουριο φιρκας", "Φρούριο Φιρκά"), ("lighthose", "Αιγυπτιακός Φάρος"),
    ("Θεσαλονκης", "Θεσσαλονίκης"), ("Χάληδων κέντρο", "Χάληδων"), ("elefterio benizelo", "Ελευθερίου Βενιζέλου"),
    ("tsanakaki", "Τζανακάκη"),
    # House numbers
    ("Χάληδων 23", "Χάληδων 23"), ("Χάλιδων 23", "Χάληδων 23"), ("chalidon 23 Chania", "Χάληδων 23"), ("23 Halidon", "Χάληδων 23"),
    ("xalidwn 23", "Χάληδων 23"), ("23 Halidon Street, Chania", "Χάληδων 23"), ("Χάληδων 23, 731 32 Χανιά", "Χάληδων 23"),
    ("Χάληδων 23Α", "Χάληδων 23"), ("Χάληδων 23-25", "Χάληδων 23"), ("οδός Χάληδων αρ. 23", "Χάληδων 23"), ("Χάλνδων 23", "Χάληδων 23"),
    ("25ης Μαρτίου 10", "25ης Μαρτίου 10"), ("25 martiou 10", "25ης Μαρτίου 10"), ("tzanakaki 7", "Τζανακάκη 7"),
    ("Χάληδων 9999", "Χάληδων"),
    ("Χάληδων Χανιά", "Χάληδων"), ("Halidon, Chania", "Χάληδων"), ("xalidwn xania", "Χάληδων"),
    ("Βενιζέλου 12", "Ελευθερίου Βενιζέλου 12"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FINDS)
def test_what_is_typed_finds_what_is_meant(chania: None, text: str, expected: str) -> None:
    assert first(text) == expected


@pytest.mark.parametrize("text", ["Ανύπαρκτη Λεωφόρος", "qqqq", "漢字", "'; DROP TABLE layers_name; --", "αα", "100%", "a" * 100])
def test_what_is_nowhere_finds_nothing(chania: None, text: str) -> None:
    assert find_by_name(text) == []
    assert Name.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Γράψτε τι ψάχνετε"), ("   ", "Γράψτε τι ψάχνετε"), ("\0", "Γράψτε τι ψάχνετε"), ("α", "τουλάχιστον 2"),
        ("7", "τουλάχιστον 2"),
        ("!!", "δεν υπάρχει γράμμα"), ("%_%_", "δεν υπάρχει γράμμα"), ("\\", "δεν υπάρχει γράμμα"),
        ("…—«»", "δεν υπάρχει γράμμα"), ("😀🏖️", "δεν υπάρχει γράμμα"), ("α" * 101, "101 χαρακτήρες"),
    ],
)  # fmt: skip
def test_what_cannot_be_searched_for_is_told(chania: None, text: str, words: str) -> None:
    with pytest.raises(QueryRefused, match=words):
        find_by_name(text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=110))
def test_whatever_is_typed_is_no_error_of_ours(chania: None, text: str) -> None:
    with suppress(QueryRefused):
        find_by_name(text)


def test_the_name_itself_comes_before_those_that_begin_so_and_those_that_hold_it(db: None) -> None:
    for text in ("Παλιά Χαλέπα", "Χαλέπας Πάρκο", "Χαλέπα"):
        plant(Place, name_el=text)
    renew_names()

    assert [name(found) for found in find_by_name("χαλεπα")] == ["Χαλέπα", "Χαλέπας Πάρκο", "Παλιά Χαλέπα"]


def test_of_misspelt_names_the_likest_comes_first(db: None) -> None:
    for text in ("Μαργαριταρίου", "Μαργαρίτη", "Μαργαρίτα"):
        plant(Place, name_el=text, name_en=f"{len(text)} letters")
    renew_names()

    assert first("Μαργαρήιτι") == "Μαργαρίτη"


def test_of_equal_names_what_is_looked_for_more_comes_first(db: None) -> None:
    plant(Place, name_el="Σούδα")
    make_street("souda", "Σούδα")
    plant(District, kind="municipal_unit", short_name_el="Σούδα")
    renew_names()

    assert [found.layer.slug for found in find_by_name("σουδα")] == ["municipal-units", "streets", "places"]


def test_of_equal_names_the_nearer_comes_first(db: None) -> None:
    for east_km in (0, 3, 6):
        make_street(f"s-{east_km}", "Αρκαδίου", "Arkadiou", at=(east_km, 0), numbers=(("all", 1, 20),))
    renew_names()

    for text in ("arkadiou", "arkadiou 5"):
        codes = [found.feature.properties["code"] for found in find_by_name(text, near=lon_lat(5, 0))]
        assert codes == ["s-6", "s-3", "s-0"]


def test_a_house_is_its_door_and_a_missing_number_is_said(chania: None) -> None:
    house, street, place = (find_by_name(text)[0] for text in ("Χάληδων 23", "Χάληδων 999", "Φάρος"))

    assert (house.number, house.missing_number, house.precision) == (23, None, "house")
    assert (street.number, street.missing_number, street.precision) == (None, 999, "street")
    assert (place.number, place.missing_number, place.precision) == (None, None, "feature")
    assert house.lon_lat != street.lon_lat


def test_a_number_that_is_a_name_is_no_house(chania: None) -> None:
    assert [name(found) for found in find_by_name("Πλατεία 1866")] == ["Πλατεία 1866"]


def test_each_feature_is_found_once_and_no_more_than_asked_for(db: None) -> None:
    for number in range(30):
        plant(Place, name_el=f"Παραλία {number}", name_en=f"Paralia {number}")
    renew_names()

    found = find_by_name("paralia", limit=20)

    assert len({entry.feature.id for entry in found}) == len(found) == 20


def test_what_was_found_says_where_it_is(db: None) -> None:
    plant(District, kind="neighbourhood", short_name_el="Σπλάντζια", geom=shape("MULTIPOLYGON"))
    plant(Place, name_el="Πλατάνι", geom=Point(CENTRE.x + 0.005, CENTRE.y + 0.005, srid=4326))
    renew_names()

    locality = find_by_name("πλατανι")[0].locality

    assert locality.neighbourhood is not None
    assert locality.neighbourhood.el == "Σπλάντζια"
    assert locality.municipal_unit is None


def test_a_search_takes_few_statements(chania: None, django_assert_num_queries: Any) -> None:
    find_by_name("Χάληδων 23")
    # The datasets, the skeletons, the hits, what is published of them, the doors, the localities.
    with django_assert_num_queries(6):
        assert find_by_name("Χάληδων 23")


LETTERS = "αβγδεζηθικλμνξοπρστυφχψωάέήίόύώϊϋΐΰς"


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(max_size=30), max_size=20), greek=st.lists(st.text(alphabet=LETTERS + " ", max_size=30), max_size=20))
def test_the_skeleton_of_a_skeleton_is_the_skeleton(db: None, texts: list[str], greek: list[str]) -> None:
    folded = fold([text.replace("\0", "") for text in (*texts, *greek)])

    assert fold(folded) == folded


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=LETTERS + " 0123456789-", max_size=40))
def test_accents_case_and_final_sigma_make_no_difference(db: None, text: str) -> None:
    bare = "".join(mark for mark in unicodedata.normalize("NFD", text) if not unicodedata.combining(mark))
    variants = [text, bare, text.upper(), text.lower(), text.replace("ς", "σ"), unicodedata.normalize("NFD", text), f"  {text}. "]

    assert len(set(fold(variants))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Αντωνίου", "Andoniou"), ("Λάμπρου", "Lambrou"), ("Συμβουλίου", "symbouliou"), ("Παύλου", "Pavlou"), ("Ευθυμίου", "Efthimiou"),
     ("Εὐθυμίου", "eu8ymiou"), ("Γιαμπουδάκη", "Giampoudaki"), ("Σφακιανάκη", "Sfakianaki"), ("Άγγελου", "Aggelou"),
     ("Άγγελου", "Angelou"), ("Ἀγίας", "ΑΓΙΑΣ"), ("Κοσμᾶ", "Kosma"), ("Müller", "muller"), ("Σκαλίδη", "skalidi"),
     ("1ης Μαΐου", "1 Maiou")],
)  # fmt: skip
def test_spellings_of_one_name_have_one_skeleton(db: None, one: str, other: str) -> None:
    assert len(set(fold([one, other]))) == 1
