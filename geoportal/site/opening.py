"""«Ανοιχτά τώρα, έως 14:30»."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from geoportal.site.dates import clock_words, day_words
from layers.hours.models import Timetable
from layers.hours.spans import opening_at


@dataclass(frozen=True, kw_only=True)
class OpeningWords:
    is_open: bool
    text: str


def opening_words(timetable: Timetable | None) -> OpeningWords | None:
    """Return whether it is open and when that changes, in the active language; None where no hours are known."""
    if timetable is None:
        return None
    now = timezone.now()
    opening = opening_at(timetable, now)
    if opening.changes_at is None:
        return OpeningWords(is_open=opening.is_open, text=_("Ανοιχτά όλο το 24ωρο") if opening.is_open else _("Κλειστά"))
    change = {"day": day_words(timezone.localtime(opening.changes_at).date()), "time": clock_words(opening.changes_at)}
    is_today = timezone.localtime(opening.changes_at).date() == timezone.localdate(now)
    if opening.is_open:
        return OpeningWords(
            is_open=True, text=(_("Ανοιχτά τώρα, έως %(time)s") if is_today else _("Ανοιχτά τώρα, έως %(day)s %(time)s")) % change
        )
    return OpeningWords(
        is_open=False,
        text=(_("Κλειστά τώρα, ανοίγει στις %(time)s") if is_today else _("Κλειστά τώρα, ανοίγει %(day)s στις %(time)s")) % change,
    )
