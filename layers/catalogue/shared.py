"""What several layers tell alike."""

from django.utils.translation import gettext_lazy as _

from layers.hours.questions import HoursOf, IsOpen, OpenNow
from layers.layer import Kind, Property

NAMES = {"el": "name_el", "en": "name_en"}
SHORT_NAMES = {"el": "short_name_el", "en": "short_name_en"}

NAMING = (
    Property(name="code", title=_("Κωδικός"), on_card=False),
    Property(name="name_el", title=_("Όνομα"), language="el", on_card=False),
    Property(name="name_en", title=_("Όνομα"), language="en", on_card=False),
)

ADDRESS = (
    Property(name="address_el", title=_("Διεύθυνση"), language="el"),
    Property(name="address_en", title=_("Διεύθυνση"), language="en"),
)

HOURS = (
    Property(
        name="open_now",
        title=_("Ανοιχτά τώρα"),
        source=IsOpen("timetable"),
        searched_as=OpenNow("timetable"),
        kind=Kind.BOOLEAN,
        on_card=False,
    ),
    Property(name="opening_hours", title=_("Ωράριο"), source=HoursOf("timetable"), kind=Kind.HOURS),
)

DISTRICT = (
    Property(name="code", title=_("Κωδικός"), on_card=False),
    Property(name="name_el", title=_("Όνομα"), language="el", on_card=False),
    Property(name="name_en", title=_("Όνομα"), language="en", on_card=False),
    Property(name="short_name_el", title=_("Σύντομο όνομα"), language="el", on_card=False),
    Property(name="short_name_en", title=_("Σύντομο όνομα"), language="en", on_card=False),
    Property(name="seat_el", title=_("Έδρα"), language="el"),
    Property(name="seat_en", title=_("Έδρα"), language="en"),
    Property(name="population", title=_("Πληθυσμός (απογραφή 2021)"), kind=Kind.INTEGER),
    Property(name="parent", title=_("Ανήκει σε"), source="parent__code", on_card=False),
)

DISTRICT_FIELDS = (
    "code", "kind", "name_el", "name_en", "short_name_el", "short_name_en", "seat_el", "seat_en", "population", "parent",
)  # fmt: skip
