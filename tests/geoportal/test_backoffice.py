"""The back office: who may do what, forms that lose nothing, what is remembered of it, and the system's own pages."""

import csv
import io
import re
from typing import Any

import pytest
from django.contrib.gis.geos import GEOSGeometry, Point
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry, TaskState

from geoportal.accounts.models import User
from geoportal.backoffice.dashboard import waiting_for
from geoportal.backoffice.forms import HOURS, STATE
from geoportal.backoffice.geometry import PickerField
from geoportal.backoffice.recording import EDIT
from geoportal.backoffice.reports import find_gaps, rows_with_gap
from geoportal.backoffice.roles import Role, found_roles
from geoportal.backoffice.rooms import content_models
from geoportal.pages.models import ArticlePage, NodePage
from geoportal.pages.tasks import publish_scheduled_pages
from geoportal.pages.tree import found_tree
from layers.cinemas import Screening
from layers.departments import Department
from layers.districts import District
from layers.events.models import Event
from layers.pharmacies import Pharmacy
from layers.places import Place
from layers.streets import Street
from tests.staff import CITIZENS, CULTURE, PLACES, signed_in, staff

pytestmark = pytest.mark.django_db


def fields_of(page: Any) -> dict[str, Any]:
    """Return what the page's form would send as it is."""
    form = page.context["form"]
    return {form.add_prefix(name): _sent(form[name].value()) for name in form.fields} | _geometry(form)


def _sent(value: Any) -> Any:
    return value if isinstance(value, list) else "" if value is None else str(value)


def _geometry(form: Any) -> dict[str, str]:
    values = {name: form[name].value() for name, field in form.fields.items() if isinstance(field, PickerField)}
    return {
        name: form.fields[name].widget.serialize(value) if isinstance(value, GEOSGeometry) else value or ""
        for name, value in values.items()
    }


def edit(client: Client, row: Any, **changes: str) -> Any:
    """Send the form of ``row`` with changes, as a browser would; booleans that are off are not sent."""
    address = f"/backoffice/content/{row._meta.model_name}/edit/{row.pk}/"
    sent = {name: value for name, value in fields_of(client.get(address)).items() if value not in ("False", "", [])} | changes
    return client.post(address, sent)


def test_roles_are_founded_once_and_wagtails_examples_go() -> None:
    first = {role: set(group.permissions.values_list("codename", flat=True)) for role, group in found_roles().items()}

    assert {role: set(group.permissions.values_list("codename", flat=True)) for role, group in found_roles().items()} == first
    assert "change_place" in first[Role.CLERK]
    assert "delete_place" not in first[Role.CLERK]
    assert not any(name.startswith(("add_", "change_", "delete_")) for name in first[Role.AUDITOR])
    assert "manage_tokens" in first[Role.ADMINISTRATOR]


@pytest.mark.parametrize("model", content_models(), ids=lambda model: model._meta.model_name)
def test_every_room_has_its_pages(model: Any, demo: None) -> None:
    client, room = signed_in(Role.GIS), f"/backoffice/content/{model._meta.model_name}/"
    row = model._default_manager.first()
    one = [f"{room}{page}/{row.pk}/" for page in ("edit", "history", "inspect", "delete")] if row else []

    for address in (room, f"{room}?q=α", f"{room}add/", *one):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("model", [Place, Event, District, Street, Screening], ids=lambda model: model._meta.model_name)
def test_a_list_is_taken_along(model: Any, demo: None) -> None:
    client, room = signed_in(Role.GIS), f"/backoffice/content/{model._meta.model_name}/"

    written: Any = client.get(f"{room}?export=csv")
    sheet: Any = client.get(f"{room}?export=xlsx")

    table = list(csv.reader(io.StringIO(b"".join(written.streaming_content).decode())))
    assert len(table) == model._default_manager.count() + 1
    assert b"".join(sheet.streaming_content if sheet.streaming else [sheet.content])[:2] == b"PK"


@pytest.mark.parametrize(
    ("role", "department", "model", "opens"),
    [
        (Role.GIS, "", Place, True),
        (Role.CLERK, CULTURE, Place, True),
        (Role.CLERK, CITIZENS, Place, False),
        (Role.CLERK, CITIZENS, Department, True),
        (Role.CLERK, CITIZENS, Pharmacy, True),
        (Role.EDITOR, CULTURE, Place, False),
        (Role.AUDITOR, "", Place, False),
    ],
)
def test_a_row_is_changed_by_the_department_that_maintains_it(role: Role, department: str, model: Any, opens: bool, demo: None) -> None:
    client, room = signed_in(role, department), f"/backoffice/content/{model._meta.model_name}/"
    row = model._default_manager.first()

    assert client.get(room).status_code == 200
    assert client.get(f"{room}inspect/{row.pk}/").status_code == 200
    assert (client.get(f"{room}edit/{row.pk}/").status_code == 200) is opens
    assert client.post(f"{room}delete/{row.pk}/").status_code == 302
    assert model._default_manager.filter(pk=row.pk).exists() is not (role is Role.GIS)


