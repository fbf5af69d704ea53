"""What an OpenAPI document cannot tell, for the process of schemathesis (SCHEMATHESIS_HOOKS): values that follow a grammar of their own,
parameters that go with some others and not with the rest."""

import json
from collections.abc import Collection
from functools import cache
from typing import Any
from urllib.request import urlopen

import schemathesis
from schemathesis.core.failures import AcceptedNegativeData

_CRS = "http://www.opengis.net/def/crs/"
_CRS84 = f"{_CRS}OGC/1.3/CRS84"
_BOXES = {
    _CRS84: "24,35.4,24.1,35.6",
    f"{_CRS}EPSG/0/4326": "35.4,24,35.6,24.1",
    f"{_CRS}EPSG/0/3857": "2670000,4220000,2690000,4240000",
    f"{_CRS}EPSG/0/2100": "490000,3920000,510000,3940000",
}
_NAMES = ("Χάληδων 12", "chalidon", "25ης Μαρτίου")
_TIMES = ("2026-11-22T10:00:00Z", "2026-11-01/2026-11-30", "../2026-11-30T23:59:59+02:00", "2026-11-22")
_FILTERS = ("id > 0", "NOT id BETWEEN 3 AND 9", "S_INTERSECTS(geometry, BBOX(24, 35, 25, 36)) OR id IN (1, 2)")
_JSON_FILTERS = ({"op": ">", "args": [{"property": "id"}, 0]}, {"op": "between", "args": [{"property": "id"}, 3, 9]})
_HERE = "24.0187,35.5138"


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
    """Leave nothing wrong with a request but what is meant to be wrong."""
    if case.meta is None:
        return
    data = case.meta.phase.data
    wrong = {data.parameter, *(mutation.parameter for mutation in data.mutations)}
    if case.method in ("PUT", "PATCH", "DELETE", "POST"):
        _meet_a_feature(case, is_wrong=case.meta.generation.mode.is_negative)
        return
    if not case.query:
        return
    query = {**case.query, **_sensible(case.query, wrong=wrong, base=case.operation.schema.get_base_url())}
    _keep_company(query, wrong=wrong)
    if query != case.query:
        case.query = query


def _sensible(query: dict[str, Any], *, wrong: Collection[str | None], base: str) -> dict[str, Any]:
    """Return valid values of those parameters of ``query`` that are not to be ``wrong``, by turns."""
    turn = len(str(query))
    is_json = query.get("filter-lang") == "cql2-json"
    valid = {
        "q": _NAMES[turn % len(_NAMES)],
        "datetime": _TIMES[turn % len(_TIMES)],
        "open_at": _TIMES[0],
        "bbox": _BOXES.get(str(query.get("bbox-crs", _CRS84)), ""),
        "filter": json.dumps(_JSON_FILTERS[turn % len(_JSON_FILTERS)]) if is_json else _FILTERS[turn % len(_FILTERS)],
        "filter-crs": _CRS84,
        "within": _area(base),
        "after": "0",
    }
    return {name: value for name, value in valid.items() if name in query and name not in wrong}


@cache
def _area(base: str) -> str:
    """Return an area as ``within`` names it: the first municipal unit there is."""
    with urlopen(f"{base}/collections/municipal-units/items?limit=1", timeout=30) as answer:  # noqa: S310  # the live server's own address
        return f"municipal-units/{json.load(answer)['features'][0]['id']}"


def _meet_a_feature(case: Any, *, is_wrong: bool) -> None:
    """Write to a feature that is there, with a geometry such as its layer holds: chance finds neither, and nothing would be written."""
    if is_wrong:
        return
    known = _features(case.operation.schema.get_base_url(), case.operation.path.split("/")[2])
    if case.path_parameters and known:
        case.path_parameters["featureId"] = known[len(str(case.body)) % len(known)]["id"]
    if "If-Match" in case.headers:
        case.headers["If-Match"] = "*"
    case.headers.pop("Content-Crs", None)
    if isinstance(case.body, dict) and known and "geometry" in case.body:
        case.body["geometry"] = known[0]["geometry"]


def _features(base: str, collection: str) -> list[dict[str, Any]]:
    with urlopen(f"{base}/collections/{collection}/items?limit=100", timeout=30) as answer:  # noqa: S310  # the live server's own address
        features: list[dict[str, Any]] = json.load(answer)["features"]
    return features


def _keep_company(query: dict[str, Any], *, wrong: Collection[str | None]) -> None:
    """A radius needs a point; nearest first is an order, and a place in a page belongs to one order."""
    if "sortby" in wrong or "after" in wrong:
        parted = ["near", "radius", *({"sortby"} - set(wrong))]
    else:
        parted = ["after"] if "sortby" in query else []
        if "near" in query or "radius" in query:
            query.setdefault("near", _HERE)
            parted = ["sortby", "after"]
    for name in parted:
        query.pop(name, None)


@schemathesis.hook
def filter_failure(_context: Any, failure: Any, case: Any, _response: Any) -> bool:
    """Excluded: a limit over the maximum. The document tells the maximum, and a limit over it means it (17-069r4 Req 20, 21)."""
    limit = str(case.query.get("limit", ""))
    return not (isinstance(failure, AcceptedNegativeData) and limit.isdigit() and int(limit) > _maximum(case))


def _maximum(case: Any) -> int:
    return int(case.operation.query.get("limit").definition["schema"]["maximum"])
