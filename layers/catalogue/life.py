"""Life in the city: events, cinemas, routes."""

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from layers.catalogue.shared import ADDRESS, NAMES, NAMING
from layers.cinemas import Cinema, Film, Screen, Screening, ends_at, next_screening_at, next_start_of_screenings
from layers.departments import Department
from layers.events.models import Event, EventCategory, EventOccurrence, Status
from layers.layer import GeometryType, Kind, Layer, Property, Theme
from layers.places import Place
from layers.routes import Route, Stop
from layers.styles import Style, StyleClass, Symbol

_WHEELCHAIR = Property(name="wheelchair", title=_("Πρόσβαση με αμαξίδιο"), choices=Place.Wheelchair)
_CINEMA_FIELDS = (
    "code", "name_el", "name_en", "description_el", "description_en", "address_el", "address_en", "phone", "website", "wheelchair",
)  # fmt: skip
_ROUTE_FIELDS = (
    "code", "name_el", "name_en", "summary_el", "summary_en", "description_el", "description_en", "theme_el", "theme_en", "difficulty",
    "is_loop", "duration_minutes", "wheelchair", "wheelchair_note_el", "wheelchair_note_en",
)  # fmt: skip
_EVENT_FIELDS = (
    "code", "title_el", "title_en", "summary_el", "summary_en", "audience_el", "audience_en", "category", "venue", "place_name_el",
    "place_name_en", "organiser", "starts_at", "duration", "is_all_day", "rrule", "is_free", "price_el", "price_en", "url", "status",
)  # fmt: skip


def _place_name(language: str) -> Coalesce:
    """Return the expression of where an event takes place: the venue's name, else its own words."""
    return Coalesce(F(f"event__venue__name_{language}"), F(f"event__place_name_{language}"))


