"""The language of a machine's answer: the parameter ``lang``, then ``Accept-Language``, then Greek."""

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

LANGUAGES = tuple(code for code, _ in settings.LANGUAGES)


def negotiated_language(request: HttpRequest) -> str:
    """Return "el" or "en" (RFC 9110 §12.5.4); an unknown ``lang`` counts as none here and is refused by ``api.params``."""
    return _negotiated(request.GET.get("lang", ""), request.headers.get("Accept-Language", ""))


@lru_cache(maxsize=1000)
def _negotiated(asked: str, header: str) -> str:
    if asked in LANGUAGES:
        return asked
    for accepted, quality in parse_accept_lang_header(header):
        if quality == 0 or accepted == "*":
            continue
        try:
            return get_supported_language_variant(accepted)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def is_machine_surface(request: HttpRequest) -> bool:
    """Whether what answers ``request`` is ours, which chooses its language by itself; pages for people are told theirs by their address."""
    match = request.resolver_match
    return match is not None and match.func.__module__.startswith("api.")
