"""Days and hours as people say them: «αύριο», «Παρ. 27 Νοεμβρίου»."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from geoportal.site.language import page_language


def day_words(day: date) -> str:
    """Return «σήμερα», «αύριο», «χθες», else the day of the week and the date, with the year if it is another."""
    today = timezone.localdate()
    near = {-1: _("χθες"), 0: _("σήμερα"), 1: _("αύριο")}.get((day - today).days)
    weekday = "D." if page_language() == "el" else "D"
    return near or date_format(day, f"{weekday} j E" if day.year == today.year else f"{weekday} j E Y")


def instant_words(instant: datetime) -> str:
    """Return day and time of day: «αύριο 18:30»."""
    local = timezone.localtime(instant)
    return f"{day_words(local.date())} {clock_words(local)}"


def clock_words(instant: datetime) -> str:
    """Return the time of day as clocks here show it: «8:30»."""
    return date_format(timezone.localtime(instant), "G:i")