def test_a_change_is_stored_with_what_was_there_before(demo: None) -> None:
    client, place = signed_in(Role.CLERK, CULTURE), Place.objects.get(code="faros-chanion")

    answer = edit(client, place, name_el="Ο Φάρος", geom="35.520000, 24.020000", opening_hours="Δευ-Παρ 09:00-14:00")

    assert answer.status_code == 302, answer.context["form"].errors
    place.refresh_from_db()
    assert (place.name_el, place.geom.coords) == ("Ο Φάρος", (24.02, 35.52))
    assert place.timetable is not None
    assert sorted(place.timetable.hours.values_list("weekday", flat=True)) == [1, 2, 3, 4, 5]
    entry = ModelLogEntry.objects.get(action=EDIT)
    assert entry.data["changes"]["Όνομα"] == ["Αιγυπτιακός Φάρος", "Ο Φάρος"]
    told = client.get(f"{PLACES}history/{place.pk}/").content.decode()
    assert "Όνομα: «Αιγυπτιακός Φάρος» → «Ο Φάρος»" in told
    assert "Δευ-Παρ 09:00-14:00" in told


def test_what_nobody_touched_keeps_every_decimal(demo: None) -> None:
    place = Place.objects.get(code="faros-chanion")
    place.geom = Point(24.0123456789, 35.5123456789, srid=4326)
    place.save()

    assert edit(signed_in(Role.GIS), place, phone="28210 12345").status_code == 302

    before, place = place.geom, Place.objects.get(pk=place.pk)
    assert (place.phone, place.geom.coords) == ("28210 12345", before.coords)


def test_nobody_writes_over_a_change_that_they_did_not_see(demo: None) -> None:
    client, place = signed_in(Role.GIS), Place.objects.get(code="faros-chanion")
    sent = {name: value for name, value in fields_of(client.get(f"{PLACES}edit/{place.pk}/")).items() if value not in ("False", "", [])}
    edit(client, place, name_el="Του πρώτου")

    answer = client.post(f"{PLACES}edit/{place.pk}/", sent | {"name_el": "Του δεύτερου"})

    assert "Κάποιος άλλαξε αυτή την εγγραφή" in answer.content.decode()
    assert "Του δεύτερου" in answer.content.decode()
    place.refresh_from_db()
    assert place.name_el == "Του πρώτου"
    assert sent[STATE]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"geom": "κάπου"}, "Το «κάπου» δεν διαβάζεται ως σημείο"),
        ({"geom": ""}, "Πείτε πού είναι"),
        ({HOURS: "Δευ 9-14, Τρ"}, "Τρ"),
        ({"name_el": ""}, "απαραίτητο"),
    ],
)
def test_a_wrong_value_is_told_and_nothing_is_stored(changes: dict[str, str], words: str, demo: None) -> None:
    place = Place.objects.get(code="faros-chanion")

    answer = edit(signed_in(Role.GIS), place, **changes)

    assert answer.status_code == 200
    assert words in " ".join(str(error) for errors in answer.context["form"].errors.values() for error in errors)
    assert Place.objects.get(pk=place.pk).geom.equals(place.geom)


OUTLINE = "[[24, 35], [24.1, 35], [24.1, 35.1], [24, 35]]"
HOLE = "[[24.05, 35.01], [24.06, 35.01], [24.06, 35.02], [24.05, 35.01]]"
AREA = f'{{"type": "Polygon", "coordinates": [{OUTLINE}, {HOLE}]}}'


def test_one_area_becomes_several_and_keeps_its_hole() -> None:
    field: Any = PickerField(geom_type="MULTIPOLYGON")

    area = field.clean(AREA)

    assert (area.geom_type, area.srid, len(area[0])) == ("MultiPolygon", 4326, 2)
    assert field.clean(field.widget.serialize(area)).equals_exact(area)
    assert not field.has_changed(area, field.widget.serialize(area))


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("MULTIPOLYGON", "LINESTRING(24 35, 25 35)", "LineString"),
        ("MULTIPOLYGON", "POLYGON((24 35, 25 36, 25 35, 24 36, 24 35))", "δεν είναι έγκυρο"),
        ("LINESTRING", "LINESTRING(501546 3929735, 501547 3929735)", "δεν είναι μοίρες"),
        ("LINESTRING", "SRID=2100;LINESTRING(501546 3929735, 501547 3929735)", "EPSG:2100"),
        ("LINESTRING", "{oops", "δεν διαβάζεται"),
        ("POINT", "POINT Z (24 35 7)", "υψόμετρα"),
        ("POINT", "95, 24", "δεν διαβάζεται ως σημείο"),
    ],
)
def test_a_shape_that_cannot_be_is_refused_with_its_remedy(kind: str, text: str, words: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(words)):
        PickerField(geom_type=kind).clean(text)


