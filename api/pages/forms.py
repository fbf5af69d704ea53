"""The form that asks for features, made from the layer: it works without scripts, and says what the address already asks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from layers.layer import Kind, Layer, Property

# What has a field of its own, beside the layer's properties; a new question begins on its first page.
_OWN_FIELDS = ("bbox", "datetime", "limit", "count", "after")
_ALL = 1_000
_INPUT_TYPES = {Kind.INTEGER: "number", Kind.NUMBER: "text", Kind.DATE: "date"}


@dataclass(frozen=True, kw_only=True)
class Field:
    """What one property may be asked to equal: any of ``options`` (value, title, whether it is asked for), or else ``text``."""

    name: str
    title: str
    options: tuple[tuple[str, str, bool], ...] = ()
    text: str = ""
    input_type: str = "text"


@dataclass(frozen=True, kw_only=True)
class Form:
    """``hidden`` is the rest of the question, as it is; ``is_used`` tells whether anything is asked at all."""

    choices: tuple[Field, ...]
    texts: tuple[Field, ...]
    hidden: tuple[tuple[str, str], ...]
    is_used: bool

    @property
    def has_text(self) -> bool:
        return any(field.text for field in self.texts)


def without_empty(given: QueryDict) -> QueryDict:
    """Return ``given`` but for what is empty: a form sends its empty fields too, and means nothing by them."""
    kept = given.copy()
    for name, values in given.lists():
        kept.setlist(name, [value for value in values if value.strip()])
        if not kept.getlist(name):
            del kept[name]
    return kept


def form_of(layer: Layer, given: QueryDict) -> Form:
    fields = [field for entry in layer.properties if (field := _field(entry, given)) is not None]
    return Form(
        choices=tuple(field for field in fields if field.options),
        texts=tuple(field for field in fields if not field.options),
        hidden=tuple(_hidden(given, fields)),
        is_used=bool(set(given) - {"f", "lang", "limit", "count", "after"}),
    )


def _field(entry: Property, given: QueryDict) -> Field | None:
    if entry.kind in (Kind.LIST, Kind.HOURS) or entry.language not in ("", (get_language() or "el")[:2]):
        return None
    asked = given.getlist(entry.name)
    pairs: list[tuple[str, str]] = []
    if entry.kind is Kind.BOOLEAN:
        pairs = [("true", _("ναι")), ("false", _("όχι"))]
    elif entry.choices is not None:
        pairs = [(value, str(label)) for value, label in entry.choices.choices if value]
    return Field(
        name=entry.name,
        title=str(entry.title),
        options=tuple((value, label, value in asked) for value, label in pairs),
        text="" if pairs or not asked else asked[0],
        input_type=_INPUT_TYPES.get(entry.kind, "text"),
    )


def _hidden(given: QueryDict, fields: Iterable[Field]) -> Iterator[tuple[str, str]]:
    """Of a property without choices that is asked for several values, those that its one field cannot show go along too."""
    shown = dict.fromkeys(_OWN_FIELDS, _ALL) | {field.name: _ALL if field.options else 1 for field in fields}
    for name, values in given.lists():
        yield from ((name, value) for value in values[shown.get(name, 0) :])
