"""Tokens: who they let write what, and how long."""

import json
from base64 import b64encode
from datetime import timedelta
from io import StringIO
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPBasicAuthHandler, HTTPPasswordMgrWithDefaultRealm, build_opener

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from api.models import Token
from api.tokens.actions import Holder, TokenError, issue, revoke
from layers.departments import Department
from layers.lookups import get_layer
from tests.datasets import make_dataset
from tests.planting import plant, plant_in
from tests.writing import Writer, body_for, planted, secret_for

pytestmark = pytest.mark.django_db
ITEMS = "/api/collections/places/items"
MAINTAINER = "politismos-tourismos-athlitismos"


def run(*words: str) -> str:
    out = StringIO()
    call_command("token", *words, stdout=out)
    return out.getvalue()


def test_the_secret_is_told_once_and_kept_nowhere() -> None:
    token, secret = issue(label="GIS", scopes=["create"], days=30)

    assert len(secret.split("_", 2)[2]) >= 43
    assert secret.startswith(f"gp_{token.prefix}_")
    for name in (field.attname for field in Token._meta.concrete_fields):
        assert secret not in str(getattr(token, name))
    assert secret not in run("list") + run("list", "--json")


def test_the_command_issues_lists_and_revokes() -> None:
    secret_for("parks")
    made = json.loads(run("issue", "--department", "parks", "--label", "QGIS", "--scope", "update", "--layer", "places", "--json"))

    assert (made["department"], made["scopes"], made["layers"], made["state"]) == ("parks", ["update"], ["places"], "valid")
    assert made["token"].startswith(f"gp_{made['prefix']}_")
    assert made["prefix"] in {entry["prefix"] for entry in json.loads(run("list", "--json"))["tokens"]}
    assert "ανακλήθηκε" in run("revoke", made["prefix"])
    assert json.loads(run("revoke", made["prefix"], "--json"))["state"] == "revoked"
    assert "gp_" in run("issue", "--label", "αλλού", "--scope", "create")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"label": " "}, "περιγραφή"),
        ({"scopes": []}, "read, create"),
        ({"scopes": ["everything"]}, "everything"),
        ({"days": 0}, "0 ημέρες"),
        ({"holder": Holder(department="nobody")}, "nobody"),
        ({"layers": ["nowhere"]}, "nowhere"),
        ({"holder": Holder(agency="Περιφέρεια"), "layers": ["places"]}, "read"),
        ({"holder": Holder(agency="Περιφέρεια"), "scopes": ["read"]}, "μόνο τα επίπεδα που ορίζει"),
    ],
)
def test_what_cannot_be_issued_is_told(given: dict[str, Any], words: str) -> None:
    with pytest.raises(TokenError, match=words):
        issue(**{"label": "x", "scopes": ["create"], "days": 1, **given})


def test_an_unknown_token_cannot_be_revoked() -> None:
    with pytest.raises(CommandError, match="abc"):
        run("revoke", "abc")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer gp_x_y",
        "Bearer gp_%s_wrong",
        "Basic Zm9vOg==",
        "Basic Zm9v",
        "Basic gp_x_y",
        "Basic /////w==",
        "Basic Zm9vOmdwX3hfeQ==",
        "Bearer gp_\x00_x",
        "Bearer " + "gp_a_" * 500,
    ],
)
def test_a_token_that_is_none_is_refused_even_for_what_is_public(client: Client, header: str) -> None:
    token, _secret = issue(label="x", scopes=["create"], days=1)

    for address in ("/api/", ITEMS, "/api/collections/places"):
        answer = client.get(address, headers={"Authorization": header.replace("%s", token.prefix)})

        assert (answer.status_code, answer.json()["code"]) == (401, "InvalidToken")
        assert answer["WWW-Authenticate"] == 'Basic realm="api", charset="UTF-8", Bearer realm="api", error="invalid_token"'
        assert answer["Cache-Control"] == "no-store"


def test_a_token_that_was_revoked_or_has_run_out_says_so(client: Client) -> None:
    revoked, first = issue(label="x", scopes=["create"], days=1)
    revoke(revoked.prefix)
    expired, second = issue(label="x", scopes=["create"], days=1)
    Token.objects.filter(pk=expired.pk).update(expires_at=timezone.now())

    answers = [client.get(ITEMS, headers={"Authorization": f"Bearer {secret}"}) for secret in (first, second)]

    assert [answer.status_code for answer in answers] == [401, 401]
    assert "ανακληθεί" in answers[0].json()["detail"]
    assert "λήξει" in answers[1].json()["detail"]
    assert revoked.prefix in answers[0].json()["detail"]
    english = client.get(f"{ITEMS}?lang=en", headers={"Authorization": f"Bearer {first}"})
    assert english["Content-Language"] == "en"


def test_an_answer_to_a_token_is_for_no_shared_cache(client: Client) -> None:
    answer = client.get(ITEMS, headers={"Authorization": f"bearer {secret_for('')}"})

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-cache"
    assert "Authorization" in answer["Vary"]


def test_its_use_is_noted_once_a_minute(client: Client) -> None:
    token, secret = issue(label="x", scopes=["read"], days=1)
    headers = {"Authorization": f"Bearer {secret}"}
    client.get("/api/", headers=headers)
    first = Token.objects.get(pk=token.pk).last_used_at
    client.get("/api/", headers=headers)

    assert first is not None
    assert Token.objects.get(pk=token.pk).last_used_at == first
    Token.objects.filter(pk=token.pk).update(last_used_at=first - timedelta(minutes=2))
    client.get("/api/", headers=headers)
    assert (Token.objects.get(pk=token.pk).last_used_at or first) >= first


