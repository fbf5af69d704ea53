"""The search box as its tests ask it."""

import re
from typing import Any

from django.test import Client
from wagtail.models import Page

from geoportal.pages.models import ArticlePage


def body_of(client: Client, **query: str) -> str:
    answer = client.get("/search/", query)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def titles(client: Client, text: str, **query: str) -> list[str]:
    found = re.findall(r'<h3 class="hit__title"><a [^>]*>(.*?)</a>', body_of(client, q=text, **query))
    return [re.sub("<[^>]*>", "", title) for title in found]


def names(client: Client, text: str, language: str = "") -> list[str]:
    answer = client.get(f"{language}/search/suggestions/", {"q": text})
    assert answer.status_code == 200
    return [entry["name"] for entry in answer.json()["suggestions"]]


def article(node: Any, title: str, *, is_live: bool = True, **given: Any) -> Any:
    page = ArticlePage(title=title, slug=f"article-{Page.objects.count()}", locale=node.locale, live=False, **given)
    node.add_child(instance=page)
    if is_live:
        page.save_revision().publish()
    return page
