"""The file of endpoints, and what an endpoint may not do to us."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import pytest

from geoportal.forwarding.checks import check_endpoints
from geoportal.forwarding.client import NotThere, Refused, Unanswered, post_request
from geoportal.forwarding.endpoints import Endpoint, Share, read_endpoints

FILE = """
[[endpoint]]
name = "deya-chanion"
title = "ΔΕΥΑ Χανίων"
url = "https://open311.example.org/v2/"
department = "technikes-ypiresies"
shares = ["words", "address"]
[endpoint.services]
water-leak = "LEAK"
"*" = "OTHER"
"""


@contextmanager
def stranger(answer: Any) -> Iterator[tuple[Endpoint, list[str]]]:
    """A server that does what ``answer`` does with each request, and the paths it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            answer(self)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Endpoint(name="x", title="X", url=f"http://127.0.0.1:{server.server_port}", department="water"), asked
    finally:
        server.shutdown()
        server.server_close()


def say(status: int, body: bytes = b"", **headers: str) -> Any:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def test_the_file_says_where_and_what(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "endpoints.toml").write_text(FILE)
    monkeypatch.setenv("GEOPORTAL_OPEN311_KEY_DEYA_CHANION", "a key")

    (endpoint,) = read_endpoints(tmp_path / "endpoints.toml")
    assert (endpoint.url, endpoint.key) == ("https://open311.example.org/v2", "a key")
    assert endpoint.shares == {Share.WORDS, Share.ADDRESS}
    assert (endpoint.service_code("water-leak"), endpoint.service_code("noise")) == ("LEAK", "OTHER")
    assert "a key" not in repr(endpoint)


@pytest.mark.parametrize(("wrong", "word"), [('shares = ["all"]', "all"), ('colour = "red"', "colour"), ('api_key = "secret"', "api_key")])
def test_what_the_file_may_not_hold_is_refused_by_name(tmp_path: Path, wrong: str, word: str) -> None:
    (tmp_path / "endpoints.toml").write_text(FILE.replace('shares = ["words", "address"]', wrong))

    with pytest.raises(ValueError, match=word):
        read_endpoints(tmp_path / "endpoints.toml")


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("http://open311.example.org/v2", "forwarding.E002"),
        ("file:///etc/passwd", "forwarding.E002"),
        ("https://key:secret@open311.example.org/v2", "forwarding.E003"),
        ("https://open311.example.org/v2?api_key=1", "forwarding.E003"),
    ],
)
def test_an_address_that_is_not_safe_does_not_pass_the_checks(settings: Any, url: str, fault: str) -> None:
    settings.OPEN311_ENDPOINTS = (Endpoint(name="x", title="X", url=url, department="water", services={"*": "y"}),)

    assert fault in [message.id for message in check_endpoints()]


def test_where_an_answer_leads_on_is_not_followed() -> None:
    with (
        stranger(say(200, b"<service_requests/>")) as (inside, asked_inside),
        stranger(say(302, Location=f"{inside.url}/secret")) as (outside, asked),
        pytest.raises(Unanswered, match="302"),
    ):
        post_request(outside, {}, key="k")
    assert (len(asked), asked_inside) == (1, [])


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (say(400, b"<errors><error><code>400</code><description>lat is missing</description></error></errors>"), Refused),
        (say(403), Unanswered),
        (say(404), NotThere),
        (say(503), Unanswered),
        (say(200, b"{}"), Unanswered),
        (say(200, b"<service_requests/>"), Unanswered),
        (say(200, b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'), Unanswered),
        (say(200, b"<a>" + b"x" * (6 * 2**20) + b"</a>"), Unanswered),
    ],
    ids=["refused", "key", "gone", "down", "json", "empty", "entity", "long"],
)
def test_what_is_no_answer_is_told_as_what_it_is(answer: Any, error: type[Exception]) -> None:
    with stranger(answer) as (endpoint, _asked), pytest.raises(error):
        post_request(endpoint, {}, key="k")


def test_their_words_for_what_is_wrong_are_kept() -> None:
    body = b"<errors><error><code>400</code><description>lat is missing</description></error></errors>"
    with stranger(say(400, body)) as (endpoint, _asked), pytest.raises(Refused, match="400 lat is missing"):
        post_request(endpoint, {}, key="k")


def test_who_sends_a_byte_now_and_then_does_not_hold_us(settings: Any) -> None:
    settings.OPEN311_TIMEOUT_S = 1

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"<")
                handler.wfile.flush()
                sleep(0.2)
        except OSError:
            pass

    with stranger(drip) as (endpoint, _asked), pytest.raises(Unanswered, match="too long"):
        post_request(endpoint, {}, key="k")


def test_a_token_in_place_of_a_number_is_a_receipt_too() -> None:
    body = b"<service_requests><request><token>12345</token></request></service_requests>"
    with stranger(say(200, body)) as (endpoint, _asked):
        receipt = post_request(endpoint, {}, key="k")
    assert (receipt.remote_id, receipt.token) == ("", "12345")
