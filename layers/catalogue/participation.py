"""What citizens report: the cases that everybody may see."""

from django.utils.translation import gettext_lazy as _

from layers.departments import Department
from layers.districts import District
from layers.layer import GeometryType, Kind, Layer, Property, Theme
from layers.requests.complaints import Complaint
from layers.requests.services import Service, ServiceGroup
from layers.requests.workflow import Outcome, Status
from layers.styles import Style, StyleClass, Symbol

PARTICIPATION = (
    Layer(
        slug="complaints",
        title=_("Προβλήματα που δηλώθηκαν"),
        description=_("Τι δήλωσαν οι πολίτες, πού, και τι έγινε. Χωρίς προσωπικά στοιχεία· τα κείμενα μετά από έλεγχο."),
        theme=Theme.PARTICIPATION,
        published=Complaint.objects.published,
        geometry_type=GeometryType.POINT,
        properties=(
            Property(name="number", title=_("Αριθμός")),
            Property(name="title_el", title=_("Είδος"), source="service__title_el", language="el", on_card=False),
            Property(name="title_en", title=_("Είδος"), source="service__title_en", language="en", on_card=False),
            Property(name="status", title=_("Κατάσταση"), choices=Status),
            Property(name="outcome", title=_("Αποτέλεσμα"), choices=Outcome),
            Property(name="text", title=_("Τι συμβαίνει")),
            Property(name="submitted_at", title=_("Υποβλήθηκε"), kind=Kind.INSTANT),
            Property(name="updated_at", title=_("Τελευταία αλλαγή"), kind=Kind.INSTANT, on_card=False),
            Property(name="closed_at", title=_("Έκλεισε"), kind=Kind.INSTANT),
            Property(name="service", title=_("Κωδικός είδους"), source="service__code", on_card=False),
            Property(name="group", title=_("Ομάδα"), source="service__group__code", on_card=False),
            Property(name="department", title=_("Κωδικός υπηρεσίας"), source="department__code", on_card=False),
            Property(name="department_el", title=_("Υπηρεσία"), source="department__name_el", language="el"),
            Property(name="department_en", title=_("Υπηρεσία"), source="department__name_en", language="en"),
            Property(name="district", title=_("Κωδικός περιοχής"), source="district__code", on_card=False),
            Property(name="district_el", title=_("Δημοτική ενότητα"), source="district__name_el", language="el"),
            Property(name="district_en", title=_("Δημοτική ενότητα"), source="district__name_en", language="en"),
        ),
        label={"el": "title_el", "en": "title_en"},
        style=Style(
            shape="point",
            symbol=Symbol(colour="#a83f24"),
            classify_by="status",
            classes=(
                StyleClass(title=_("Ολοκληρώθηκε"), values=("completed",), symbol=Symbol(colour="#00703c")),
                StyleClass(title=_("Απορρίφθηκε"), values=("rejected",), symbol=Symbol(colour="#5a6472")),
            ),
        ),
        depends_on=(Complaint, Service, ServiceGroup, Department, District),
        time_property="submitted_at",
        # In a town of a million cases a tile of zoom 14 holds a hundred thousand.
        detail_zoom=17,
        search_weight=0,
    ),
)
