"""The city itself: places, pharmacies, neighbourhoods."""

from datetime import datetime

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from layers.addresses import positions_of
from layers.catalogue.shared import ADDRESS, DISTRICT, DISTRICT_FIELDS, HOURS, NAMES, NAMING, SHORT_NAMES
from layers.districts import District
from layers.hours.models import HOURS_MODELS
from layers.hours.questions import next_change_of_hours
from layers.layer import GeometryType, Kind, Layer, Property, Theme
from layers.pharmacies import DutyShift, Pharmacy, duty_until, next_change_of_duties, on_duty_at
from layers.places import Place, PlaceCategory
from layers.streets import Street
from layers.styles import Style, StyleClass, Symbol

_PLACE_FIELDS = (
    "code", "name_el", "name_en", "category", "description_el", "description_en",
    "address_el", "address_en", "website", "phone", "wheelchair", "timetable",
)  # fmt: skip

_STREET_FIELDS = ("code", "name_el", "name_en", "postcode")
_PHARMACY_FIELDS = ("code", "name_el", "name_en", "address_el", "address_en", "phone", "wheelchair", "timetable")


def _next_change_of_pharmacies() -> datetime | None:
    now = timezone.now()
    changes = (next_change_of_hours(now), next_change_of_duties(now))
    return min(change for change in changes if change is not None)


CITY = (
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
            *HOURS,
            Property(name="wheelchair", title=_("Πρόσβαση με αμαξίδιο"), choices=Place.Wheelchair),
        ),
        label=NAMES,
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
        depends_on=(Place, PlaceCategory, *HOURS_MODELS),
        timetable="timetable",
        next_change_at=next_change_of_hours,
        natural_key="code",
        importable=_PLACE_FIELDS,
        shown_at_first=True,
    ),
    Layer(
        slug="pharmacies",
        title=_("Φαρμακεία"),
        description=_("Τα φαρμακεία, οι ώρες τους και ποια εφημερεύουν αυτή τη στιγμή."),
        theme=Theme.CITY,
        published=Pharmacy.objects.published,
        geometry_type=GeometryType.POINT,
        properties=(
            *NAMING,
            Property(name="on_duty", title=_("Εφημερεύει τώρα"), source=on_duty_at(), kind=Kind.BOOLEAN),
            Property(name="duty_until", title=_("Εφημερεύει έως"), source=duty_until(), kind=Kind.INSTANT),
            *HOURS,
            *ADDRESS,
            Property(name="phone", title=_("Τηλέφωνο")),
            Property(name="wheelchair", title=_("Πρόσβαση με αμαξίδιο"), choices=Place.Wheelchair),
        ),
        label=NAMES,
        style=Style(
            shape="point",
            symbol=Symbol(colour="#5a6472"),
            classify_by="on_duty",
            classes=(StyleClass(title=_("Εφημερεύει τώρα"), values=("true",), symbol=Symbol(colour="#00703c", size_px=18)),),
            label_from_zoom=17,
        ),
        depends_on=(Pharmacy, DutyShift, *HOURS_MODELS),
        timetable="timetable",
        next_change_at=_next_change_of_pharmacies,
        natural_key="code",
        importable=_PHARMACY_FIELDS,
    ),
    Layer(
        slug="neighbourhoods",
        title=_("Γειτονιές"),
        description=_("Οι γειτονιές της πόλης, σχηματικά."),
        theme=Theme.CITY,
        published=District.objects.neighbourhoods,
        geometry_type=GeometryType.MULTI_POLYGON,
        properties=DISTRICT,
        label=SHORT_NAMES,
        style=Style(shape="polygon", symbol=Symbol(colour="#00695c", outline_px=1.5, opacity=0.12), label_from_zoom=14),
        depends_on=(District,),
        natural_key="code",
        importable=DISTRICT_FIELDS,
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
            *NAMING,
            Property(name="aliases", title=_("Άλλα ονόματα"), kind=Kind.LIST, on_card=False),
            Property(name="postcode", title=_("Ταχυδρομικός κώδικας")),
        ),
        label=NAMES,
        style=Style(shape="line", symbol=Symbol(colour="#7a5b00", size_px=3, opacity=0.8), label_from_zoom=17),
        depends_on=(Street,),
        min_zoom=13,
        natural_key="code",
        importable=_STREET_FIELDS,
        also_named="aliases",
        search_weight=3,
        houses=positions_of,
    ),
)
