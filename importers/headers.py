"""Which column of a file fills which field: by the field's name, its Greek or English title, or another usual word for it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from importers.errors import UnusableColumns
from importers.folding import fold
from importers.mapping import Column

# Beside each field's name and titles; folded, so without accents, capitals and final sigma.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "code": ("κωδ", "code"),
    "name_el": ("ονομασια", "επωνυμια", "ονομα ελληνικα", "name", "greek name", "name in greek"),
    "name_en": ("ονομα αγγλικα", "αγγλικο ονομα", "english name", "name in english"),
    "title_el": ("title", "τιτλοσ ελληνικα", "title in greek"),
    "title_en": ("τιτλοσ αγγλικα", "english title", "title in english"),
    "summary_el": ("περιληψη", "summary"),
    "description_el": ("description",),
    "address_el": ("address",),
    "phone": ("τηλ", "telephone", "tel", "phone"),
    "website": ("site", "ιστοτοποσ", "website", "url"),
    "url": ("site", "ιστοτοποσ", "website", "url"),
    "wheelchair": ("αμαξιδιο", "αμεα", "προσβαση αμεα"),
    "timetable": ("ωραριο", "ωρεσ", "ωρεσ λειτουργιασ", "hours", "opening hours"),
    "category": ("category", "κωδικοσ κατηγοριασ"),
    "venue": ("venue", "κωδικοσ χωρου"),
    "place_name_el": ("χωροσ", "τοποθεσια", "place"),
    "organiser": ("διοργανωτησ", "organizer", "φορεασ"),
    "starts_at": ("εναρξη", "αρχη", "απο", "start", "starts", "date", "ημερομηνια"),
    "ends_at": ("ληξη", "τελοσ", "εωσ", "μεχρι", "end", "ends", "until"),
    "rrule": ("recurrence", "κανονασ επαναληψησ"),
    "price_el": ("price", "τιμη"),
    "is_free": ("free",),
    "postcode": ("τκ", "τ κ", "postal code", "zip"),
    "aliases": ("αλλα ονοματα", "alias", "other names"),
}


def find_columns(names: Sequence[str], columns: Sequence[Column], *, model: type[models.Model]) -> dict[str, int]:
    """Return for each of the fields ``names`` that the file fills where its column stands.

    Raises:
        UnusableColumns: if two columns would fill the same field.
    """
    spoken = _spoken_names(names, model)
    found: dict[str, int] = {}
    for place, column in enumerate(columns):
        name = spoken.get(fold(column.name))
        if name is None:
            continue
        if name in found:
            raise UnusableColumns(
                _("Οι στήλες «%(one)s» και «%(other)s» λένε και οι δύο το πεδίο %(field)s. Κρατήστε μία, ή δείξτε την με --map.")
                % {"one": columns[found[name]].name, "other": column.name, "field": name}
            )
        found[name] = place
    return found


def _spoken_names(names: Sequence[str], model: type[models.Model]) -> dict[str, str]:
    """Return the field that each folded heading names; titles that two fields share name neither."""
    titles: dict[str, set[str]] = {}
    for name in names:
        for title in _titles(name, model):
            titles.setdefault(fold(title), set()).add(name)
    spoken = {title: fields.copy().pop() for title, fields in titles.items() if len(fields) == 1}
    spoken |= {fold(word): name for name in names for word in _WORDS.get(name, ())}
    return spoken | {fold(name): name for name in names}


def _titles(name: str, model: type[models.Model]) -> Iterator[str]:
    title = next((getattr(field, "verbose_name", None) for field in model._meta.get_fields() if field.name == name), None)
    if title is not None:
        for language in ("el", "en"):
            with translation.override(language):
                yield str(title)


def unused_columns(columns: Sequence[Column], used: Iterable[int]) -> list[str]:
    """Return the names of the columns that fill nothing: a misspelt heading is one of them."""
    taken = set(used)
    return [column.name for place, column in enumerate(columns) if place not in taken]
