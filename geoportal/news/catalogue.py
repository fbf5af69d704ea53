"""The room's layer: the publications that have a place."""

from django.utils.translation import gettext_lazy as _

from geoportal.news.kinds import Kind as PublicationKind
from geoportal.news.kinds import Status, status_now
from geoportal.news.placed import PlacedPublication, next_change
from geoportal.news.words import LAYER
from layers.departments import Department
from layers.layer import GeometryType, Kind, Layer, Property, Theme
from layers.styles import Style, StyleClass, Symbol

_TENDERS = Symbol(colour="#2f5d0a")
_SAFETY = Symbol(colour="#c62828")

LAYERS = (
    Layer(
        slug=LAYER,
        title=_("Δημοσιεύσεις με θέση"),
        description=_("Δελτία τύπου, νέα, διαγωνισμοί και ανακοινώσεις του Δήμου, εκεί που αφορούν."),
        theme=Theme.ADMINISTRATION,
        published=PlacedPublication.objects.published,
        geometry_type=GeometryType.ANY,
        properties=(
            Property(name="code", title=_("Κωδικός"), on_card=False),
            Property(name="title_el", title=_("Τίτλος"), language="el", on_card=False),
            Property(name="title_en", title=_("Τίτλος"), language="en", on_card=False),
            Property(name="kind", title=_("Είδος"), choices=PublicationKind),
            Property(name="published_on", title=_("Ημερομηνία"), kind=Kind.DATE),
            Property(name="status", title=_("Κατάσταση"), source=status_now(), choices=Status),
            Property(name="deadline", title=_("Προθεσμία"), kind=Kind.INSTANT),
            Property(name="starts_at", title=_("Γίνεται από"), kind=Kind.INSTANT),
            Property(name="ends_at", title=_("Γίνεται έως"), kind=Kind.INSTANT),
            Property(name="urgent_until", title=_("Επείγον έως"), kind=Kind.INSTANT, on_card=False),
            Property(name="lead_el", title=_("Περίληψη"), language="el"),
            Property(name="lead_en", title=_("Περίληψη"), language="en"),
            Property(name="address_el", title=_("Πού"), language="el"),
            Property(name="address_en", title=_("Πού"), language="en"),
            Property(name="department", title=_("Κωδικός υπηρεσίας"), source="department__code", on_card=False),
            Property(name="department_el", title=_("Υπηρεσία"), source="department__name_el", language="el"),
            Property(name="department_en", title=_("Υπηρεσία"), source="department__name_en", language="en"),
            Property(name="path_el", title=_("Η δημοσίευση"), language="el"),
            Property(name="path_en", title=_("Η δημοσίευση"), language="en"),
        ),
        label={"el": "title_el", "en": "title_en"},
        style=Style(
            shape="point",
            symbol=Symbol(colour="#7b1e4b"),
            classify_by="kind",
            classes=(
                StyleClass(title=_("Διαγωνισμοί και προσλήψεις"), values=("tender", "vacancy"), symbol=_TENDERS),
                StyleClass(title=_("Υγεία και ασφάλεια"), values=("safety",), symbol=_SAFETY),
            ),
            label_from_zoom=17,
        ),
        depends_on=(PlacedPublication, Department),
        time_property="published_on",
        next_change_at=next_change,
    ),
)
