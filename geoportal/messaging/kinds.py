"""The kinds of messages: rooms declare theirs in a tuple that ``settings.MESSAGE_KINDS`` names."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string


class UnknownKind(LookupError):
    """No room declares messages of that kind."""


@dataclass(frozen=True, kw_only=True)
class Placeholder:
    """What a text of the kind may have filled in, written ``{name}``.

    One that ``is_required`` stands in every text of the kind and is never empty. An address to open ``is_link``. Of a value that is no
    text of several lines (``has_lines``) line breaks are taken out, so that nobody's title continues the letter in our name.
    """

    name: str
    title: str | Promise
    example: str | Promise
    is_required: bool = False
    is_link: bool = False
    has_lines: bool = False


@dataclass(frozen=True, kw_only=True)
class Kind:
    """News that people are told: what may be said of it. Its original texts are ``templates/messages/<slug>.<language>.txt``."""

    slug: str
    title: str | Promise
    placeholders: tuple[Placeholder, ...]

    def placeholder(self, name: str) -> Placeholder | None:
        return next((entry for entry in self.placeholders if entry.name == name), None)

    @property
    def known(self) -> str:
        """The names as they are written, for people."""
        return ", ".join(f"{{{entry.name}}}" for entry in self.placeholders)


def all_kinds() -> list[Kind]:
    """Return what the rooms declare, in the order of the settings."""
    rooms: Iterable[tuple[Kind, ...]] = map(import_string, settings.MESSAGE_KINDS)
    return list(chain.from_iterable(rooms))


def get_kind(slug: str) -> Kind:
    """Raises: UnknownKind."""
    kinds = {kind.slug: kind for kind in all_kinds()}
    try:
        return kinds[slug]
    except KeyError:
        raise UnknownKind(f"No messages of the kind {slug!r}. settings.MESSAGE_KINDS declares: {', '.join(kinds)}.") from None
