"""Large downloads: asked for, made by the worker, told of while they are made, taken, kept, gone."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from api.downloads import actions
from api.downloads.models import Export
from geoportal.accounts.models import User
from layers.datasets.models import Dataset
from layers.places import Place
from tests.datasets import make_dataset
from tests.downloads import fetch, opened
from tests.planting import plant
from tests.workers import work

pytestmark = pytest.mark.django_db(transaction=True)
GPKG = "/download/places.gpkg"


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    settings.DOWNLOAD_DIRECT_MAX = 2


@pytest.fixture
def places() -> list[Any]:
    return [plant(Place, wheelchair="yes") for _ in range(5)]


def status_of(client: Client, address: str) -> dict[str, Any]:
    return dict(client.get(address).json())


def link_of(document: dict[str, Any], rel: str) -> str:
    return str(next(link["href"] for link in document["links"] if link["rel"] == rel))


def test_a_large_download_is_accepted_made_and_taken(client: Client, places: list[Any], tmp_path: Path) -> None:
    accepted = client.get(GPKG)
    assert accepted.status_code == 202
    assert "ETag" not in accepted
    assert accepted["Cache-Control"] == "no-store"
    before = status_of(client, accepted["Location"])
    assert (before["status"], before["progress"], before["featuresTotal"]) == ("accepted", 0, 5)
    assert "enclosure" not in {link["rel"] for link in before["links"]}

    work()

    after = status_of(client, accepted["Location"])
    assert (after["status"], after["progress"], after["featuresWritten"]) == ("successful", 100, 5)
    answer, body = fetch(client, link_of(after, "enclosure"))
    assert answer["Content-Type"] == "application/geopackage+sqlite3"
    assert answer["Content-Disposition"] == 'attachment; filename="chania-places.gpkg"'
    assert len(opened(body, "gpkg", tmp_path)) == 5


def test_the_finished_file_answers_who_asks_again(client: Client, places: list[Any]) -> None:
    client.get(GPKG)
    work()

    answer, _ = fetch(client, GPKG)
    again = client.get(GPKG, headers={"If-None-Match": answer["ETag"]})

    assert (answer.status_code, again.status_code) == (200, 304)
    assert Export.objects.count() == 1
    places[0].delete()
    assert client.get(GPKG, headers={"If-None-Match": answer["ETag"]}).status_code == 202


def test_asking_twice_makes_one_job(client: Client, places: list[Any]) -> None:
    first, second = client.get(GPKG), client.get(GPKG)

    assert first["Location"] == second["Location"]
    export = Export.objects.get()
    assert ProcrastinateJob.objects.filter(args={"export_id": str(export.pk)}).count() == 1
    assert client.get(f"{GPKG}?wheelchair=yes")["Location"] != first["Location"]


def test_what_streams_never_waits(client: Client, places: list[Any]) -> None:
    for extension in ("geojson", "csv", "kml"):
        answer, _ = fetch(client, f"/download/places.{extension}")
        assert answer.status_code == 200


def test_a_small_view_of_a_large_layer_is_made_at_once(client: Client, places: list[Any]) -> None:
    plant(Place, wheelchair="no")

    assert client.get(f"{GPKG}?wheelchair=no").status_code == 200


def test_nothing_is_acknowledged_that_is_not_queued(client: Client, places: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Row and job are one transaction: when the queue fails there is neither."""

    def broken(_export_id: str) -> None:
        raise RuntimeError("the queue is gone")

    monkeypatch.setattr("api.downloads.views.defer_export", broken)

    assert client.get(GPKG).status_code == 500
    assert Export.objects.count() == 0
    monkeypatch.undo()
    assert client.get(GPKG).status_code == 202


def test_a_browser_gets_a_page_that_renews_itself(client: Client, places: list[Any]) -> None:
    page = client.get(GPKG, headers={"Accept": "text/html"})
    assert page.status_code == 202
    assert page["Refresh"].endswith(page["Location"])
    assert '<progress id="progress"' in page.content.decode()

    work()

    page = client.get(page["Location"], headers={"Accept": "text/html"})
    assert "Refresh" not in page
    assert "/file" in page.content.decode()
    english = client.get(f"{page.wsgi_request.path}?lang=en", headers={"Accept": "text/html"})
    assert '<html lang="en">' in english.content.decode()


