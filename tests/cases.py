"""What tests of the request engine begin with: a town, two departments, kinds of requests, staff, and a report."""

from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import connection, transaction

from geoportal.accounts.models import User
from geoportal.backoffice.desk.models import PersonalDataView
from layers.departments import Department
from layers.districts import District
from layers.requests.attachments import Attachment
from layers.requests.history import HistoryEntry
from layers.requests.models import ServiceRequest
from layers.requests.services import Service, ServiceGroup
from layers.requests.submitting import Contact, Report, submit

INSIDE = (24.0187, 35.5138)
QUESTIONS: list[dict[str, Any]] = [
    {
        "code": "lamps", "datatype": "singlevaluelist", "required": True, "order": 1,
        "text_el": "Πόσα φώτα;", "text_en": "How many lights?",
        "values": [{"key": "one", "name_el": "Ένα", "name_en": "One"}, {"key": "many", "name_el": "Πολλά", "name_en": "Many"}],
    },
    {
        "code": "poles", "datatype": "number", "required": False, "order": 2, "text_el": "Πόσοι στύλοι;", "text_en": "How many poles?",
        "shown_if": {"question": "lamps", "is": "many"},
    },
]  # fmt: skip


def square(west: float, south: float, side: float = 0.02) -> MultiPolygon:
    return MultiPolygon(Polygon.from_bbox((west, south, west + side, south + side)), srid=4326)


def make_town() -> District:
    return District.objects.get_or_create(
        code="town",
        defaults={
            "kind": District.Kind.MUNICIPAL_UNIT, "name_el": "Πόλη", "name_en": "Town", "short_name_el": "Πόλη", "short_name_en": "Town",
            "geom": square(24.0, 35.5, 0.05),
        },
    )[0]  # fmt: skip


def make_department(code: str = "works") -> Department:
    return Department.objects.get_or_create(code=code, defaults={"name_el": f"Υπηρεσία {code}", "name_en": f"Department {code}"})[0]


def make_service(code: str = "lighting", **given: Any) -> Service:
    make_town()
    group, _created = ServiceGroup.objects.get_or_create(code="roads", defaults={"title_el": "Δρόμοι", "title_en": "Roads"})
    values = {
        "title_el": "Φωτισμός", "title_en": "Lighting", "description_el": "Φώτα που δεν ανάβουν.", "description_en": "Lights that are out.",
        "deadline_days": 5, "duplicate_radius_m": 50, "group": group, "department": make_department(),
    }  # fmt: skip
    return Service.objects.create(code=code, **{**values, **given})


def make_staff(name: str, *permissions: str, department: str = "works") -> User:
    """Return an account of the department with just these permissions of the engine, read anew."""
    user = User.objects.create(username=name, is_staff=True, department=make_department(department) if department else None)
    user.user_permissions.add(*Permission.objects.filter(content_type__app_label="layers", codename__in=permissions))
    return User.objects.get(pk=user.pk)


def make_case(service: Service, *, email: str = "", lon_lat: tuple[float, float] | None = INSIDE, **given: Any) -> ServiceRequest:
    values = {"description": "Δεν ανάβει το φως.", "contact": Contact(email=email), **given}
    report = Report(service=service, lon_lat=lon_lat, **values)
    return submit(report).case


def last_case() -> int:
    return ServiceRequest.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def forget_cases_after(last: int) -> None:
    """Remove the cases that a test left in a database that others use too, and all that hangs on them; no history outside a test goes."""
    newer = ServiceRequest.objects.filter(pk__gt=last)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE layers_historyentry DISABLE TRIGGER USER")
        PersonalDataView.objects.filter(request__in=newer).delete()
        Attachment.objects.filter(request__in=newer).delete()
        HistoryEntry.objects.filter(request__in=newer).delete()
        newer.delete()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE layers_historyentry ENABLE TRIGGER USER")
