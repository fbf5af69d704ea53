"""The page of one publication: its facts and files, what machines are told, its neighbours."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from geoportal.news.kinds import Kind
from geoportal.news.publications import Attachment, Position
from layers.departments import Department
from tests.planting import plant
from tests.publications import HARBOUR, TODAY, make_publication, titles

pytestmark = pytest.mark.django_db


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
