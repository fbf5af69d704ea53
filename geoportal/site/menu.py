"""The main menu: only what exists."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

ENTRIES = [
    ("atlas:map", _("Χάρτης")),
    ("pharmacies:list", _("Φαρμακεία")),
    ("events:list", _("Εκδηλώσεις")),
    ("cinemas:list", _("Σινεμά")),
    ("places:places", _("Σημεία")),
    ("routes:walks", _("Διαδρομές")),
    ("departments:departments", _("Υπηρεσίες")),
    ("services", _("Ανοικτά δεδομένα")),
]
# What lies elsewhere and belongs to an entry.
BELONGING = {"services": ("api:landing",)}


@dataclass(frozen=True)
class MenuEntry:
    title: str
    url: str
    is_current: bool


def main_menu(path: str) -> list[MenuEntry]:
    """Return the menu's entries in the active language; the one that holds ``path`` is marked."""
    return [MenuEntry(str(title), reverse(name), _holds(name, path)) for name, title in ENTRIES]


def _holds(name: str, path: str) -> bool:
    return path.startswith(tuple(map(reverse, (name, *BELONGING.get(name, ())))))
