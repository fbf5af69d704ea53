"""The web processes are killed while citizens send reports: what was acknowledged is there, once, with the letter that tells of it."""

import json
import signal
import socket
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from uuid import uuid4

import psutil
import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from geoportal.messaging.models import Message
from layers.requests.codes import read_code, written
from layers.requests.history import Action, HistoryEntry
from layers.requests.models import ServiceRequest, Submission
from tests.bench.processes import gunicorn
from tests.cases import INSIDE, make_service

pytestmark = pytest.mark.django_db(transaction=True)
CITIZENS, ENOUGH = 4, 40


def a_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def reports(address: str, number: int, told: dict[str, str], enough: Event) -> None:
    """Send one report after another, each again until it is acknowledged, as the page without a line does; until nobody answers."""
    while True:
        key = str(uuid4())
        given = {
            "service": "lighting",
            "description": "Φως.",
            "lat": INSIDE[1],
            "lon": INSIDE[0],
            "email": f"c{number}@example.gr",
            "key": key,
        }
        for _attempt in range(2):
            request = urllib.request.Request(address, urlencode(given).encode(), {"Accept": "application/json"})  # noqa: S310
            try:
                answer = urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20)
                told[key] = read_code(json.load(answer)["code"])
            except (URLError, OSError, ValueError):
                return
        if len(told) >= ENOUGH:
            enough.set()


@pytest.fixture
def acknowledged(settings: Any, tmp_path: Path) -> dict[str, str]:
    make_service()
    told: dict[str, str] = {}
    enough = Event()
    port = a_port()
    with gunicorn("geoportal.settings.test", port=port, probe="/healthz") as server, ThreadPoolExecutor(CITIZENS) as citizens:
        sending = [citizens.submit(reports, f"http://127.0.0.1:{port}/report/offline/", number, told, enough) for number in range(CITIZENS)]
        assert enough.wait(60)
        for process in (*server.children(recursive=True), server):
            try:
                process.send_signal(signal.SIGKILL)
            except psutil.NoSuchProcess:
                continue
        for one in sending:
            one.result(timeout=30)
    return told


def test_every_acknowledged_report_is_there_once_with_its_letter(acknowledged: dict[str, str]) -> None:
    kept = set(ServiceRequest.objects.values_list("code", flat=True))

    assert len(acknowledged) >= ENOUGH
    assert set(acknowledged.values()) <= kept
    assert len(set(acknowledged.values())) == len(acknowledged), "two keys, two cases; a key sent twice, one"
    assert list(ServiceRequest.objects.order_by("protocol_number").values_list("protocol_number", flat=True)) == list(
        range(1, len(kept) + 1)
    )
    assert HistoryEntry.objects.filter(action=Action.SUBMIT).count() == Submission.objects.count() == len(kept)
    assert set(Message.objects.values_list("subject_reference", flat=True)) == {written(code) for code in kept}
    jobs = {job.args["message_id"] for job in ProcrastinateJob.objects.filter(task_name="geoportal.messaging.tasks.send_message")}
    assert set(Message.objects.values_list("pk", flat=True)) <= jobs
