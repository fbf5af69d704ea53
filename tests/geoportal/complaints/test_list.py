"""The page of complaints: one question, shown on a map and as a list."""

import re
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from layers.requests import actions
from layers.requests.complaints import Complaint
from layers.requests.workflow import Outcome
from layers.tasks import renew_clusters
from layers.tiling import clusters
from tests.cases import INSIDE, make_case, make_service
from tests.geoportal.complaints.conftest import show_many

pytestmark = pytest.mark.django_db
PAGE = "/complaints/"
WORLD = "bbox=23.5,35.2,24.5,35.8&zoom=11"


def numbers(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"{PAGE}?{query}")
    assert answer.status_code == 200
    return [entry.number for entry in answer.context["entries"]]


def on_map(client: Client, query: str = "") -> int:
    return sum(cell[2] for cell in client.get(f"{PAGE}cells.json?{WORLD}&{query}").json()["cells"])


@pytest.fixture
def town(head: Any) -> dict[str, str]:
    """Three complaints: an open light, a pothole that was not mended, a rejected light elsewhere."""
    light, hole = make_service("lighting"), make_service("potholes", title_el="Λακκούβες", title_en="Potholes", keywords_el=["τρύπα"])
    cases = {"light": make_case(light), "hole": make_case(hole), "far": make_case(light, lon_lat=(24.045, 35.545))}
    actions.publish(cases["light"], text="Σβηστό φως στη γωνία.", is_public=True, by=head)
    for name in ("hole", "far"):
        actions.claim(cases[name], by=head)
    actions.complete(cases["hole"], outcome=Outcome.NOT_FIXED, text="Θα γίνει με το έργο.", by=head)
    actions.reject(cases["far"], reason="Είναι ιδιωτικό.", by=head)
    return {name: f"{case.protocol_number}/{case.protocol_year}" for name, case in cases.items()}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", "far hole light"),
        ("category=lighting", "far light"),
        ("status=open", "light"),
        ("status=closed", "far hole"),
        ("status=rejected", "far"),
        ("outcome=not_fixed", "hole"),
        ("district=town", "far hole light"),
        ("q=ΣΒΗΣΤΟ", "light"),
        ("q=svisto fos", "light"),
        ("q=τρύπα", "hole"),
        ("q=τίποτα τέτοιο", ""),
        ("near=35.5138,24.0187&radius=500", "hole light"),
        ("from=2090-01-01", ""),
        ("until=2000-01-01", ""),
        ("category=lighting&status=closed", "far"),
    ],
)
def test_map_and_list_agree_on_every_filter(client: Client, town: dict[str, str], query: str, names: str) -> None:
    assert numbers(client, query) == [town[name] for name in names.split()]
    assert on_map(client, query) == len(names.split())


def test_a_number_finds_its_complaint(client: Client, town: dict[str, str]) -> None:
    assert numbers(client, f"q={town['hole']}") == [town["hole"]]
    assert on_map(client, f"q={town['hole']}") == 1


@pytest.mark.parametrize(
    "query", ["category=x", "status=x", "outcome=x", "district=x", "from=x", "until=31-12-2026", "near=0,0", "radius=7"]
)
def test_what_an_address_says_wrongly_is_told_and_the_rest_is_shown(client: Client, town: dict[str, str], query: str) -> None:
    answer = client.get(f"{PAGE}?{query}")

    assert answer.status_code == 200
    assert answer.context["notices"]
    assert 'class="notice"' in answer.content.decode()


def test_hostile_words_find_nothing_and_break_nothing(client: Client, town: dict[str, str]) -> None:
    for words in ("%' OR 1=1 --", "\0", "%", "_", "<script>", "x" * 5000, "'; DROP TABLE layers_complaint"):
        answer = client.get(PAGE, {"q": words, "after": words, "page": words, "near": words})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()
    assert Complaint.objects.count() == 3


def test_a_long_list_goes_on_from_the_last_row_however_many_come_meanwhile(client: Client) -> None:
    rows = show_many(60)
    first = client.get(PAGE)
    assert first.context["count_words"] == "60 προβλήματα"
    show_many(5, service=rows[0].service, status="assigned")
    second = client.get(f"{PAGE}?{first.context['window'].older}")
    third = client.get(f"{PAGE}?{second.context['window'].older}")
    back = client.get(f"{PAGE}?{third.context['window'].newer}")

    told = [entry.number for page in (first, second, third) for entry in page.context["entries"]]
    assert len(set(told)) == len(told)
    assert {f"{row.number[5:]}/2020" for row in rows} <= set(told) | {entry.number for entry in client.get(PAGE).context["entries"]}
    assert [entry.number for entry in back.context["entries"]] == [entry.number for entry in second.context["entries"]]


def test_the_page_asks_few_questions_however_many_rows_there_are(client: Client, django_assert_max_num_queries: Any) -> None:
    show_many(40)
    client.get(PAGE)
    with django_assert_max_num_queries(16):
        client.get(f"{PAGE}?status=open&q=φως&near=35.5138,24.0187")


def test_more_than_a_thousand_are_not_counted(client: Client) -> None:
    show_many(1002)

    assert client.get(PAGE).context["count_words"] == "Πάνω από 1000 προβλήματα"