@pytest.mark.parametrize("text", ["35.5138, 24.0187", "35,5138 24,0187", "35°30′49.7″Β 24°01′07.3″Α", "POINT(24.0187 35.5138)"])
def test_a_point_is_typed_as_people_write_one(text: str) -> None:
    point: Any = PickerField(geom_type="POINT").clean(text)

    assert point.coords == pytest.approx((24.0187, 35.5138), abs=2e-5)


def test_many_rows_change_at_once_and_each_remembers(demo: None) -> None:
    client, rows = signed_in(Role.GIS), list(Place.objects.exclude(wheelchair="yes")[:3])
    address = reverse("wagtail_bulk_action", args=("layers", "place", "edit")) + "?" + "&".join(f"id={row.pk}" for row in rows)
    assert "Θα αλλάξουν 3 εγγραφές" in client.get(address).content.decode()

    assert client.post(address, {}).status_code == 200
    answer = client.post(address, {"wheelchair": "yes", "is_published": "no"})

    assert answer.status_code == 302
    assert set(Place.objects.filter(pk__in=[row.pk for row in rows]).values_list("wheelchair", "is_published")) == {("yes", False)}
    assert ModelLogEntry.objects.filter(action="geoportal.bulk_edit").count() == 3


def test_what_lacks_is_counted_and_listed(demo: None) -> None:
    user = staff(Role.HEAD, CULTURE)
    gap = next(gap for gap in find_gaps(user) if gap.model is Place and gap.code == "hours")

    assert gap.count == Place.objects.filter(timetable=None).count() == rows_with_gap(Place, "hours").count()
    client = Client()
    client.force_login(user)
    page = client.get("/backoffice/gaps/place/hours/").content.decode()
    assert page.count("/backoffice/content/place/edit/") == gap.count
    assert client.get("/backoffice/gaps/place/nonsense/").status_code == 404


def test_a_page_goes_from_its_editor_over_the_head_to_the_public() -> None:
    found_roles()
    node = found_tree()["el"].add_child(instance=NodePage(title="Τέχνες", slug="arts"))
    editor, head = signed_in(Role.EDITOR, CULTURE), signed_in(Role.HEAD, CULTURE)
    body = {"title": "Νέο θέατρο", "slug": "theatre", "lead": "Ανοίγει τον Μάιο.", "body-count": "0", "audiences": ["visitor"]}
    comments = {f"comments-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}

    answer = editor.post(f"/backoffice/pages/add/pages/articlepage/{node.pk}/", body | comments | {"action-submit": "1"})

    assert answer.status_code == 302, answer.context["form"].errors
    page = ArticlePage.objects.get(slug="theatre")
    assert not page.live
    assert Client().get("/arts/theatre/").status_code == 404
    assert any("έγκρισή σας" in entry.text for entry in waiting_for(User.objects.get(username__startswith="head")))
    assert not any("έγκρισή σας" in entry.text for entry in waiting_for(User.objects.get(username__startswith="editor")))
    assert "Ανοίγει τον Μάιο." in editor.get(f"/backoffice/pages/{page.pk}/view_draft/").content.decode()

    task = TaskState.objects.get(status="in_progress")
    approval = reverse("wagtailadmin_pages:workflow_action", args=(page.pk, "approve", task.pk))
    assert head.post(approval, {"comment": ""}).status_code in (200, 302)

    page.refresh_from_db()
    assert page.live
    assert Client().get("/arts/theatre/").status_code == 200
    publish_scheduled_pages(0)


def test_a_row_is_told_in_words(demo: None) -> None:
    place = Place.objects.published().order_by("pk")[0]

    body = signed_in(None).get(f"/backoffice/content/place/inspect/{place.pk}/").content.decode()

    assert f"{place.geom.y:.6f}, {place.geom.x:.6f}" in body
    assert "SRID=" not in body
    assert ">True<" not in re.sub(r"\s", "", body)


def test_what_is_not_there_is_said_in_the_pages_own_words(demo: None) -> None:
    answer = signed_in(None).get("/backoffice/no-such-page/")

    assert answer.status_code == 404
    assert "Η σελίδα δεν βρέθηκε" in answer.content.decode()
