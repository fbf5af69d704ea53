"""Sections of publications and the pages in them, as citizens read them."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.gis.geos import Point
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask
from wagtail.models import Page as TreePage

from geoportal.accounts.models import User
from geoportal.demo.content import load_demo
from geoportal.demo.files import FOLDER
from geoportal.news.kinds import Kind, Outcome
from geoportal.news.publications import Attachment, Position, PublicationPage, TenderPage
from geoportal.news.sections import SectionPage
from geoportal.news.tree import SECTIONS, found_sections
from geoportal.pages.models import NodePage
from geoportal.pages.tree import found_tree
from layers.audiences import Audience
from layers.departments import Department
from layers.geometry import SRID
from tests.pages import greek_in
from tests.planting import plant
from tests.publications import make_publication, section_of

pytestmark = pytest.mark.django_db
HARBOUR = Point(24.0171, 35.5180, srid=SRID)
TODAY = date(2026, 11, 23)


def titles(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.findall(r'<h3><a href="[^"]+">([^<]+)</a></h3>', answer.content.decode())


def test_sections_are_founded_once_at_the_addresses_that_were_promised(client: Client) -> None:
    assert found_sections() == found_sections() == 2 * len(SECTIONS)

    for path, _title, _lead in SECTIONS.values():
        for prefix in ("", "/en"):
            answer = client.get(f"{prefix}/{path}/")
            assert answer.status_code == 200
            assert "Δεν υπάρχουν ακόμη δημοσιεύσεις" in answer.content.decode() or prefix


def test_a_node_of_the_news_that_was_there_before_keeps_its_place() -> None:
    found_tree()["el"].add_child(instance=NodePage(title="Νέα", slug="news"))

    found_sections()

    assert SectionPage.objects.get(kind=Kind.PRESS, locale__language_code="el").get_url() == "/news/press/"


def test_the_news_tell_of_all_kinds_and_a_section_of_its_own(client: Client) -> None:
    for number, kind in enumerate(Kind):
        make_publication(kind, f"one-{kind.value}", title=kind.name, published_on=TODAY - timedelta(days=number))

    assert titles(client, "/news/") == [kind.name for kind in Kind]
    assert titles(client, "/news/press/") == ["PRESS"]
    assert titles(client, "/tenders/") == ["TENDER"]
    assert titles(client, "/en/news/") == []


def test_the_page_of_all_pages_leads_to_the_sections_and_leaves_their_publications_to_them(client: Client) -> None:
    found_sections()
    make_publication(Kind.PRESS, "one", title="Μία από χίλιες")

    body = client.get("/sitemap/").content.decode()

    assert 'href="/news/press/"' in body
    assert "Μία από χίλιες" not in body


def test_drafts_and_what_is_withdrawn_are_in_no_list(client: Client) -> None:
    make_publication(slug="draft", is_live=False)
    make_publication(slug="gone").unpublish()

    assert titles(client, "/news/press/") == []
    assert client.get("/news/press/gone/").status_code == 404


def test_the_archive_lists_a_year_or_a_month_of_it(client: Client) -> None:
    for day in (date(2025, 3, 1), date(2025, 11, 30), date(2026, 11, 1)):
        make_publication(slug=f"on-{day}", title=f"{day}", published_on=day)

    assert titles(client, "/news/press/2025/") == ["2025-11-30", "2025-03-01"]
    assert titles(client, "/news/press/2025/11/") == ["2025-11-30"]
    assert titles(client, "/news/press/?year=2026") == ["2026-11-01"]
    assert titles(client, "/news/press/2024/") == []
    page = client.get("/news/press/2025/11/").content.decode()
    assert "<title>Δελτία τύπου: Νοέμβριος 2025" in page
    assert "2.025" not in page
    assert 'href="/en/news/press/2025/11/"' in page


@pytest.mark.parametrize("address", ["/news/press/0000/", "/news/press/2025/13/", "/news/press/2025/0/", "/news/press/9999/1/"])
def test_a_year_or_month_that_is_none_is_not_found(client: Client, address: str) -> None:
    found_sections()

    assert client.get(address).status_code == 404


def test_filters_hold_together(client: Client) -> None:
    department = plant(Department, code="texnikes", name_el="Τεχνικές", name_en="Works")
    make_publication(slug="a", title="Νερό στη Χαλέπα", department=department, audiences=[Audience.RESIDENT])
    make_publication(slug="b", title="Φώτα στο λιμάνι", department=department, audiences=[Audience.VISITOR])
    make_publication(slug="c", title="Γιορτή", address="Χαλέπα")

    assert set(titles(client, "/news/?department=texnikes")) == {"Νερό στη Χαλέπα", "Φώτα στο λιμάνι"}
    assert titles(client, "/news/?department=texnikes&audience=visitor") == ["Φώτα στο λιμάνι"]
    assert titles(client, "/news/?audience=young") == []


@pytest.mark.parametrize("text", ["νερο χαλεπα", "ΧΑΛΈΠΑ ΝΕΡΌ", "nero halepa", "Νερό"])
def test_words_are_found_however_they_are_typed(client: Client, text: str) -> None:
    make_publication(slug="a", title="Νερό στη Χαλέπα")
    make_publication(slug="b", title="Φώτα στο λιμάνι")

    assert titles(client, f"/news/?q={text}") == ["Νερό στη Χαλέπα"]


def test_tenders_are_listed_by_what_became_of_them(client: Client) -> None:
    now = timezone.now()
    for slug, ahead, outcome in (("later", 30, ""), ("soon", 3, ""), ("past", -3, ""), ("done", -3, Outcome.AWARDED)):
        make_publication(
            Kind.TENDER, slug, title=slug, deadline=now + timedelta(days=ahead), published_on=date(2026, 1, 1), outcome=outcome
        )

    assert titles(client, "/tenders/?status=open") == ["soon", "later"]
    assert titles(client, "/tenders/?status=closing") == ["soon"]
    assert titles(client, "/tenders/?status=closed") == ["past"]
    assert titles(client, "/tenders/?status=awarded") == ["done"]
    text = client.get("/tenders/").content.decode()
    assert "Λήγει σε 3 ημέρες" in text
    assert "Κατακυρώθηκε" in text


def test_a_day_of_the_calendar_lists_what_closes_on_it(client: Client) -> None:
    deadline = timezone.now() + timedelta(days=40)
    make_publication(Kind.TENDER, "a", title="a", deadline=deadline)
    make_publication(Kind.TENDER, "b", title="b", deadline=deadline + timedelta(days=3))
    day = timezone.localdate(deadline)

    assert titles(client, f"/tenders/?day={day}") == ["a"]
    assert f"day={day}" in client.get(f"/tenders/?month={day:%Y-%m}").content.decode()


@pytest.mark.parametrize("asked", ["status=nope", "audience=nope", "year=x", "day=x", "page=-1", "q=%00", "department=%00"])
def test_what_is_not_understood_is_said_and_shows_all(client: Client, asked: str) -> None:
    make_publication(Kind.TENDER, title="Έργο")

    answer = client.get(f"/tenders/?{asked}")

    assert answer.status_code == 200
    assert "Έργο" in answer.content.decode()
    if "nope" in asked or asked.endswith("x"):
        assert asked.partition("=")[2] in answer.content.decode().split('role="status"')[1][:200]


def test_long_lists_have_pages_with_titles_of_their_own(client: Client) -> None:
    for number in range(23):
        make_publication(slug=f"page-{number}", title=f"{number}", published_on=TODAY - timedelta(days=number))

    assert titles(client, "/news/press/") == [str(number) for number in range(20)]
    assert titles(client, "/news/press/?page=2") == ["20", "21", "22"]
    second = client.get("/news/press/?page=2").content.decode()
    assert "<title>Δελτία τύπου, σελίδα 2" in second
    assert "23 δημοσιεύσεις" in second


@pytest.mark.parametrize(("address", "most"), [("/news/", 26), ("/news/press/", 24), ("/tenders/", 24), ("/news/press/2026/", 24)])
def test_a_list_asks_as_often_for_many_as_for_few(
    client: Client, django_assert_num_queries: Callable[..., Any], address: str, most: int
) -> None:
    for number in range(4):
        make_publication((Kind.PRESS, Kind.TENDER)[number % 2], f"page-{number}", published_on=date(2026, 3, 1), geom=HARBOUR)
    client.get(address)
    with django_assert_num_queries(most):
        client.get(address)
    for number in range(4, 30):
        make_publication((Kind.PRESS, Kind.TENDER)[number % 2], f"page-{number}", published_on=date(2026, 3, 1), geom=HARBOUR)

    with django_assert_num_queries(most):
        client.get(address)


def test_who_holds_a_list_costs_few_questions(client: Client, django_assert_num_queries: Callable[..., Any]) -> None:
    make_publication()
    held = {"If-None-Match": client.get("/news/press/")["ETag"]}

    # Ten are the way to the page through the tree.
    with django_assert_num_queries(14):
        assert client.get("/news/press/", headers=held).status_code == 304


def test_a_list_that_is_held_lapses_with_its_menu(client: Client) -> None:
    make_publication()
    # Revisions count up at commit; checking the constraints runs what waits for it.
    connection.check_constraints()
    held = {"If-None-Match": client.get("/news/press/")["ETag"]}

    found_tree()["el"].add_child(instance=NodePage(title="Τέχνες", slug="arts"))
    connection.check_constraints()

    answer = client.get("/news/press/", headers=held)
    assert (answer.status_code, "Τέχνες" in answer.content.decode()) == (200, True)


def test_a_tender_tells_its_facts_and_its_files(client: Client) -> None:
    document = Document(title="Διακήρυξη")
    document.file = ContentFile("α" * 2000, name="notice.txt")
    document.save()
    department = plant(Department, code="texnikes", name_el="Τεχνικές υπηρεσίες", name_en="Works")
    page = make_publication(
        Kind.TENDER, "roofs", title="Στέγες", budget=124000, cpv=["45233141-9"], ada="9ΞΘ4ΩΗ5-ΑΒΓ", adam="26PROC000123456",
        department=department, geom=HARBOUR, address="Χαλέπα", attachments=[Attachment(document=document)],
    )  # fmt: skip

    text = client.get(page.get_url()).content.decode()

    for words in ("124.000,00 €", "45233141-9", "9ΞΘ4ΩΗ5-ΑΒΓ", "26PROC000123456", "Ανοικτή διαδικασία", "TXT, 3,9", "Χαλέπα"):
        assert words in text, words
    assert 'href="/departments/texnikes/">Τεχνικές υπηρεσίες' in text
    assert "/map/?layers=publications&amp;at=17/35.51800/24.01710" in text
    assert client.get(document.url).status_code == 200


def test_a_hiring_lists_its_posts_and_tells_machines_of_the_job(client: Client) -> None:
    posts = [Position(code="101", title="Ναυαγοσώστες", count=12), Position(code="102", title="Χειριστές", count=2)]
    page = make_publication(Kind.VACANCY, "guards", title="Ναυαγοσώστες", positions=posts, employment="seasonal")

    text = client.get(page.get_url()).content.decode()

    assert "<td>101</td>" in text
    job = json.loads(re.search(r'application/ld\+json">(.*?)</script>', text)[1])  # type: ignore[index]
    assert (job["@type"], job["totalJobOpenings"], job["employmentType"]) == ("JobPosting", 14, "TEMPORARY")
    assert job["validThrough"] == page.deadline.isoformat()


def test_an_article_is_told_to_machines_and_to_other_sites(client: Client, raster: Image) -> None:
    page = make_publication(title="Φώτα", lead="Νέα φώτα.", image=raster, image_alt="Το λιμάνι", geom=HARBOUR)

    text = client.get(page.get_url()).content.decode()

    article = json.loads(re.search(r'application/ld\+json">(.*?)</script>', text)[1])  # type: ignore[index]
    assert (article["@type"], article["headline"], article["description"]) == ("NewsArticle", "Φώτα", "Νέα φώτα.")
    shared = re.search(r'property="og:image" content="http://testserver(/media/images/[^"]+\.jpg)"', text)
    assert shared
    assert client.get(shared[1]).status_code == 200
    assert 'alt="Το λιμάνι"' in text


@pytest.fixture
def raster() -> Image:
    return Image.objects.create(title="Λιμάνι", file=get_test_image_file(size=(1300, 700)))


def test_a_drawing_is_shown_but_runs_nothing(client: Client, tmp_path: Path) -> None:
    drawing = tmp_path / "drawing.svg"
    drawing.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="96" height="54" viewBox="0 0 96 54"><script>alert(1)</script></svg>')
    with drawing.open("rb") as file:
        image = Image.objects.create(title="Σχέδιο", file=ImageFile(file, name="drawing.svg"))
    page = make_publication(image=image, image_alt="Σχέδιο του λιμανιού")

    text = client.get(page.get_url()).content.decode()

    address = re.search(r'src="(/media/images/[^"]+\.svg)"', text)
    assert address
    answer = client.get(address[1])
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert 'property="og:image" content="http://testserver/static/img/social' in text
    assert "static/img" in text


def test_a_publication_leads_to_its_neighbours_and_to_what_is_like_it(client: Client) -> None:
    department = plant(Department, code="texnikes", name_el="Τεχνικές", name_en="Works")
    days = {"old": 3, "middle": 2, "new": 1}
    for slug, ago in days.items():
        make_publication(slug=slug, title=slug, published_on=TODAY - timedelta(days=ago), department=department)
    make_publication(Kind.CITY, "like", title="like it", department=department)

    text = client.get("/news/press/middle/").content.decode()

    assert re.search(r'href="/news/press/old/" rel="prev"', text)
    assert re.search(r'href="/news/press/new/" rel="next"', text)
    assert titles(client, "/news/press/middle/") == ["like it"]


def test_english_pages_hold_no_greek_but_what_was_written_so(client: Client) -> None:
    greek = make_publication(Kind.TENDER, "roofs", title="Στέγες", geom=HARBOUR)
    make_publication(
        Kind.TENDER,
        "roofs",
        language="en",
        title="Roofs",
        lead="Two schools.",
        geom=HARBOUR,
        budget=5,
        translation_key=greek.translation_key,
    )

    for address in ("/en/tenders/roofs/", "/en/tenders/", "/en/news/", "/en/tenders/?status=open&q=roofs"):
        assert greek_in(client.get(address).content.decode()) == [], address
    assert 'href="/tenders/roofs/"' in client.get("/en/tenders/roofs/").content.decode()


def test_an_audience_finds_its_publications_on_its_page(client: Client) -> None:
    load_demo(most_publications=6)

    assert "Ανάβουμε το δέντρο στο Δημοτικό Ρολόι" in titles(client, "/visitors/")
    assert "/feeds/news-audience-visitor.atom" in client.get("/visitors/").content.decode()


def test_the_demo_loads_once_and_moves_with_the_days() -> None:
    load_demo(today=TODAY, most_publications=6)
    entries = json.loads((FOLDER / "publications.json").read_text())[:6]
    count = PublicationPage.objects.count()
    assert count == sum(language in entry for entry in entries for language in ("el", "en"))
    for page in PublicationPage.objects.all():
        page.specific.full_clean()
    edited = PublicationPage.objects.order_by("pk").first()
    edited.title = "Διορθωμένο"
    edited.save_revision().publish()

    load_demo(today=TODAY + timedelta(days=10), most_publications=6)

    assert PublicationPage.objects.count() == count
    moved = {page.slug: page for page in PublicationPage.objects.filter(locale__language_code="el")}
    assert moved[edited.slug].published_on == edited.published_on
    others = [entry for entry in entries if entry["slug"] != edited.slug]
    assert all(moved[entry["slug"]].published_on == TODAY + timedelta(days=10 - entry["days_ago"]) for entry in others)


@pytest.fixture
def editor() -> User:
    return User.objects.create_superuser(username="editor", password="a-long-password")


def test_an_editor_writes_a_tender_in_the_back_office(client: Client, editor: User) -> None:
    section = section_of(Kind.TENDER)
    client.force_login(editor)
    form = {
        "title": "Στέγες", "slug": "roofs", "lead": "", "body-count": "0", "published_on": "2026-11-20", "deadline": "2030-12-01 14:00",
        "procedure": "open", "budget": "1000", "cpv": "45233141-9,45000000-7", "geom": "35.518, 24.0171", "address": "Χαλέπα",
        "attachments-TOTAL_FORMS": "0", "attachments-INITIAL_FORMS": "0", "action-publish": "1",
    }  # fmt: skip
    address = f"/backoffice/pages/add/news/tenderpage/{section.pk}/"
    assert client.get(address).status_code == 200

    refused = client.post(address, form | {"cpv": "4523314-9", "geom": "24.0, 35.5"}).content.decode()
    assert "«4523314-9»" in refused
    assert "Το πλάτος γράφεται πρώτο" in refused
    assert client.post(address, form).status_code == 302

    page = TenderPage.objects.get(slug="roofs")
    assert (page.kind, page.cpv, page.geom.coords, page.live) == (Kind.TENDER, ["45233141-9", "45000000-7"], (24.0171, 35.518), True)
    assert client.get("/tenders/roofs/").status_code == 200
    history = client.get(f"/backoffice/pages/{page.pk}/edit/")
    assert "35.518, 24.0171" in history.content.decode()


def test_a_draft_waits_for_its_approval(client: Client, editor: User) -> None:
    task = GroupApprovalTask.objects.create(name="Έγκριση")
    task.groups.add(Group.objects.create(name="Εγκρίνοντες"))
    workflow = Workflow.objects.create(name="Δημοσιεύσεις")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=TreePage.objects.get(pk=section_of(Kind.PRESS).pk))
    page = make_publication(is_live=False, geom=HARBOUR)
    page.save_revision()

    state = page.get_workflow().start(page, editor)
    assert client.get("/news/press/story/").status_code == 404
    state.current_task_state.approve(user=editor)

    assert client.get("/news/press/story/").status_code == 200


def test_a_preview_shows_what_is_not_saved_yet(client: Client, editor: User) -> None:
    page = make_publication(Kind.VACANCY, is_live=False, positions=[Position(title="Ναυαγοσώστες", count=2)])
    page.title = "Πριν τη δημοσίευση"

    answer = page.make_preview_request()

    assert answer.status_code == 200
    assert "Πριν τη δημοσίευση" in answer.render().content.decode() if hasattr(answer, "render") else answer.content.decode()


@pytest.mark.parametrize("part", ["?status=open&amp;year=2026", "2025/?q=%CF%83%CF%84", "?page=2"])
def test_the_language_switch_keeps_what_was_asked_of_a_list(client: Client, part: str) -> None:
    for number in range(25):
        make_publication(Kind.TENDER, f"roof-{number}")

    page = client.get(f"/tenders/{part.replace('&amp;', '&')}").content.decode()

    assert f'href="/en/tenders/{part}" lang="en"' in page


def test_two_versions_of_a_publication_are_compared(client: Client, editor: User) -> None:
    page = make_publication(title="Κλείνει ο δρόμος", geom=HARBOUR)
    page.save_revision()
    page.title, page.address = "Ανοίγει ο δρόμος", "Χαλέπα"
    page.save_revision()
    client.force_login(editor)

    told = client.get(f"/backoffice/pages/{page.pk}/revisions/compare/earliest...latest/").content.decode()
    assert '<span class="deletion">Κλείνει' in told
    assert '<span class="addition">Ανοίγει' in told
    assert "Χαλέπα" in told
