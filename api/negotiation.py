"""In which form a resource is given: the parameter ``f``, then the header ``Accept`` (RFC 9110 §12.5.1), then JSON."""

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

JSON, HTML = "json", "html"
FORMATS = (JSON, HTML)

_MEDIA_TYPES = {
    JSON: (
        "application/json",
        "application/geo+json",
        "application/schema+json",
        "application/vnd.oai.openapi+json",
        "application/problem+json",
    ),
    HTML: ("text/html",),
}
_WEIGHT = re.compile(r"0(\.\d*)?|1(\.0*)?")

View = Callable[..., HttpResponseBase]
# How much a media range is wanted, then how closely it names what we have: 2 the type itself, 1 its family, 0 anything.
_Rank = tuple[float, int]


def negotiated(view: View) -> View:
    """Say of the answers of ``view`` that they depend on ``Accept`` (RFC 9110 §12.5.5)."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ["Accept"])
        return response

    return wrapper


def wanted_format(request: HttpRequest) -> str:
    """Return "json" or "html"; an unknown ``f`` counts as none here and is refused by ``api.params``."""
    asked = request.GET.get("f", "")
    return asked if asked in FORMATS else _preferred(request.headers.get("Accept", ""))


def in_format(request: HttpRequest, name: str) -> str:
    """Return the absolute address of what was asked for, in the format ``name``."""
    return asked_with(request, f=name)


def asked_with(request: HttpRequest, **given: str) -> str:
    """Return the absolute address of what was asked for, but for the parameters ``given``."""
    kept = [(name, value) for name, values in request.GET.lists() if name not in given for value in values]
    return f"{request.build_absolute_uri(request.path)}?{urlencode([*kept, *given.items()], safe=',:/')}"


@lru_cache(maxsize=256)
def _preferred(accept: str) -> str:
    """Return the format that is wanted more; of two that are wanted alike, the one named more closely, then JSON."""
    ranges = dict(_range(part) for part in accept.split(",") if part.strip())
    ranks = {name: _rank(types, ranges) for name, types in _MEDIA_TYPES.items()}
    return HTML if ranks[HTML] > ranks[JSON] and ranks[HTML][0] > 0 else JSON


def _range(text: str) -> tuple[str, float]:
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    weight = next((part[2:].strip() for part in parameters if part.startswith("q=")), "1")
    return name, float(weight) if _WEIGHT.fullmatch(weight) else 1.0


def _rank(media_types: tuple[str, ...], ranges: dict[str, float]) -> _Rank:
    """The closest range decides, even if it says no: ``text/html;q=0, */*`` is anything but HTML."""
    named = [ranges[name] for name in media_types if name in ranges]
    if named:
        return max(named), 2
    family = media_types[0].partition("/")[0]
    return next(((ranges[name], closeness) for closeness, name in ((1, f"{family}/*"), (0, "*/*")) if name in ranges), (0.0, 0))
