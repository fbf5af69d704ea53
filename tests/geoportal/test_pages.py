"""Pages of the tree: what editors publish, people read, in both languages; what they do not, nobody."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone, translation
from time_machine import travel
from wagtail.blocks import StructBlockValidationError
from wagtail.contrib.redirects.models import Redirect
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page

from geoportal.accounts.models import User
from geoportal.demo.content import load_demo
from geoportal.pages.blocks import ButtonBlock
from geoportal.pages.map_links import state_of_link
from geoportal.pages.models import ArticlePage, AudiencePage, NodePage
from geoportal.pages.tree import found_tree
from layers.datasets.actions import delete_dataset
from tests.datasets import make_dataset

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> ArticlePage:
    node = found_tree()["el"].add_child(instance=NodePage(title="Πόλη", slug="walks"))
    page = ArticlePage(title="Λιμάνι", slug="harbour", lead="Ένας περίπατος.", live=False)
    node.add_child(instance=page)
    return page


def test_the_tree_is_founded_once() -> None:
    homes = found_tree()

    assert found_tree() == homes
    assert homes["el"].translation_key == homes["en"].translation_key
    assert set(Page.objects.filter(depth=2)) == {home.page_ptr for home in homes.values()}


def test_the_tree_is_founded_on_bare_ground() -> None:
    Page.objects.all().delete()
    Locale.objects.all().delete()

    assert [home.locale.language_code for home in found_tree().values()] == ["el", "en"]


def test_every_page_of_the_demo_is_there_in_the_languages_it_was_written_in(demo: None, client: Client) -> None:
    pages = [page for kind in (NodePage, ArticlePage, AudiencePage) for page in kind.objects.all()]
    assert len(pages) > 20

    for page in pages:
        answer = client.get(page.get_url())
        assert answer.status_code == 200, page.get_url()
        assert f'<h1 class="title">{page.title}</h1>' in answer.content.decode()
        assert answer["Content-Language"] == page.locale.language_code
        assert page.get_url().startswith("/en/") is (page.locale.language_code == "en")


def test_loading_the_demo_again_leaves_what_somebody_edited(demo: None) -> None:
    page = ArticlePage.objects.get(slug="council", locale__language_code="el")
    page.title = "Το Συμβούλιο"
    page.save_revision().publish()
    count = Page.objects.count()

    load_demo()

    assert (ArticlePage.objects.get(pk=page.pk).title, Page.objects.count()) == ("Το Συμβούλιο", count)


def test_a_draft_is_seen_by_nobody_until_it_is_published(article: ArticlePage, client: Client) -> None:
    assert client.get("/walks/harbour/").status_code == 404

    article.save_revision().publish()

    assert client.get("/walks/harbour/").status_code == 200
    assert "Λιμάνι" in client.get("/walks/").content.decode()


def test_an_address_in_greek_letters_is_written_in_latin_ones(article: ArticlePage) -> None:
    article.slug = "παλιό-λιμάνι"
    article.save_revision().publish()

    assert ArticlePage.objects.get(pk=article.pk).slug == "palio-limani"


def test_a_page_appears_at_the_hour_it_was_given_and_goes_at_the_other(article: ArticlePage, client: Client) -> None:
    now = timezone.now()
    article.go_live_at, article.expire_at = now + timedelta(hours=1), now + timedelta(days=1)
    article.save_revision().publish()
    seen = []

    for instant in (now, now + timedelta(hours=2), now + timedelta(days=2)):
        with travel(instant, tick=False):
            call_command("publish_scheduled")
            seen.append(client.get("/walks/harbour/").status_code)

    assert seen == [404, 200, 404]


def test_an_audience_collects_what_is_for_it_in_its_language(demo: None, client: Client) -> None:
    greek, english = client.get("/visitors/").content.decode(), client.get("/en/visitors/").content.decode()

    assert "Το παλιό λιμάνι" in greek
    assert "Δημοτικό Συμβούλιο" not in greek
    assert "The old harbour" in english


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("https://elsewhere.example/x/", "δεν είναι σύνδεσμος του χάρτη"),
        ("/pharmacies/", "δεν είναι σύνδεσμος του χάρτη"),
        ("", "δεν είναι σύνδεσμος του χάρτη"),
        ("/map/?layers=no-such", "no-such"),
        ("/map/?layers=places&at=x", "«x»"),
    ],
)
def test_a_link_that_is_no_map_is_refused_with_its_remedy(link: str, words: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        state_of_link(link)
    assert words in " ".join(refusal.value.messages)


def test_a_map_in_a_page_is_a_frame_and_a_list(demo: None, client: Client) -> None:
    text = client.get("/city/old-harbour/").content.decode()

    assert 'src="/map/embed/?layers=places,routes' in text
    assert "view=list" in text


def test_the_words_of_every_block_of_the_demo_are_on_its_page(demo: None, client: Client) -> None:
    harbour, council = (client.get(address).content.decode() for address in ("/city/old-harbour/", "/municipality/council/"))

    for words in ("Φρούριο Φιρκά", "Στον λιμενοβραχίονα", "χτίστηκε από τους Βενετούς"):
        assert words in harbour
    assert "Μπορώ να μιλήσω στη συνεδρίαση;" in council
    assert "None" not in harbour + council


@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("/city/old-harbour/", "/en/city/old-harbour/"),
        ("/en/city/old-harbour/", "/city/old-harbour/"),
        ("/e-services/open-data/", "/en/e-services/"),
        ("/visitors/", "/en/visitors/"),
    ],
)
def test_the_language_switch_keeps_the_place_or_the_nearest_there_is(demo: None, client: Client, address: str, other: str) -> None:
    assert f'href="{other}" lang="{"en" if other.startswith("/en/") else "el"}"' in client.get(address).content.decode()
    assert client.get(other).status_code == 200


def test_the_home_page_leads_into_the_tree(demo: None, client: Client) -> None:
    greek, english = client.get("/").content.decode(), client.get("/en/").content.decode()

    for address in ("/municipality/", "/city/", "/e-services/", "/news/", "/residents/", "/women/"):
        assert f'href="{address}"' in greek
        assert f'href="/en{address}"' in english


def test_a_rendition_is_served_and_its_original_is_not(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    picture = Image.objects.create(title="Φάρος", file=get_test_image_file())
    rendition = picture.get_rendition("width-40|format-webp")

    served = Client().get(rendition.url)
    assert (served.status_code, served["Content-Type"]) == (200, "image/webp")
    assert "immutable" in served["Cache-Control"]
    for name in (picture.file.name, "images/../original_images/x.png", "images/", "documents/x.pdf"):
        assert Client().get(f"/media/{name}").status_code == 404


def test_a_map_whose_layer_is_gone_leaves_the_page_without_it(article: ArticlePage, client: Client) -> None:
    dataset = make_dataset(slug="kadoi")
    link = {"link": "/map/?layers=kadoi", "title": "Κάδοι"}
    article.body = json.dumps([{"type": "map", "value": link}])
    article.save_revision().publish()
    assert "map-block" in client.get("/walks/harbour/").content.decode()

    delete_dataset(dataset)

    answer = client.get("/walks/harbour/")
    assert (answer.status_code, "map-block" in answer.content.decode()) == (200, False)


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("editor"))
    return client


def test_the_back_office_opens_for_staff_alone(editor: Client, article: ArticlePage) -> None:
    assert editor.get("/backoffice/").status_code == 200
    assert editor.get(f"/backoffice/pages/{article.pk}/edit/").status_code == 200
    stranger = Client().get("/backoffice/")
    assert (stranger.status_code, stranger["Location"]) == (302, "/account/sign-in/?next=/backoffice/")
    citizen = Client()
    citizen.force_login(User.objects.create_user("citizen"))
    assert citizen.get("/backoffice/").status_code in (302, 403)


def test_the_back_office_has_a_policy_of_its_own_and_the_pages_keep_theirs(editor: Client, demo: None) -> None:
    assert "'unsafe-inline'" in editor.get("/backoffice/")["Content-Security-Policy"]
    for address in ("/", "/city/", "/city/old-harbour/"):
        policy = editor.get(address)["Content-Security-Policy"]
        assert "'unsafe-inline'" not in policy
        assert "frame-src 'self'" in policy


def test_a_draft_may_be_previewed_before_it_is_seen(editor: Client, article: ArticlePage) -> None:
    answer = editor.get(f"/backoffice/pages/{article.pk}/view_draft/")

    assert answer.status_code == 200
    assert "Ένας περίπατος." in answer.content.decode()


def test_an_unknown_address_is_no_page_and_no_machine_surface_is_swallowed(demo: None, client: Client) -> None:
    assert client.get("/no-such-page/").status_code == 404
    assert client.get("/api/no-such")["Content-Type"] == "application/problem+json"


def test_moved_pages_are_redirected_and_machines_not_asked_for(demo: None, client: Client, django_assert_num_queries: Any) -> None:
    Redirect.objects.create(old_path="/old-city", redirect_page=NodePage.objects.get(slug="city", locale__language_code="el"))

    answer = client.get("/old-city/")

    assert (answer.status_code, answer["Location"].endswith("/city/")) == (301, True)
    with django_assert_num_queries(0):
        assert client.get("/tiles/no-such.json/0/0/0").status_code == 404


def test_a_page_takes_few_queries(demo: None, client: Client, django_assert_max_num_queries: Any) -> None:
    client.get("/city/")
    # Below a node there are nodes and articles: one query for each class, however many there are.
    with django_assert_max_num_queries(16):
        client.get("/city/")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "το ένα από τα δύο"),
        ("/no-such-service/", "«/no-such-service/»"),
        ("//elsewhere.example/", "«//elsewhere.example/»"),
        ("javascript:alert(1)", "«javascript:alert(1)»"),
        ("gov.gr", "https://www.gov.gr/"),
    ],
)
def test_a_button_that_leads_nowhere_is_refused_with_its_remedy(url: str, told: str) -> None:
    with pytest.raises(StructBlockValidationError) as refusal:
        ButtonBlock().clean({"text": "Εδώ", "page": None, "url": url})

    assert told in refusal.value.block_errors["url"].messages[0]


@pytest.mark.parametrize(
    ("url", "greek", "english"),
    [
        ("https://www.gov.gr/", "https://www.gov.gr/", "https://www.gov.gr/"),
        ("/pharmacies/", "/pharmacies/", "/en/pharmacies/"),
        ("/en/map/?layers=places", "/map/?layers=places", "/en/map/?layers=places"),
        ("/api/", "/api/", "/api/"),
    ],
)
def test_a_button_leads_to_other_sites_and_to_services_in_the_language_of_the_page(url: str, greek: str, english: str) -> None:
    block: Any = ButtonBlock()
    value = block.clean({"text": "Εδώ", "page": None, "url": url})

    assert f'href="{greek}"' in block.render(value)
    with translation.override("en"):
        assert f'href="{english}"' in block.render(value)


def test_a_button_to_a_page_that_was_withdrawn_is_gone(demo: None) -> None:
    page = ArticlePage.objects.first()
    block: Any = ButtonBlock()
    assert page is not None
    shown = block.render(block.clean({"text": "Εδώ", "page": page, "url": ""}))
    page.live = False

    assert str(page.get_url()) in shown
    assert "<a" not in block.render(block.to_python({"text": "Εδώ", "page": page.pk, "url": ""}) | {"page": page})
