"""The page of the worker's jobs."""

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from geoportal.accounts.models import User
from geoportal.backoffice.dashboard import waiting_for
from geoportal.backoffice.roles import Role, found_roles


def signed_in(role: Role) -> Client:
    user = User.objects.create(username=role.name, is_staff=True)
    user.groups.add(found_roles()[role])
    client = Client()
    client.force_login(user)
    return client


def _job(status: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('default', 'layers.tasks.purge_dataset_versions') RETURNING id",
        )
        number: int = cursor.fetchone()[0]
        if status != "todo":
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [number])
            cursor.execute("UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s", [status, number])
    return number


@pytest.mark.django_db(transaction=True)
def test_a_job_that_failed_is_tried_again_and_one_that_waits_is_called_off() -> None:
    failed, waiting = _job("failed"), _job("todo")
    client = signed_in(Role.ADMINISTRATOR)
    assert any("απέτυχε" in entry.text and entry.is_urgent for entry in waiting_for(User.objects.get(username="ADMINISTRATOR")))
    assert str(failed) in client.get("/backoffice/jobs/?status=failed").content.decode()
    assert client.get("/backoffice/jobs/?status=nonsense").status_code == 404

    client.post(f"/backoffice/jobs/{failed}/retry/")
    client.post(f"/backoffice/jobs/{waiting}/cancel/")

    assert ProcrastinateJob.objects.get(pk=failed).status == "todo"
    assert ProcrastinateJob.objects.get(pk=waiting).status == "cancelled"
    assert signed_in(Role.AUDITOR).post(f"/backoffice/jobs/{failed}/cancel/").status_code in (302, 403)
    assert ProcrastinateJob.objects.get(pk=failed).status == "todo"