def test_nobody_writes_without_a_token(client: Client) -> None:
    answer = client.post(ITEMS, data=b"{}", content_type="application/geo+json")

    assert (answer.status_code, answer.json()["code"]) == (401, "TokenRequired")
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.parametrize(
    ("maintainer", "given", "words"),
    [
        (MAINTAINER, {"scopes": ["read", "replace", "update", "delete"]}, "create"),
        (MAINTAINER, {"layers": ["pharmacies"]}, "places"),
        ("another", {}, MAINTAINER),
        ("", {}, MAINTAINER),
    ],
)
def test_a_token_reaches_only_so_far(maintainer: str, given: dict[str, Any], words: str) -> None:
    writer = Writer(secret_for(maintainer, **given))

    answer = writer.post(ITEMS, body_for(get_layer("places"), code="x"))

    assert (answer.status_code, answer.json()["code"]) == (403, "NotPermitted")
    assert words in answer.json()["detail"]
    assert 'error="insufficient_scope"' in answer["WWW-Authenticate"]


@pytest.mark.parametrize(("method", "missing"), [("put", "replace"), ("patch", "update"), ("delete", "delete")])
def test_each_method_has_a_scope_of_its_own(method: str, missing: str) -> None:
    layer = get_layer("places")
    writer = Writer(secret_for(layer.maintainer, scopes=[scope for scope in ("create", "replace", "update", "delete") if scope != missing]))
    item = f"{ITEMS}/{planted(layer)}"

    answer = writer.delete(item, If_Match="*") if method == "delete" else getattr(writer, method)(item, {}, If_Match="*")

    assert answer.status_code == 403
    assert missing in answer.json()["detail"]


def test_a_dataset_is_written_by_its_department() -> None:
    department = plant(Department, code="bins")
    make_dataset(maintainer=department)
    body = body_for(get_layer("kadoi"), code="x")

    assert Writer(secret_for("")).post("/api/collections/kadoi/items", body).status_code == 403
    assert Writer(secret_for("bins")).post("/api/collections/kadoi/items", body).status_code == 201


def test_an_internal_dataset_is_there_for_a_token_that_may_read_it_alone() -> None:
    make_dataset(is_public=False, maintainer=plant(Department, code="bins"))
    address = "/api/collections/kadoi/items"
    body = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [24.02, 35.51]}, "properties": {"year": 2026}}

    assert Writer(secret_for("bins", scopes=["create"])).post(address, body).status_code == 404
    assert Writer(secret_for("")).post(address, body).status_code == 403
    assert Writer(secret_for("bins", scopes=["read"])).post(address, body).status_code == 403
    assert Writer(secret_for("bins", scopes=["read", "create"])).post(address, body).status_code == 201


def test_a_token_is_taken_as_a_password_whatever_the_name(client: Client) -> None:
    make_dataset(is_public=False)
    secret = secret_for("", scopes=["read"])

    for name in ("", "qgis", "Γραφείο GIS", "a b"):
        header = f"Basic {b64encode(f'{name}:{secret}'.encode()).decode()}"
        answer = client.get("/api/collections/kadoi/items", headers={"Authorization": header})

        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-cache"


def test_nobody_writes_with_a_token_as_a_password() -> None:
    layer = get_layer("places")
    secret = secret_for(layer.maintainer)
    writer = Writer(secret)
    writer.headers = {"Authorization": f"Basic {b64encode(f'x:{secret}'.encode()).decode()}"}

    answer = writer.post(ITEMS, body_for(layer, code="x"))

    assert (answer.status_code, answer.json()["code"]) == (401, "InvalidToken")
    assert "Bearer" in answer.json()["detail"]


def test_an_address_holds_no_token(client: Client) -> None:
    make_dataset(is_public=False)
    secret = secret_for("", scopes=["read"])

    for name in ("token", "access_token", "authenticate", "key"):
        assert client.get(f"/api/collections/kadoi/items?{name}={secret}").status_code in (400, 404)


@pytest.mark.parametrize("address", [ITEMS, f"{ITEMS}?f=html", "/api/", "/download/places.geojson", "/catalogue.ttl", "/tiles/places.json"])
def test_who_wants_to_be_asked_for_a_token_is_asked(address: str, client: Client) -> None:
    plant_in(get_layer("places"))
    asking = f"{address}{'&' if '?' in address else '?'}authenticate=true"
    asked = client.get(asking)

    assert asked.status_code == 401
    assert asked["WWW-Authenticate"] == 'Basic realm="api", charset="UTF-8", Bearer realm="api"'
    assert client.get(asking, headers={"Authorization": f"Bearer {secret_for('')}"}).status_code == 200
    assert client.get(asking.replace("=true", "=yes")).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_a_program_that_sends_a_password_only_when_asked_reads_what_is_not_public(live_server: Any) -> None:
    make_dataset(is_public=False)
    passwords = HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, live_server.url, "qgis", secret_for("", scopes=["read"]))
    program = build_opener(HTTPBasicAuthHandler(passwords))
    address = f"{live_server.url}/download/kadoi.geojson"

    with pytest.raises(HTTPError, match="404"):
        program.open(address, timeout=30)
    with program.open(f"{address}?authenticate=true", timeout=30) as answer:
        assert len(json.load(answer)["features"]) == 2
