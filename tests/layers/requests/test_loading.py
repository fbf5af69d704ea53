"""The municipality's file becomes the kinds of requests that are offered, again and again the same."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from layers.departments import Department
from layers.requests.loading import UnknownDepartments, load_services
from layers.requests.questions import read_answers
from layers.requests.service_file import read_services
from layers.requests.services import Service
from tests.cases import make_case, make_department, make_town

pytestmark = pytest.mark.django_db
FILE = settings.BASE_DIR / "data" / "services.toml"


@pytest.fixture
def departments() -> None:
    for service in read_services(FILE).services:
        make_department(service.department)


def test_the_shipped_file_is_offered_in_its_order_and_loading_it_twice_changes_nothing(departments: None) -> None:
    file = read_services(FILE)
    assert load_services(file) == 20
    rows = list(Service.objects.order_by("code").values())
    assert list(Service.objects.offered().values_list("code", flat=True)) == [service.code for service in file.services]

    assert load_services(file) == 20
    assert list(Service.objects.order_by("code").values()) == rows


def test_every_shipped_kind_can_be_answered_and_becomes_a_case(departments: None) -> None:
    make_town()
    load_services(read_services(FILE))
    fitting = {"string": "α", "text": "α", "number": "1", "datetime": "2026-11-27 18:30"}

    for service in Service.objects.all():
        answers = {
            question["code"]: question["values"][0]["key"] if "values" in question else fitting[question["datatype"]]
            for question in service.questions
        }
        kept = read_answers(service, answers)
        assert all(question["code"] in kept for question in service.questions if question["required"] and not question.get("shown_if"))
        assert make_case(service, answers=answers, email="maria@example.gr").pk


def test_a_kind_that_is_not_offered_stays_so(departments: None) -> None:
    load_services(read_services(FILE))
    Service.objects.filter(code="noise").update(is_active=False)
    load_services(read_services(FILE))

    assert not Service.objects.get(code="noise").is_active


def test_a_file_for_departments_that_are_not_there_is_refused_whole(departments: None) -> None:
    Department.objects.filter(code=read_services(FILE).services[0].department).delete()

    with pytest.raises(UnknownDepartments, match="lighting: "):
        load_services(read_services(FILE))
    assert not Service.objects.exists()


def test_the_command_says_how_many_or_what_is_wrong(departments: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_services", str(FILE))
    assert "20 kinds of requests" in capsys.readouterr().out
    (tmp_path / "none.toml").write_text("[[service]]\ncode = 'Κ'\n")
    with pytest.raises(CommandError, match="none.toml"):
        call_command("load_services", str(tmp_path / "none.toml"))
