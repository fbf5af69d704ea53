"""What is not public is told to who may see it, on every surface, and to nobody else: one table of surfaces, one of viewers."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client, override_settings
from django.utils import timezone

from api.downloads import actions
from api.downloads.asking import asked_of
from api.models import Token
from api.tokens.actions import Holder, issue, revoke
from geoportal.accounts.models import User
from layers.datasets.actions import add_version
from layers.departments import Department
from layers.gazetteer.upkeep import renew_names
from layers.layer import FeatureQuery, GeometryType
from layers.lookups import get_layer
from layers.reading import read_features
from layers.viewers import STAFF
from tests.datasets import COLUMNS, make_dataset
from tests.planting import CENTRE, plant

pytestmark = pytest.mark.django_db

# The layer that is not public, its features, and the public one at the same place.
SLUG, TITLE, NAME, PUBLIC_SLUG = "krifes-dexamenes", "Κρυφές δεξαμενές", "Κρυφή δεξαμενή", "vryses"
PLACE = "14/6461/9285"
AT_A_POINT = (
    f"/ows/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetFeatureInfo&LAYERS={SLUG}&QUERY_LAYERS={SLUG}&STYLES=&CRS=CRS:84&WIDTH=101&HEIGHT=101"
    f"&BBOX={CENTRE.x - 0.01},{CENTRE.y - 0.01},{CENTRE.x + 0.01},{CENTRE.y + 0.01}&I=50&J=50&INFO_FORMAT=application/json"
)


@dataclass(frozen=True, kw_only=True)
class Surface:
    """``address`` is made of an id of a feature and that of a ready download; ``hidden`` is the status for who may not see the layer.

    Where that is 200, the answer tells of what is public alone.
    """

    address: Callable[[int, str], str]
    hidden: int = 404
    headers: Mapping[str, str] = field(default_factory=dict)


def of_layer(path: str) -> Surface:
    return Surface(address=lambda pk, job: path.format(slug=SLUG, pk=pk, job=job))


def of_all(path: str) -> Surface:
    return Surface(address=lambda _pk, _job: path, hidden=200)


SURFACES: dict[str, Surface] = {
    "collections": of_all("/api/collections"),
    "collection": of_layer("/api/collections/{slug}"),
    "queryables": of_layer("/api/collections/{slug}/queryables"),
    "sortables": of_layer("/api/collections/{slug}/sortables"),
    "schema": of_layer("/api/collections/{slug}/schema"),
    "items": of_layer("/api/collections/{slug}/items"),
    "items of a box": of_layer("/api/collections/{slug}/items?bbox=24,35,25,36&count=true"),
    "item": of_layer("/api/collections/{slug}/items/{pk}"),
    "openapi": of_all("/api/openapi"),
    "landing page": of_all("/api/?f=html"),
    "collections page": of_all("/api/collections?f=html"),
    "collection page": of_layer("/api/collections/{slug}?f=html"),
    "queryables page": of_layer("/api/collections/{slug}/queryables?f=html"),
    "items page": of_layer("/api/collections/{slug}/items?f=html"),
    "item page": of_layer("/api/collections/{slug}/items/{pk}?f=html"),
    "openapi page": of_all("/api/openapi?f=html"),
    "tile": of_layer("/tiles/{slug}/14/9285/6461.mvt"),
    "tile of two layers": of_layer(f"/tiles/{PUBLIC_SLUG},{{slug}}/14/9285/6461.mvt"),
    "tile of a collection": of_layer(f"/api/collections/{{slug}}/tiles/WebMercatorQuad/{PLACE}"),
    "tile of some collections": of_layer(f"/api/tiles/WebMercatorQuad/{PLACE}?collections={{slug}}"),
    "tile of all collections": of_all(f"/api/tiles/WebMercatorQuad/{PLACE}"),
    "tilejson": of_layer("/tiles/{slug}.json"),
    "tilesets": of_layer("/api/collections/{slug}/tiles"),
    "tileset": of_layer("/api/collections/{slug}/tiles/WebMercatorQuad"),
    "tileset of all": of_all("/api/tiles/WebMercatorQuad"),
    "streamed download": of_layer("/download/{slug}.geojson"),
    "download": of_layer("/download/{slug}.gpkg"),
    "download's job": of_layer("/download/jobs/{job}"),
    "download's job page": Surface(address=lambda _pk, job: f"/download/jobs/{job}", headers={"Accept": "text/html"}),
    "download's file": of_layer("/download/jobs/{job}/file"),
    "catalogue": of_all("/catalogue.ttl"),
    "catalogue as JSON-LD": of_all("/catalogue.jsonld"),
    "catalogue as RDF": of_all("/catalogue.rdf"),
    "WMS": of_all("/ows/wms?SERVICE=WMS&REQUEST=GetCapabilities"),
    "WMS 1.1.1": of_all("/ows/wms?SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.1.1"),
    "WMS, at a point": Surface(address=lambda _pk, _job: AT_A_POINT, hidden=400),
    "WMTS": of_all("/ows/wmts/1.0.0/WMTSCapabilities.xml"),
    "WFS": of_all("/ows/wfs?SERVICE=WFS&REQUEST=GetCapabilities"),
    "WFS, features": Surface(
        address=lambda _pk, _job: f"/ows/wfs?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES={SLUG}&OUTPUTFORMAT=geojson", hidden=400
    ),
    "search": Surface(address=lambda _pk, _job: "/api/search?q=δεξαμενη", hidden=200),
}
# Of these the public layer is no part.
NARROW = ("search",)


MUNICIPALITY, AGENCY = Holder(), Holder(agency="Περιφέρεια Κρήτης")
WATER, PARKS = Holder(department="water"), Holder(department="parks")


@dataclass(frozen=True, kw_only=True)
class Given:
    """A token as it is issued; ``sees`` says whether it shows the layer, ``ended`` what became of it."""

    sees: bool
    scopes: tuple[str, ...] = ("read",)
    holder: Holder = MUNICIPALITY
    layers: tuple[str, ...] = ()
    ended: str = ""
    as_password: bool = False


TOKENS: dict[str, Given] = {
    "an agency with the layer": Given(sees=True, holder=AGENCY, layers=(SLUG,)),
    "the same, as a password": Given(sees=True, holder=AGENCY, layers=(SLUG,), as_password=True),
    "an agency with another layer": Given(sees=False, holder=AGENCY, layers=(PUBLIC_SLUG,)),
    "the department that maintains it": Given(sees=True, holder=WATER),
    "another department": Given(sees=False, holder=PARKS),
    "another department, with the layer": Given(sees=True, holder=PARKS, layers=(SLUG,)),
    "its department, with another layer": Given(sees=False, holder=WATER, layers=(PUBLIC_SLUG,)),
    "the municipality": Given(sees=True),
    "its department, for writing": Given(sees=False, holder=WATER, scopes=("create", "update")),
    "revoked": Given(sees=False, holder=AGENCY, layers=(SLUG,), ended="revoked"),
    "revoked, as a password": Given(sees=False, holder=AGENCY, layers=(SLUG,), ended="revoked", as_password=True),
    "expired": Given(sees=False, holder=WATER, ended="expired"),
}


@dataclass(frozen=True, kw_only=True)
class Town:
    """The layer's feature, a download of it that is ready, and who looks: the headers of each token, and staff."""

    pk: int
    job: str
    headers: Mapping[str, dict[str, str]]
    staff: Client

    def ask(self, surface: Surface, who: str = "", **more: str) -> tuple[Any, str]:
        client = self.staff if who == "staff" else Client()
        headers = {**surface.headers, **self.headers.get(who, {}), **{name.replace("_", "-"): text for name, text in more.items()}}
        answer: Any = client.get(surface.address(self.pk, self.job), headers=headers)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer, body.decode(errors="replace")


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Made once for all tests, which roll back what they change."""
    folder = tmp_path_factory.mktemp("town")
    with django_db_blocker.unblock(), override_settings(VAR_DIR=folder), transaction.atomic():
        made = made_town()
        with connection.cursor() as cursor:
            # Revisions are counted when a transaction ends; this one never does.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with django_db_blocker.block():
            yield made
        transaction.set_rollback(True)


def made_town() -> Town:
    for code in ("water", "parks"):
        plant(Department, code=code)
    make_dataset(slug=PUBLIC_SLUG, title_el="Βρύσες")
    make_dataset(slug=SLUG, title_el=TITLE, names=[NAME], is_public=False, maintainer=Department.objects.get(code="water"))
    renew_names()
    layer = get_layer(SLUG, viewer=STAFF)
    (feature,) = read_features(layer, FeatureQuery(limit=1))
    export = actions.make_now(asked_of(QueryDict(), layer, "gpkg"))
    staff = Client()
    staff.force_login(User.objects.create_user("gis", is_staff=True))
    return Town(pk=feature.id, job=str(export.pk), headers={who: headers_of(given) for who, given in TOKENS.items()}, staff=staff)


def headers_of(given: Given) -> dict[str, str]:
    token, secret = issue(label="δοκιμή", scopes=given.scopes, days=1, holder=given.holder, layers=given.layers)
    if given.ended == "revoked":
        revoke(token.prefix)
    if given.ended == "expired":
        Token.objects.filter(pk=token.pk).update(expires_at=timezone.now())
    password = b64encode(f"κάποιος:{secret}".encode()).decode()
    return {"Authorization": f"Basic {password}" if given.as_password else f"Bearer {secret}"}


def tells(body: str) -> bool:
    """Say whether an answer tells of the layer; one that refuses may repeat its address."""
    return any(text in body for text in (SLUG, TITLE, NAME))


SEEING = ["staff", *(who for who, given in TOKENS.items() if given.sees)]
BLIND = ["", *(who for who, given in TOKENS.items() if not (given.sees or given.ended))]
ENDED = [who for who, given in TOKENS.items() if given.ended]


@pytest.mark.parametrize("name", SURFACES)
def test_a_layer_that_is_not_public_is_told_to_who_may_see_it_alone(name: str, town: Town) -> None:
    """Asked in turns, so that whatever one answer leaves behind (a tile, a file, a memory) is there when the next viewer asks."""
    surface = SURFACES[name]
    for who in (*BLIND, *SEEING, *BLIND):
        answer, body = town.ask(surface, who)
        if who in SEEING:
            assert (answer.status_code, tells(body)) == (200, True), who
            assert {"private", "no-store"} & set(answer["Cache-Control"].split(", ")), who
            assert {"Authorization", "Cookie"} <= set(answer["Vary"].split(", ")), who
        else:
            assert answer.status_code == surface.hidden, who
            assert surface.hidden != 200 or not tells(body), who
        assert not (who and "public" in answer["Cache-Control"]), who
        assert surface.hidden != 200 or name in NARROW or PUBLIC_SLUG in body, who


@pytest.mark.parametrize("name", SURFACES)
def test_who_may_not_see_a_layer_learns_nothing_by_an_etag_of_who_may(name: str, town: Town) -> None:
    surface = SURFACES[name]
    for who in ("staff", "an agency with the layer"):
        etag = town.ask(surface, who)[0].get("ETag")
        for other in BLIND if etag else ():
            for given in (etag, "*") if surface.hidden != 200 else (etag,):
                answer, body = town.ask(surface, other, If_None_Match=given)
                assert answer.status_code == surface.hidden, (who, other)
                assert surface.hidden != 200 or not tells(body), (who, other)


@pytest.mark.parametrize("name", SURFACES)
def test_a_token_that_has_ended_is_refused_before_anything_kept_is_looked_at(name: str, town: Town) -> None:
    surface = SURFACES[name]
    etag = town.ask(surface, "an agency with the layer")[0].get("ETag", "*")
    for who in ENDED:
        for more in ({}, {"If_None_Match": etag}):
            answer, body = town.ask(surface, who, **more)

            assert answer.status_code == 401, who
            assert TITLE not in body
            assert NAME not in body
            assert answer["Cache-Control"] == "no-store"
            assert answer["WWW-Authenticate"].startswith('Basic realm="api"')
            assert 'Bearer realm="api", error="invalid_token"' in answer["WWW-Authenticate"]


def test_revoking_ends_what_a_token_sees_from_the_next_request_on(town: Town) -> None:
    token, secret = issue(label="x", scopes=["read"], days=1, holder=AGENCY, layers=[SLUG])
    address, headers = f"/api/collections/{SLUG}/items", {"Authorization": f"Bearer {secret}"}
    first = Client().get(address, headers=headers)
    assert Client().get(address, headers=headers | {"If-None-Match": first["ETag"]}).status_code == 304

    revoke(token.prefix)

    assert Client().get(address, headers=headers | {"If-None-Match": first["ETag"]}).status_code == 401


def test_an_area_that_is_not_public_bounds_nothing_for_who_may_not_see_it(town: Town) -> None:
    zones = make_dataset(slug="zones", is_public=False, maintainer=Department.objects.get(code="water"))
    zone = CENTRE.buffer(0.1)
    add_version(
        zones,
        rows=[(1, MultiPolygon(zone, srid=4326).hexewkb.decode(), NAME, 2000)],
        columns=COLUMNS,
        geometry_type=GeometryType.MULTI_POLYGON,
        source={"source_name": "zones.shp", "source_sha256": "0" * 64, "source_options": {}},
    )
    within = Surface(address=lambda _pk, _job: f"/api/collections/{PUBLIC_SLUG}/items?within=zones/1", hidden=400)

    for who in (*BLIND, "staff", "the department that maintains it", *BLIND):
        answer, _body = town.ask(within, who)
        assert answer.status_code == (400 if who in BLIND else 200), who


@pytest.mark.parametrize("address", ["/map/?layers={slug}", "/map/here/?lat=35.5138&lon=24.0187", "/services/", "/map/search/?q=δεξαμενη"])
@pytest.mark.parametrize("who", ["an agency with the layer", "the municipality", "revoked"])
def test_pages_for_people_know_no_tokens(address: str, who: str, town: Town) -> None:
    """A proxy may ask for a password of its own: what comes in its header opens nothing there, and breaks nothing."""
    page = Surface(address=lambda _pk, _job: address.format(slug=SLUG))
    answer, body = town.ask(page, who)

    assert answer.status_code == 200
    assert NAME not in body
