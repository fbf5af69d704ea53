"""A problem is told in four plain pages: nothing typed is lost, nothing is sent twice, and what is wrong is said beside its field."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from geoportal.messaging.models import Message
from geoportal.requests.models import Draft
from layers.gazetteer.upkeep import renew_names
from layers.places import Place
from layers.requests.attachments import Attachment
from layers.requests.codes import written
from layers.requests.models import Reporter, ServiceRequest, Supporter
from layers.requests.services import Service
from layers.requests.workflow import Status
from tests.cases import INSIDE, QUESTIONS, make_case, make_service
from tests.drafts import AT, begin, jpeg
from tests.planting import plant
from tests.uploads import upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def test_from_a_point_to_a_code(client: Client, service: Service) -> None:
    draft = begin(client)
    steps = [
        ("what", {"service": service.code}, "details"),
        ("details", {"description": "Δεν ανάβει το φως."}, "check"),
        ("check", {"email": "eleni@example.gr", "name": "Ελένη", "phone": "6900000000"}, "sent"),
    ]
    for page, given, following in steps:
        assert client.get(f"/report/{draft.key}/{page}/").status_code == 200
        answer = client.post(f"/report/{draft.key}/{page}/", given)
        assert (answer.status_code, answer["Location"]) == (302, f"/report/{draft.key}/{following}/")

    case, reporter = ServiceRequest.objects.get(), Reporter.objects.get()
    html = client.get(f"/report/{draft.key}/sent/").content.decode()
    assert written(case.code) in html
    assert (case.status, case.description, case.channel) == (Status.SUBMITTED, "Δεν ανάβει το φως.", "web")
    assert case.geom is not None
    assert case.geom.coords == INSIDE
    assert (reporter.email, reporter.name, reporter.phone) == ("eleni@example.gr", "Ελένη", "6900000000")
    assert Message.objects.get().kind == "request-confirm-contact"


def test_sent_twice_it_is_one_case_and_the_draft_keeps_nothing_personal(client: Client, service: Service, media: Path) -> None:
    draft = begin(client, service=service.code)
    client.post(f"/report/{draft.key}/details/", {"description": "Μυστικό", "photos": [upload(jpeg())]})

    for _ in range(2):
        assert client.post(f"/report/{draft.key}/check/", {"email": "eleni@example.gr"})["Location"] == f"/report/{draft.key}/sent/"

    assert (ServiceRequest.objects.count(), Attachment.objects.count()) == (1, 1)
    draft.refresh_from_db()
    assert (draft.description, draft.email, draft.lon, draft.pictures.count()) == ("", "", None, 0)
    assert client.get(f"/report/{draft.key}/details/")["Location"] == f"/report/{draft.key}/sent/"


def test_words_alone_are_a_place(client: Client, service: Service) -> None:
    answer = client.post("/report/", {"address": "Πίσω από την αποθήκη με τα πράσινα παντζούρια"})
    assert answer.status_code == 302
    draft = Draft.objects.get()
    client.post(f"/report/{draft.key}/what/", {"service": service.code})
    client.post(f"/report/{draft.key}/details/", {"description": "Σκοτάδι."})
    client.post(f"/report/{draft.key}/check/", {})

    case = ServiceRequest.objects.get()
    assert (case.geom, case.address) == (None, "Πίσω από την αποθήκη με τα πράσινα παντζούρια")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Διαλέξτε σημείο στον χάρτη ή γράψτε πού είναι"),
        ({"lat": "37.98", "lon": "23.72"}, "το σημείο είναι έξω από τον Δήμο"),
        ({"lat": "35.70", "lon": "24.02"}, "το σημείο είναι έξω από τον Δήμο"),
        ({"lat": "24.0187", "lon": "35.5138"}, "μάλλον γράφτηκαν ανάποδα"),
        ({"lat": "πολύ", "lon": "βόρεια"}, "δεν είναι συντεταγμένες"),
        ({"lat": "nan", "lon": "inf"}, "δεν υπάρχει τέτοιο σημείο"),
        ({"lat": "95", "lon": "24"}, "δεν υπάρχει τέτοιο σημείο"),
        ({"choice": "35.5,κακό,Χάληδων"}, "δεν είναι συντεταγμένες"),
    ],
)
def test_a_place_that_is_none_is_told_and_no_draft_begins(client: Client, service: Service, given: dict[str, str], words: str) -> None:
    answer = client.post("/report/", given)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    for name in given.keys() & {"lat", "lon"}:
        assert f'value="{given[name]}"' in answer.content.decode()
    assert not Draft.objects.exists()


def test_coordinates_are_written_with_a_comma_too(client: Client, service: Service) -> None:
    draft = begin(client, lat="35,5138", lon="24,0187")

    assert draft.geom is not None
    assert draft.geom.coords == INSIDE


def test_the_kind_is_found_by_the_words_of_the_world(client: Client) -> None:
    make_service("potholes", title_el="Λακκούβα", title_en="Pothole", keywords_el=["τρύπα στον δρόμο"], keywords_en=["hole"])
    # A kind that the municipality added itself has no drawing of its own.
    make_service("lighting2", title_el="Φως", title_en="Street light", keywords_el=["καμένη λάμπα"], keywords_en=["lamp"])
    draft = begin(client)

    def found(text: str) -> list[str]:
        html = client.get(f"/report/{draft.key}/what/", {"q": text}).content.decode()
        return [code for code in ("potholes", "lighting2") if f'value="{code}"' in html]

    for text in ("λακκούβες", "ΛΑΚΚΟΥΒΑ", "lakkouva", "pothole", "τρυπα", "λακούβα"):
        assert found(text)[:1] == ["potholes"], text
    for text in ("κάηκε η λάμπα", "lampa", "street light"):
        assert found(text) == ["lighting2"], text
    assert found("ξψφωω") == ["potholes", "lighting2"], "where nothing is found, all are offered"


def test_a_kind_that_is_not_offered_is_not_taken(client: Client) -> None:
    make_service("old", is_active=False)
    draft = begin(client)

    for code in ("old", "nonsense", "", "x" * 500):
        assert client.post(f"/report/{draft.key}/what/", {"service": code}).status_code == 200
    draft.refresh_from_db()
    assert draft.service is None


def test_what_is_wrong_is_said_beside_its_field_and_everything_typed_is_there(client: Client) -> None:
    service = make_service(questions=QUESTIONS)
    draft = begin(client, service=service.code)

    answer = client.post(f"/report/{draft.key}/details/", {"description": " ", "q-lamps": "many", "q-poles": "τρεις"})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Πείτε μας με λίγα λόγια" in html
    assert "«τρεις»: γράψτε έναν αριθμό" in html
    assert f'href="/report/{draft.key}/details/#q-poles"' in html
    assert 'value="many" checked' in html
    assert 'value="τρεις"' in html


def test_ten_thousand_characters_come_back_with_the_error(client: Client, service: Service) -> None:
    draft = begin(client, service=service.code)
    text = "Πολλά λόγια. " * 800

    answer = client.post(f"/report/{draft.key}/details/", {"description": text})

    assert answer.status_code == 422
    assert "10399 χαρακτήρες" in answer.content.decode()
    assert text in answer.content.decode()


def test_what_is_known_around_is_offered_and_one_joins_it(client: Client, service: Service) -> None:
    known = make_case(service)
    ServiceRequest.objects.update(public_text="Σβηστή λάμπα στον στύλο 14")
    make_case(service, lon_lat=(24.03, 35.52))
    draft = begin(client, service=service.code)
    page = f"/report/{draft.key}/details/"
    html = client.get(page).content.decode()
    assert "Μήπως είναι ήδη γνωστό;" in html
    assert html.count('name="known"') == 1

    answer = client.post(page, {"description": "Κι απέναντι", "known": str(known.pk), "photos": [upload(jpeg())]})
    assert answer["Location"] == f"/report/{draft.key}/me-too/{known.pk}/"
    form = client.get(answer["Location"]).content.decode()
    assert "Κι απέναντι</textarea>" in form
    wrong = client.post(answer["Location"], {"text": "Κι απέναντι", "email": "όχι"})
    assert wrong.status_code == 422
    assert "λείπει κάτι από τη διεύθυνση" in wrong.content.decode()
    done = client.post(answer["Location"], {"text": "Κι απέναντι", "email": "nikos@example.gr"})

    assert "Σας μετρήσαμε" in done.content.decode()
    supporter = Supporter.objects.get()
    assert (supporter.request, supporter.email, supporter.note) == (known, "nikos@example.gr", "Κι απέναντι")
    assert known.attachments.count() == 1
    assert ServiceRequest.objects.count() == 2
    assert not Draft.objects.exists()


def test_nobody_joins_a_case_that_is_not_around(client: Client, service: Service) -> None:
    far = make_case(service, lon_lat=(24.03, 35.52))
    draft = begin(client, service=service.code)

    answer = client.post(f"/report/{draft.key}/me-too/{far.pk}/", {"text": "Κι εγώ"})

    assert answer["Location"] == f"/report/{draft.key}/details/"
    assert not Supporter.objects.exists()


def test_a_kind_that_wants_an_address_waits_for_its_confirmation(client: Client) -> None:
    service = make_service(may_be_anonymous=False)
    draft = begin(client, service=service.code)
    client.post(f"/report/{draft.key}/details/", {"description": "Φως"})

    without = client.post(f"/report/{draft.key}/check/", {"email": ""})
    assert without.status_code == 422
    assert "χρειαζόμαστε e-mail" in without.content.decode()
    client.post(f"/report/{draft.key}/check/", {"email": "eleni@example.gr"})

    assert ServiceRequest.objects.get().status == Status.UNCONFIRMED
    assert "Ένα βήμα ακόμη" in client.get(f"/report/{draft.key}/sent/").content.decode()


def test_a_danger_shows_whom_to_call(client: Client) -> None:
    service = make_service(emergency_el="Κομμένο καλώδιο: μην πλησιάσετε.", emergency_en="Cut cable.", emergency_phone="112")
    draft = begin(client, service=service.code)

    html = client.get(f"/report/{draft.key}/details/").content.decode()

    assert "Κομμένο καλώδιο" in html
    assert 'href="tel:112"' in html


def test_markup_stays_text(client: Client, service: Service) -> None:
    draft = begin(client, service=service.code, address="<img src=x onerror=alert(1)>", located="<img src=x onerror=alert(1)>")
    client.post(f"/report/{draft.key}/details/", {"description": "<script>alert(1)</script>'; DROP TABLE x; --"})

    html = client.get(f"/report/{draft.key}/check/").content.decode()

    assert "&lt;script&gt;" in html
    assert "<script>alert" not in html
    assert "<img src=x" not in html


@pytest.mark.parametrize("page", ["where", "what", "details", "check", "sent"])
def test_a_draft_that_is_not_there_is_not_found(client: Client, page: str) -> None:
    assert client.get(f"/report/{'x' * 24}/{page}/").status_code == 404


def test_pages_of_a_draft_set_no_cookie_and_are_kept_by_nobody(client: Client, service: Service) -> None:
    draft = begin(client, service=service.code)
    for path in ("/report/", *(f"/report/{draft.key}/{page}/" for page in ("where", "what", "details", "check"))):
        answer = client.get(path)
        assert not answer.cookies, path
        assert "no-store" in answer["Cache-Control"], path


def test_no_other_site_begins_or_sends_a_report(service: Service) -> None:
    client = Client(enforce_csrf_checks=True)
    draft = begin(client, service=service.code)
    evil = {"Sec-Fetch-Site": "cross-site"}

    assert client.post("/report/", AT, headers=evil).status_code == 403
    assert client.post(f"/report/{draft.key}/check/", {}, headers=evil).status_code == 403
    assert client.post("/report/", AT, headers={"Origin": "http://testserver"}).status_code == 302


def test_one_address_begins_so_many_reports_in_an_hour(client: Client, service: Service, settings: Any) -> None:
    settings.REPORTS_PER_HOUR = 2

    statuses = [client.post("/report/", AT, REMOTE_ADDR="203.0.113.5").status_code for _ in range(3)]

    assert statuses == [302, 302, 429]
    assert Draft.objects.count() == 2


def test_a_link_may_say_what_and_where(client: Client, service: Service) -> None:
    html = client.get("/report/", {"near": "35.5138,24.0187", "service": service.code}).content.decode()

    assert 'value="35.513800"' in html
    assert f'name="service" value="{service.code}"' in html


def test_a_link_to_elsewhere_puts_no_pin(client: Client, service: Service) -> None:
    html = client.get("/report/", {"near": "40.0,22.0"}).content.decode()

    assert '"pin": null' in html
    assert 'name="lat" value=""' in html


def test_who_put_a_pin_and_writes_another_address_may_keep_the_pin(client: Client, service: Service) -> None:
    plant(Place, name_el="Χάληδων, στη γωνία")
    renew_names()
    answer = client.post("/report/", {**AT, "address": "Χάληδων, στη γωνία", "located": "Κισάμου 5"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Το σημείο που είχα βάλει στον χάρτη" in html
    kept = re.findall(r'name="choice" value="([^"]+)" checked', html)
    assert kept == ["35.513800,24.018700,Χάληδων, στη γωνία"]

    client.post("/report/", {"choice": kept[0]})

    draft = Draft.objects.get()
    assert draft.geom is not None
    assert (draft.geom.coords, draft.address) == (INSIDE, "Χάληδων, στη γωνία")
