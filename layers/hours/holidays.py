"""Greek public holidays, the movable ones from Orthodox Easter (ν. 1157/1981 and its successors; Meeus, Astronomical Algorithms, ch. 8)."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

# The civil calendar is 13 days ahead of the Julian one in these years.
FIRST_YEAR, LAST_YEAR = 1901, 2099
_JULIAN_LAG = timedelta(days=13)

_FIXED = {
    (1, 1): ("Πρωτοχρονιά", "New Year's Day"),
    (1, 6): ("Θεοφάνια", "Epiphany"),
    (3, 25): ("25η Μαρτίου", "Independence Day"),
    (5, 1): ("Πρωτομαγιά", "Labour Day"),
    (8, 15): ("Κοίμηση της Θεοτόκου", "Dormition of the Virgin Mary"),
    (10, 28): ("28η Οκτωβρίου", "Ohi Day"),
    (12, 25): ("Χριστούγεννα", "Christmas Day"),
    (12, 26): ("Σύναξη της Θεοτόκου", "Boxing Day"),
}
_DAYS_FROM_EASTER = {
    -48: ("Καθαρά Δευτέρα", "Clean Monday"),
    -2: ("Μεγάλη Παρασκευή", "Good Friday"),
    0: ("Κυριακή του Πάσχα", "Easter Sunday"),
    1: ("Δευτέρα του Πάσχα", "Easter Monday"),
    50: ("Αγίου Πνεύματος", "Whit Monday"),
}


class PublicHoliday(models.Model):
    """A day on which hours for public holidays hold. Computed for the years ahead; staff move May Day and add what is decreed."""

    date = models.DateField(_("ημέρα"), primary_key=True)
    name_el = models.CharField(_("όνομα"), max_length=100)
    name_en = models.CharField(_("όνομα στα αγγλικά"), max_length=100)

    class Meta:
        verbose_name = _("αργία")
        verbose_name_plural = _("αργίες")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name_el}"


def orthodox_easter(year: int) -> date:
    """Return the Sunday of Orthodox Easter in the civil calendar.

    Raises:
        ValueError: outside 1901–2099, where the lag of the Julian calendar is another.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"year {year}: Easter is computed for {FIRST_YEAR} to {LAST_YEAR}.")
    lunar, weekly = year % 19, 2 * (year % 4) + 4 * (year % 7)
    full_moon = (19 * lunar + 15) % 30
    month, day = divmod(full_moon + (weekly - full_moon + 34) % 7 + 114, 31)
    return date(year, month, day + 1) + _JULIAN_LAG


def holidays_of(year: int) -> dict[date, tuple[str, str]]:
    """Return the public holidays of ``year`` with their Greek and English names: the nation's, then those of the municipality alone."""
    easter = orthodox_easter(year)
    days = {easter + timedelta(days=offset): names for offset, names in _DAYS_FROM_EASTER.items()}
    days = {date(year, month, day): names for (month, day), names in {**_FIXED, **settings.MUNICIPALITY.local_holidays}.items()} | days
    return dict(sorted(days.items()))


def fill_holidays(*, since: int, until: int) -> int:
    """Store the holidays of the years ``since`` to ``until``, leaving alone each year that has any; return how many were stored."""
    known = set(PublicHoliday.objects.values_list("date__year", flat=True).distinct())
    missing = [
        PublicHoliday(date=day, name_el=name_el, name_en=name_en)
        for year in range(since, until + 1)
        if year not in known
        for day, (name_el, name_en) in holidays_of(year).items()
    ]
    return len(PublicHoliday.objects.bulk_create(missing))