def test_an_empty_town_is_told_what_to_do(client: Client) -> None:
    body = client.get(PAGE).content.decode()

    assert "Δεν έχει δηλωθεί ακόμη κανένα πρόβλημα." in body
    assert 'href="/report/"' in body
    assert 'href="/en/report/"' in client.get("/en/complaints/").content.decode()


def test_filters_without_finds_say_so_and_lead_back(client: Client, town: dict[str, str]) -> None:
    body = client.get(f"{PAGE}?q=ξξξξ").content.decode()

    assert "Κανένα πρόβλημα με αυτά τα φίλτρα." in body
    assert "Δεν έχει δηλωθεί" not in body


def test_the_three_views_keep_the_filters(client: Client, town: dict[str, str]) -> None:
    for view in ("map", "heat", "list"):
        body = client.get(f"{PAGE}?category=lighting&view={view}").content.decode()
        assert "category=lighting&amp;view=map" in body
        assert ("data-city-map" in body) == (view != "list")


def test_a_point_alone_on_the_map_leads_to_its_page_and_many_are_a_number(client: Client, town: dict[str, str]) -> None:
    found = client.get(f"{PAGE}cells.json?bbox=24.0,35.5,24.1,35.6&zoom=19").json()["cells"]
    assert sorted(cell[2] for cell in found) == [1, 2]
    alone = next(cell for cell in found if cell[2] == 1)
    assert alone[3:6] == [town["far"], "Φωτισμός", "Απορρίφθηκε"]
    assert client.get(alone[7]).status_code == 200

    english = client.get(f"/en{PAGE}cells.json?bbox=24.0,35.5,24.1,35.6&zoom=19&heat=1").json()["cells"]
    assert {len(cell) for cell in english} == {3}


def test_of_many_complaints_the_map_uses_what_the_tiles_have_counted_and_agrees(client: Client) -> None:
    rows = show_many(2100)
    assert on_map(client) == 2100
    assert on_map(client, f"category={rows[0].service.code}") == 2100
    Complaint.objects.filter(pk__in=[row.pk for row in rows[:100]]).delete()
    assert Complaint.objects.count() == 2000


@pytest.mark.parametrize(
    "query",
    ["", "bbox=1,2,3&zoom=4", "bbox=a,b,c,d&zoom=12", "bbox=24,35,25,36&zoom=99", "bbox=25,35,24,36&zoom=12", "bbox=nan,35,24,36&zoom=12"],
)
def test_a_map_of_nowhere_is_refused(client: Client, query: str) -> None:
    assert client.get(f"{PAGE}cells.json?{query}").status_code == 400


@pytest.mark.django_db(transaction=True)
def test_the_map_is_asked_for_again_only_when_something_has_changed(client: Client) -> None:
    service = make_service()
    make_case(service)
    address = f"{PAGE}cells.json?{WORLD}"
    first = client.get(address)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    make_case(service)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert on_map(client) == 2


def test_the_map_of_a_district_begins_there_and_of_a_place_tells_its_circle(client: Client, town: dict[str, str]) -> None:
    config = client.get(f"{PAGE}?district=town").context["map"]
    assert config["bounds"] == [[35.5, 24.0], [35.55, 24.05]]
    near = client.get(f"{PAGE}?near=35.5138,24.0187&radius=250").context["map"]
    assert (near["near"], near["radiusM"]) == ((INSIDE[1], INSIDE[0]), 250)
    assert parse_qs(near["cells"].partition("?")[2])["radius"] == ["250"]


def test_the_whole_page_is_in_english_too(client: Client, town: dict[str, str]) -> None:
    body = client.get("/en/complaints/?category=potholes").content.decode()

    seen = re.sub(r"<script.*?</script>|<head>.*?</head>|<footer.*?</footer>|<header.*?</header>", "", body, flags=re.DOTALL)
    assert "Potholes" in seen
    assert not re.findall(r"[Α-Ωα-ω]+", re.sub(r"lang=\"el\".*?</a>", "", seen)), "untranslated"


@pytest.mark.django_db(transaction=True)
def test_the_map_of_a_moment_ago_is_told_as_such_until_it_is_counted_anew(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(clusters, "SMALL", 2)
    address = f"{PAGE}cells.json?{WORLD}"
    rows = show_many(4)
    client.get(address)
    show_many(1, geom="SRID=4326;POINT(24.45 35.75)", service=rows[0].service)
    late = client.get(address)
    late_again = client.get(address, headers={"If-None-Match": late["ETag"]})

    renew_clusters(slug="complaints")
    fresh = client.get(address, headers={"If-None-Match": late["ETag"]})

    assert [sum(cell[2] for cell in answer.json()["cells"]) for answer in (late, late_again, fresh)] == [4, 4, 5]
    assert client.get(address, headers={"If-None-Match": fresh["ETag"]}).status_code == 304


@pytest.mark.django_db(transaction=True)
def test_a_complaint_that_was_taken_from_the_public_leaves_the_map_at_once(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(clusters, "SMALL", 2)
    rows = show_many(3)
    (far,) = show_many(1, geom="SRID=4326;POINT(24.45 35.75)", service=rows[0].service)
    assert on_map(client) == 4
    jobs = ProcrastinateJob.objects.count()
    far.delete()

    assert on_map(client) == 3
    assert ProcrastinateJob.objects.count() == jobs + 1
