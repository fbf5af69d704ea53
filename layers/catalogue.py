"""The core's layers, in the order of the legend. A new layer: its room's module, an entry here, a generated migration."""

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from layers.addresses import positions_of
from layers.departments import ContactChannel, Department
from layers.districts import District
from layers.layer import GeometryType, Kind, Layer, Property, Theme
from layers.places import Place, PlaceCategory
from layers.streets import Street
from layers.styles import Style, StyleClass, Symbol

# Models with a geometry that no layer publishes, each with the reason. The system check layers.E007 reads it.
UNPUBLISHED: dict[str, str] = {
    "layers.AddressRange": "House numbers are asked for by street and number (layers/addresses.py); their lines are those of the streets.",
    "layers.Name": "A copy of names that the layers publish (layers/gazetteer), with a point to sort them by.",
}

_DEPARTMENT = (
    Property(name="code", title=_("Κωδικός"), on_card=False),
    Property(name="name_el", title=_("Όνομα"), language="el", on_card=False),
    Property(name="name_en", title=_("Όνομα"), language="en", on_card=False),
    Property(name="address_el", title=_("Διεύθυνση"), language="el"),
    Property(name="address_en", title=_("Διεύθυνση"), language="en"),
    Property(name="hours_el", title=_("Ώρες κοινού"), language="el"),
    Property(name="hours_en", title=_("Ώρες κοινού"), language="en"),
    Property(name="tasks_el", title=_("Αρμοδιότητες"), language="el"),
    Property(name="tasks_en", title=_("Αρμοδιότητες"), language="en"),
    Property(name="channels", title=_("Επικοινωνία"), source="channels_", kind=Kind.LIST),
    Property(name="parent", title=_("Ανήκει σε"), source="parent__code", on_card=False),
)

