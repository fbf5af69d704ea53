"""Which words a kind of message is told in: the original ones, or those that staff wrote instead."""

import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from geoportal.messaging.kinds import Kind
from geoportal.messaging.models import Wording
from geoportal.messaging.texts import Text, faults_of, filled

LANGUAGES: tuple[str, ...] = tuple(code for code, _title in settings.LANGUAGES)
_FOLDER: Path = settings.BASE_DIR / "templates" / "messages"
_log = logging.getLogger(__name__)


class BadWording(ValueError):
    """The text names what there is not, or leaves out what must be there. ``faults``: pairs of field and fault."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        self.faults = faults
        super().__init__(" ".join(fault for _field, fault in faults))


@cache
def original(slug: str, language: str) -> Text:
    """Return the text that comes with the portal: a line for the subject, an empty line, the body."""
    subject, body = (_FOLDER / f"{slug}.{language}.txt").read_text(encoding="utf-8").split("\n\n", 1)
    return Text(subject.strip(), body.strip())


def current(kind: Kind, language: str) -> Text:
    """Return the staff's text of ``kind``, or the original where there is none, or theirs no longer fits a kind that has changed."""
    row = Wording.objects.filter(kind=kind.slug, language=language).first()
    if row is None:
        return original(kind.slug, language)
    text = Text(row.subject, row.body)
    if any(faults_of(kind, text)):
        _log.warning("The text %s of the staff does not fit its kind any more; the original is sent.", row)
        return original(kind.slug, language)
    return text


def in_words(kind: Kind, text: Text, *, language: str, values: Mapping[str, str]) -> Text:
    """Return ``text`` filled in and closed in the municipality's name."""
    told = filled(kind, text, values)
    return Text(told.subject, f"{told.body}\n\n{_closing(language)}")


def examples(kind: Kind, language: str) -> dict[str, str]:
    """Return an example value for each place to fill in."""
    with translation.override(language):
        return {entry.name: str(entry.example) for entry in kind.placeholders}


@transaction.atomic
def change_wording(kind: Kind, language: str, *, text: Text, by: Any) -> Wording:
    """Say ``text`` in the messages of ``kind`` from now on; those that are written already keep their words.

    Raises:
        BadWording
    """
    if faults := list(faults_of(kind, text)):
        raise BadWording(faults)
    given = {"subject": text.subject, "body": text.body, "changed_by": by}
    wording, _created = Wording.objects.update_or_create(kind=kind.slug, language=language, defaults=given)
    return wording


@transaction.atomic
def restore_wording(kind: Kind, language: str) -> None:
    """Say the original text again."""
    Wording.objects.filter(kind=kind.slug, language=language).delete()


def _closing(language: str) -> str:
    town = settings.MUNICIPALITY
    facts = {"name": town.name[language], "address": town.contact.address[language], "phone": town.contact.phone}
    return (_FOLDER / f"closing.{language}.txt").read_text(encoding="utf-8").strip().format_map(facts)
