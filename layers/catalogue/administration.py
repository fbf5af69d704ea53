"""The administration: departments, their areas, the municipal units."""

from django.utils.translation import gettext_lazy as _

from layers.catalogue.shared import DISTRICT, DISTRICT_FIELDS, HOURS, NAMES, SHORT_NAMES
from layers.departments import ContactChannel, Department
from layers.districts import District
from layers.hours.models import HOURS_MODELS
from layers.hours.questions import next_change_of_hours
from layers.layer import GeometryType, Kind, Layer, Property, Theme
from layers.styles import Style, Symbol

_DEPARTMENT = (
    Property(name="code", title=_("Κωδικός"), on_card=False),
    Property(name="name_el", title=_("Όνομα"), language="el", on_card=False),
    Property(name="name_en", title=_("Όνομα"), language="en", on_card=False),
    Property(name="address_el", title=_("Διεύθυνση"), language="el"),
    Property(name="address_en", title=_("Διεύθυνση"), language="en"),
    Property(name="hours_el", title=_("Ώρες κοινού"), language="el"),
    Property(name="hours_en", title=_("Ώρες κοινού"), language="en"),
    *HOURS,
    Property(name="tasks_el", title=_("Αρμοδιότητες"), language="el"),
    Property(name="tasks_en", title=_("Αρμοδιότητες"), language="en"),
    Property(name="channels", title=_("Επικοινωνία"), source="channels_", kind=Kind.LIST),
    Property(name="parent", title=_("Ανήκει σε"), source="parent__code", on_card=False),
)

_DEPARTMENT_FIELDS = (
    "code", "name_el", "name_en", "tasks_el", "tasks_en", "address_el", "address_en", "hours_el", "hours_en", "timetable", "parent",
)  # fmt: skip

ADMINISTRATION = (
    Layer(
        slug="department-offices",
        title=_("Υπηρεσίες του Δήμου"),
        description=_("Πού βρίσκεται κάθε δημοτική υπηρεσία, πότε δέχεται και πώς επικοινωνείτε μαζί της."),
        theme=Theme.ADMINISTRATION,
        published=lambda: Department.objects.published().with_channels(),
        geometry="office",
        geometry_type=GeometryType.POINT,
        properties=_DEPARTMENT,
        label=NAMES,
        style=Style(shape="point", symbol=Symbol(colour="#003476"), label_from_zoom=16),
        depends_on=(Department, ContactChannel, *HOURS_MODELS),
        timetable="timetable",
        next_change_at=next_change_of_hours,
        natural_key="code",
        importable=_DEPARTMENT_FIELDS,
    ),
    Layer(
        slug="department-areas",
        title=_("Περιοχές ευθύνης υπηρεσιών"),
        description=_("Για ποιο μέρος του Δήμου είναι αρμόδια κάθε υπηρεσία."),
        theme=Theme.ADMINISTRATION,
        published=lambda: Department.objects.published().with_channels(),
        geometry="jurisdiction",
        geometry_type=GeometryType.MULTI_POLYGON,
        properties=_DEPARTMENT,
        label=NAMES,
        style=Style(shape="polygon", symbol=Symbol(colour="#0065b3", outline_px=2, opacity=0.06)),
        depends_on=(Department, ContactChannel, *HOURS_MODELS),
        timetable="timetable",
        next_change_at=next_change_of_hours,
        natural_key="code",
        importable=_DEPARTMENT_FIELDS,
        # Their offices are found under the same names.
        search_weight=0,
    ),
    Layer(
        slug="municipal-units",
        title=_("Δημοτικές ενότητες"),
        description=_("Οι ενότητες που αποτελούν τον Δήμο, σχηματικά."),
        theme=Theme.ADMINISTRATION,
        published=District.objects.municipal_units,
        geometry_type=GeometryType.MULTI_POLYGON,
        properties=DISTRICT,
        label=SHORT_NAMES,
        style=Style(shape="polygon", symbol=Symbol(colour="#5a6472", outline_px=2, opacity=0.08), label_from_zoom=11),
        depends_on=(District,),
        natural_key="code",
        importable=DISTRICT_FIELDS,
        search_weight=4,
    ),
)