_DISTRICT = (
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

_DEPARTMENT_FIELDS = (
    "code", "name_el", "name_en", "tasks_el", "tasks_en", "address_el", "address_en", "hours_el", "hours_en", "parent",
)  # fmt: skip
_DISTRICT_FIELDS = (
    "code", "kind", "name_el", "name_en", "short_name_el", "short_name_en", "seat_el", "seat_en", "population", "parent",
)  # fmt: skip

_PLACE_FIELDS = (
    "code", "name_el", "name_en", "category", "description_el", "description_en",
    "address_el", "address_en", "website", "phone", "wheelchair",
)  # fmt: skip

_STREET_FIELDS = ("code", "name_el", "name_en", "postcode")

_NAMES = {"el": "name_el", "en": "name_en"}
_SHORT_NAMES = {"el": "short_name_el", "en": "short_name_en"}

LAYERS = (
    Layer(
        slug="places",
        title=_("Σημεία ενδιαφέροντος"),
        description=_("Μνημεία, μουσεία, παραλίες, πλατείες και υποδομές της πόλης, ανά κατηγορία."),
        theme=Theme.CITY,
        published=Place.objects.published,
        geometry_type=GeometryType.POINT,
        properties=(
            Property(name="code", title=_("Κωδικός"), on_card=False),
            Property(name="name_el", title=_("Όνομα"), language="el", on_card=False),
            Property(name="name_en", title=_("Όνομα"), language="en", on_card=False),
            Property(name="category", title=_("Κωδικός κατηγορίας"), source="category__code", on_card=False),
            Property(
                name="group",
                title=_("Ομάδα κατηγοριών"),
                source=Coalesce(F("category__parent__code"), F("category__code")),
                on_card=False,
            ),
            Property(name="category_el", title=_("Κατηγορία"), source="category__name_el", language="el"),
            Property(name="category_en", title=_("Κατηγορία"), source="category__name_en", language="en"),
            Property(name="description_el", title=_("Περιγραφή"), language="el"),
            Property(name="description_en", title=_("Περιγραφή"), language="en"),
            Property(name="address_el", title=_("Διεύθυνση"), language="el"),
            Property(name="address_en", title=_("Διεύθυνση"), language="en"),
            Property(name="phone", title=_("Τηλέφωνο")),
            Property(name="website", title=_("Ιστοσελίδα")),
            Property(name="wheelchair", title=_("Πρόσβαση με αμαξίδιο"), choices=Place.Wheelchair),
        ),
        label=_NAMES,
        style=Style(
            shape="point",
            symbol=Symbol(colour="#5a6472"),
            classify_by="group",
            classes=(
                StyleClass(title=_("Πολιτισμός"), values=("culture",), symbol=Symbol(colour="#6a3fa0")),
                StyleClass(title=_("Θρησκευτικοί χώροι"), values=("worship",), symbol=Symbol(colour="#c2185b")),
                StyleClass(title=_("Φύση και παραλίες"), values=("nature",), symbol=Symbol(colour="#00703c")),
                StyleClass(
                    title=_("Δημόσιοι χώροι και υπηρεσίες"),
                    values=("public-services",),
                    symbol=Symbol(colour="#0065b3"),
                ),
                StyleClass(title=_("Αθλητισμός"), values=("sports",), symbol=Symbol(colour="#a34a07")),
                StyleClass(title=_("Μεταφορές"), values=("transport",), symbol=Symbol(colour="#374151")),
            ),
            label_from_zoom=16,
        ),
        depends_on=(Place, PlaceCategory),
        natural_key="code",
        importable=_PLACE_FIELDS,
        shown_at_first=True,
    ),
    Layer(
        slug="neighbourhoods",
        title=_("Γειτονιές"),
        description=_("Οι γειτονιές της πόλης, σχηματικά."),
        theme=Theme.CITY,
        published=District.objects.neighbourhoods,
        geometry_type=GeometryType.MULTI_POLYGON,
        properties=_DISTRICT,
        label=_SHORT_NAMES,
        style=Style(shape="polygon", symbol=Symbol(colour="#00695c", outline_px=1.5, opacity=0.12), label_from_zoom=14),
        depends_on=(District,),
        natural_key="code",
        importable=_DISTRICT_FIELDS,
        search_weight=4,
    ),
    Layer(
        slug="streets",
        title=_("Οδοί"),
        description=_("Οι οδοί και οι πλατείες του Δήμου, με τα ονόματά τους."),
        theme=Theme.CITY,
        published=Street.objects.published,
        geometry_type=GeometryType.MULTI_LINE,
        properties=(
            Property(name="code", title=_("Κωδικός"), on_card=False),
            Property(name="name_el", title=_("Όνομα"), language="el", on_card=False),
            Property(name="name_en", title=_("Όνομα"), language="en", on_card=False),
            Property(name="aliases", title=_("Άλλα ονόματα"), kind=Kind.LIST, on_card=False),
            Property(name="postcode", title=_("Ταχυδρομικός κώδικας")),
        ),
        label=_NAMES,
        style=Style(shape="line", symbol=Symbol(colour="#7a5b00", size_px=3, opacity=0.8), label_from_zoom=17),
        depends_on=(Street,),
        min_zoom=13,
        natural_key="code",
        importable=_STREET_FIELDS,
        also_named="aliases",
        search_weight=3,
        houses=positions_of,
    ),
    Layer(
        slug="department-offices",
        title=_("Υπηρεσίες του Δήμου"),
        description=_("Πού βρίσκεται κάθε δημοτική υπηρεσία, πότε δέχεται και πώς επικοινωνείτε μαζί της."),
        theme=Theme.ADMINISTRATION,
        published=lambda: Department.objects.published().with_channels(),
        geometry="office",
        geometry_type=GeometryType.POINT,
        properties=_DEPARTMENT,
        label=_NAMES,
        style=Style(shape="point", symbol=Symbol(colour="#003476"), label_from_zoom=16),
        depends_on=(Department, ContactChannel),
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
        label=_NAMES,
        style=Style(shape="polygon", symbol=Symbol(colour="#0065b3", outline_px=2, opacity=0.06)),
        depends_on=(Department, ContactChannel),
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
        properties=_DISTRICT,
        label=_SHORT_NAMES,
        style=Style(shape="polygon", symbol=Symbol(colour="#5a6472", outline_px=2, opacity=0.08), label_from_zoom=11),
        depends_on=(District,),
        natural_key="code",
        importable=_DISTRICT_FIELDS,
        search_weight=4,
    ),
)