LIFE = (
    Layer(
        slug="events",
        title=_("Εκδηλώσεις"),
        description=_("Τι γίνεται στην πόλη και πότε: κάθε ημερομηνία κάθε εκδήλωσης."),
        theme=Theme.LIFE,
        published=EventOccurrence.objects.published,
        geometry="event__geom",
        geometry_type=GeometryType.POINT,
        properties=(
            Property(name="code", title=_("Κωδικός"), source="event__code", on_card=False),
            Property(name="title_el", title=_("Τίτλος"), source="event__title_el", language="el", on_card=False),
            Property(name="title_en", title=_("Τίτλος"), source="event__title_en", language="en", on_card=False),
            Property(name="starts_at", title=_("Πότε"), kind=Kind.INSTANT),
            Property(name="ends_at", title=_("Έως"), kind=Kind.INSTANT, on_card=False),
            Property(name="place_el", title=_("Πού"), source=_place_name("el"), language="el"),
            Property(name="place_en", title=_("Πού"), source=_place_name("en"), language="en"),
            Property(name="status", title=_("Κατάσταση"), choices=Status),
            Property(name="category", title=_("Κωδικός κατηγορίας"), source="event__category__code", on_card=False),
            Property(name="category_el", title=_("Κατηγορία"), source="event__category__name_el", language="el"),
            Property(name="category_en", title=_("Κατηγορία"), source="event__category__name_en", language="en"),
            Property(name="is_free", title=_("Δωρεάν"), source="event__is_free", kind=Kind.BOOLEAN),
            Property(name="price_el", title=_("Τιμή"), source="event__price_el", language="el"),
            Property(name="price_en", title=_("Τιμή"), source="event__price_en", language="en"),
            Property(name="summary_el", title=_("Περιγραφή"), source="event__summary_el", language="el"),
            Property(name="summary_en", title=_("Περιγραφή"), source="event__summary_en", language="en"),
            Property(name="url", title=_("Ιστοσελίδα"), source="event__url"),
            Property(name="organiser", title=_("Διοργάνωση"), source="event__organiser__code", on_card=False),
        ),
        label={"el": "title_el", "en": "title_en"},
        style=Style(
            shape="point",
            symbol=Symbol(colour="#b5482c"),
            classify_by="status",
            classes=(StyleClass(title=_("Ακυρώθηκε ή αναβλήθηκε"), values=("cancelled", "postponed"), symbol=Symbol(colour="#5a6472")),),
            label_from_zoom=17,
        ),
        depends_on=(EventOccurrence, Event, EventCategory, Place, Department),
        time_property="starts_at",
        # The dates of an event share its name.
        search_weight=0,
        natural_key="code",
        importable=_EVENT_FIELDS,
        imports=Event,
    ),
    Layer(
        slug="cinemas",
        title=_("Κινηματογράφοι"),
        description=_("Οι κινηματογράφοι της πόλης και η επόμενη προβολή τους."),
        theme=Theme.LIFE,
        published=Cinema.objects.published,
        geometry_type=GeometryType.POINT,
        properties=(
            *NAMING,
            Property(name="next_screening_at", title=_("Επόμενη προβολή"), source=next_screening_at(), kind=Kind.INSTANT),
            Property(name="description_el", title=_("Περιγραφή"), language="el"),
            Property(name="description_en", title=_("Περιγραφή"), language="en"),
            *ADDRESS,
            Property(name="phone", title=_("Τηλέφωνο")),
            Property(name="website", title=_("Ιστοσελίδα")),
            _WHEELCHAIR,
        ),
        label=NAMES,
        style=Style(shape="point", symbol=Symbol(colour="#8a3413"), label_from_zoom=15),
        depends_on=(Cinema, Screen, Screening),
        next_change_at=next_start_of_screenings,
        natural_key="code",
        importable=_CINEMA_FIELDS,
    ),
    Layer(
        slug="screenings",
        title=_("Προβολές ταινιών"),
        description=_("Ποια ταινία παίζεται πού και πότε."),
        theme=Theme.LIFE,
        published=Screening.objects.published,
        geometry="screen__cinema__geom",
        geometry_type=GeometryType.POINT,
        properties=(
            Property(name="title_el", title=_("Τίτλος"), source="film__title_el", language="el", on_card=False),
            Property(name="title_en", title=_("Τίτλος"), source="film__title_en", language="en", on_card=False),
            Property(name="starts_at", title=_("Πότε"), kind=Kind.INSTANT),
            Property(name="ends_at", title=_("Έως"), source=ends_at(), kind=Kind.INSTANT, on_card=False),
            Property(name="cinema_el", title=_("Κινηματογράφος"), source="screen__cinema__name_el", language="el"),
            Property(name="cinema_en", title=_("Κινηματογράφος"), source="screen__cinema__name_en", language="en"),
            Property(name="film", title=_("Κωδικός ταινίας"), source="film__code", on_card=False),
            Property(name="rating", title=_("Καταλληλότητα"), source="film__rating", choices=Film.Rating),
            Property(name="duration_minutes", title=_("Διάρκεια σε λεπτά"), source="film__duration_minutes", kind=Kind.INTEGER),
            Property(name="is_open_air", title=_("Θερινή αίθουσα"), source="screen__is_open_air", kind=Kind.BOOLEAN),
            Property(name="language", title=_("Γλώσσα")),
            Property(name="subtitles", title=_("Υπότιτλοι")),
            Property(name="price_cents", title=_("Τιμή σε λεπτά του ευρώ"), kind=Kind.INTEGER, on_card=False),
            Property(name="is_cancelled", title=_("Ακυρώθηκε"), kind=Kind.BOOLEAN, on_card=False),
        ),
        label={"el": "title_el", "en": "title_en"},
        style=Style(shape="point", symbol=Symbol(colour="#7a5b00")),
        depends_on=(Screening, Screen, Cinema, Film),
        time_property="starts_at",
        search_weight=0,
    ),
    Layer(
        slug="routes",
        title=_("Πολιτιστικές διαδρομές"),
        description=_("Περίπατοι στην ιστορία της πόλης, με στάσεις."),
        theme=Theme.LIFE,
        published=Route.objects.published,
        geometry_type=GeometryType.LINE,
        properties=(
            *NAMING,
            Property(name="summary_el", title=_("Περίληψη"), language="el"),
            Property(name="summary_en", title=_("Περίληψη"), language="en"),
            Property(name="length_m", title=_("Μήκος σε μέτρα"), kind=Kind.NUMBER, on_card=False),
            Property(name="duration_minutes", title=_("Διάρκεια σε λεπτά"), kind=Kind.INTEGER),
            Property(name="difficulty", title=_("Δυσκολία"), choices=Route.Difficulty),
            Property(name="theme_el", title=_("Θέμα"), language="el"),
            Property(name="theme_en", title=_("Θέμα"), language="en"),
            Property(name="is_loop", title=_("Κυκλική"), kind=Kind.BOOLEAN),
            _WHEELCHAIR,
            Property(name="description_el", title=_("Περιγραφή"), language="el"),
            Property(name="description_en", title=_("Περιγραφή"), language="en"),
        ),
        label=NAMES,
        style=Style(shape="line", symbol=Symbol(colour="#6a3fa0", size_px=4), label_from_zoom=14),
        depends_on=(Route,),
        natural_key="code",
        importable=_ROUTE_FIELDS,
    ),
    Layer(
        slug="route-stops",
        title=_("Στάσεις διαδρομών"),
        description=_("Οι στάσεις των πολιτιστικών διαδρομών, με τη σειρά τους."),
        theme=Theme.LIFE,
        published=lambda: Stop.objects.published().with_position(),
        geometry_type=GeometryType.POINT,
        properties=(
            Property(name="name_el", title=_("Όνομα"), language="el", on_card=False),
            Property(name="name_en", title=_("Όνομα"), language="en", on_card=False),
            Property(name="number", title=_("Αριθμός στάσης"), kind=Kind.INTEGER),
            Property(name="route", title=_("Κωδικός διαδρομής"), source="route__code", on_card=False),
            Property(name="route_el", title=_("Διαδρομή"), source="route__name_el", language="el"),
            Property(name="route_en", title=_("Διαδρομή"), source="route__name_en", language="en"),
            Property(name="text_el", title=_("Κείμενο"), language="el"),
            Property(name="text_en", title=_("Κείμενο"), language="en"),
            Property(name="position", title=_("Θέση στη διαδρομή (0 έως 1)"), kind=Kind.NUMBER, on_card=False),
            Property(name="distance_m", title=_("Μέτρα από την αρχή"), kind=Kind.NUMBER, on_card=False),
        ),
        label=NAMES,
        style=Style(shape="point", symbol=Symbol(colour="#6a3fa0", size_px=12), label_from_zoom=17),
        depends_on=(Stop, Route),
    ),
)