def test_progress_is_seen_while_the_file_is_written(client: Client, places: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """What another connection reads when the rows are written and the file is not there yet."""
    address = client.get(GPKG)["Location"]
    seen: list[Any] = []
    tell: Callable[[Any, int], None] = actions._progress._tell

    def tell_and_look(self: Any, written: int) -> None:
        tell(self, written)
        with connection.copy().cursor() as cursor:
            cursor.execute("SELECT state, written, total FROM api_export")
            seen.append(cursor.fetchone())

    monkeypatch.setattr(actions._progress, "_tell", tell_and_look)
    work()

    assert seen == [("running", 5, 5)]
    assert status_of(client, address)["status"] == "successful"


def test_a_failed_job_says_so_and_may_be_asked_for_again(client: Client, places: list[Any], settings: Any) -> None:
    address = client.get(GPKG)["Location"]
    (settings.VAR_DIR / "exports").rmdir() if (settings.VAR_DIR / "exports").exists() else None
    (settings.VAR_DIR / "exports").write_text("no folder")

    work()

    failed = status_of(client, address)
    assert failed["status"] == "failed"
    page = client.get(address, headers={"Accept": "text/html"}).content.decode()
    assert "Ζητήστε το ξανά" in page
    assert "Traceback" not in page
    (settings.VAR_DIR / "exports").unlink()
    again = client.get(link_of(failed, "retry"))
    assert again.status_code == 202
    work()
    assert status_of(client, again["Location"])["status"] == "successful"


def test_a_job_whose_worker_was_killed_is_said_to_have_failed(client: Client, places: list[Any]) -> None:
    address = client.get(GPKG)["Location"]
    Export.objects.update(state=Export.State.RUNNING, moved_at=timezone.now() - timedelta(hours=1))

    assert client.get(GPKG)["Location"] != address, "who asks again gets a new job"
    Export.objects.update(state=Export.State.RUNNING, moved_at=timezone.now() - timedelta(hours=1))
    assert actions.mend() == 1
    assert [export.state for export in Export.objects.all()] == ["failed"]


def test_old_files_are_removed(client: Client, places: list[Any], settings: Any) -> None:
    client.get(GPKG)
    work()
    address = client.get(GPKG, headers={"Accept": "application/json"})
    assert address.status_code == 200
    export = Export.objects.get()
    job = f"/download/jobs/{export.pk}"
    assert client.get(f"{job}/file").status_code == 200

    Export.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert actions.purge() == 1

    assert list((settings.VAR_DIR / "exports").iterdir()) == []
    assert client.get(job).status_code == client.get(f"{job}/file").status_code == 404


def test_a_job_of_an_internal_layer_is_for_staff(client: Client) -> None:
    dataset = make_dataset(slug="kadoi", names=["α", "β", "γ"], is_public=False)
    staff = Client()
    staff.force_login(User.objects.create_user("gis", is_staff=True))
    job = staff.get("/download/kadoi.gpkg")["Location"]
    work()
    file = link_of(status_of(staff, job), "enclosure")

    assert (staff.get(job).status_code, staff.get(file).status_code) == (200, 200)
    assert (client.get(job).status_code, client.get(file).status_code) == (404, 404)
    Dataset.objects.filter(pk=dataset.pk).update(is_public=True)
    assert (client.get(job).status_code, client.get(file).status_code) == (200, 200)


def test_a_layer_that_is_gone_fails_its_job(client: Client) -> None:
    dataset = make_dataset(slug="kadoi", names=["α", "β", "γ"])
    client.get("/download/kadoi.gpkg")
    Dataset.objects.filter(pk=dataset.pk).update(slug="alloi")

    work()

    assert Export.objects.get().state == "failed"


def test_the_file_shows_the_revision_it_was_written_at(client: Client, places: list[Any], tmp_path: Path) -> None:
    """A change between the asking and the writing: the file is the new state's, and answers for that."""
    client.get(GPKG)
    plant(Place, name_el="νέο")
    work()

    answer, body = fetch(client, GPKG)

    assert answer.status_code == 200
    assert "νέο" in set(opened(body, "gpkg", tmp_path)["name_el"])
    assert Export.objects.count() == 1


def test_too_many_jobs_are_told_to_come_back(client: Client, places: list[Any], settings: Any) -> None:
    settings.DOWNLOAD_JOBS_MAX = 1
    client.get(GPKG)

    refused = client.get("/download/places.fgb")

    assert refused.status_code == 503
    assert refused["Retry-After"]
