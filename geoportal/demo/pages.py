"""The demo's pages: the nodes, the audiences and their articles, keyed by their addresses."""

import json
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils import timezone

from geoportal.demo.pictures import Pictures
from geoportal.pages.models import ArticlePage, AudiencePage, ContentPage, NodePage
from geoportal.pages.tree import found_tree

_KINDS: dict[str, type[ContentPage]] = {"node": NodePage, "article": ArticlePage, "audience": AudiencePage}


def load_pages(folder: Path) -> int:
    """Create the demo's pages that are not there yet, in the languages that the file has; pages that somebody edited stay as they are."""
    entries = json.loads((folder / "pages.json").read_text("utf-8"))
    pictures = Pictures(folder / "images")
    for language, home in found_tree().items():
        _grow(home, entries, language=language, pictures=pictures)
    return sum(kind.objects.count() for kind in _KINDS.values())


def _grow(parent: Any, entries: Iterable[dict[str, Any]], *, language: str, pictures: Pictures) -> None:
    for entry in entries:
        words = entry.get(language)
        if words is None:
            continue
        page = parent.get_children().filter(slug=entry["slug"]).first()
        if page is None:
            content = _content(entry, words) | pictures.fields(entry.get("image"), language=language)
            content |= {"locale": parent.locale, "translation_key": _key(parent, entry)}
            page = _KINDS[entry["kind"]](slug=entry["slug"], first_published_at=timezone.now(), **content)
            parent.add_child(instance=page)
            parent.refresh_from_db()
        _grow(page, entry.get("children", []), language=language, pictures=pictures)


def _content(entry: dict[str, Any], words: dict[str, Any]) -> dict[str, Any]:
    own: dict[str, Any] = {name: entry[name] for name in ("audience", "audiences") if name in entry}
    body = json.dumps([{"type": kind, "value": value} for kind, value in words.get("body", [])], ensure_ascii=False)
    return {"title": words["title"], "lead": words.get("lead", ""), "body": body, "show_in_menus": entry["kind"] == "node", **own}


def _key(parent: Any, entry: dict[str, Any]) -> uuid.UUID:
    """Return what a page's translations have in common."""
    return uuid.uuid5(parent.translation_key, entry["slug"])
