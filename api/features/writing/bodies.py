"""What a client sends, read strictly (RFC 8259, RFC 7946 §3.2, RFC 7396): one object, of our own kinds, no larger than it may be."""

import json
import math
from collections.abc import Collection
from typing import Any, NoReturn

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from api.errors import BodyTooLarge, InvalidBody, UnsupportedMediaType

FEATURE_TYPES = ("application/geo+json", "application/json")
PATCH_TYPES = ("application/merge-patch+json",)

# Coordinates of a multipolygon lie six deep; nothing that we store lies deeper.
_DEEPEST = 20


def read_object(request: HttpRequest, *, media_types: Collection[str]) -> dict[str, Any]:
    """Return the JSON object that comes with ``request``.

    Raises:
        InvalidBody, BodyTooLarge, UnsupportedMediaType
    """
    _check_media_type(request, media_types)
    document = _parsed(_bytes(request))
    if not isinstance(document, dict):
        raise InvalidBody(_("Περιμέναμε ένα αντικείμενο JSON, {…}, και όχι %(kind)s.") % {"kind": type(document).__name__})
    _check_content(document)
    return document


def _check_media_type(request: HttpRequest, media_types: Collection[str]) -> None:
    # OGC 20-002r1 /req/create-replace-delete/post-content-type: without the header, 400.
    words = {"known": ", ".join(media_types)}
    if not request.headers.get("Content-Type"):
        raise InvalidBody(_("Λείπει η κεφαλίδα Content-Type. Δεκτές τιμές: %(known)s.") % words)
    charset = request.content_params.get("charset", "utf-8") if request.content_params else "utf-8"
    encoding = request.headers.get("Content-Encoding", "identity")
    if request.content_type not in media_types or charset.lower() not in ("utf-8", "utf8") or encoding.lower() != "identity":
        raise UnsupportedMediaType(
            _("Content-Type: %(given)s δεν διαβάζεται εδώ. Δεκτές τιμές: %(known)s, σε UTF-8 και χωρίς συμπίεση.")
            % {**words, "given": request.headers["Content-Type"][:100]}
        )


def _bytes(request: HttpRequest) -> bytes:
    largest: int = settings.API_MAX_BODY_BYTES
    body = request.read(largest + 1)
    if len(body) > largest:
        raise BodyTooLarge(_("Στείλατε πάνω από %(largest)d byte, που είναι το όριο για ένα στοιχείο.") % {"largest": largest})
    return body


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body.decode(), parse_constant=_refuse_constant, object_pairs_hook=_without_repetition)
    except RecursionError as error:
        raise InvalidBody(_("Το JSON έχει πολλά επίπεδα. Δεκτά είναι έως %(deepest)d.") % {"deepest": _DEEPEST}) from error
    except json.JSONDecodeError as error:
        words = {"line": error.lineno, "column": error.colno}
        raise InvalidBody(_("Δεν είναι JSON: γραμμή %(line)d, στήλη %(column)d.") % words) from error
    except UnicodeDecodeError as error:
        raise InvalidBody(_("Το κείμενο δεν είναι UTF-8 (byte %(place)d).") % {"place": error.start}) from error
    except ValueError as error:
        raise InvalidBody(_("Το JSON έχει αριθμό με πάρα πολλά ψηφία.")) from error


def _refuse_constant(name: str) -> NoReturn:
    raise InvalidBody(_("Το «%(name)s» δεν είναι αριθμός του JSON. Για άγνωστη τιμή γράψτε null.") % {"name": name})


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise InvalidBody(_("Το «%(name)s» δίνεται δύο φορές στο ίδιο αντικείμενο.") % {"name": _printable(repeated)})
    return found


def _check_content(document: Any) -> None:
    """Refuse what no text and no number of the database can hold, wherever it stands."""
    waiting: list[tuple[Any, int]] = [(document, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > _DEEPEST:
            raise InvalidBody(_("Το JSON έχει πολλά επίπεδα. Δεκτά είναι έως %(deepest)d.") % {"deepest": _DEEPEST})
        if isinstance(value, dict):
            waiting += [(part, depth + 1) for part in (*value, *value.values())]
        elif isinstance(value, list):
            waiting += [(part, depth + 1) for part in value]
        elif isinstance(value, str):
            _check_text(value)
        elif isinstance(value, float) and not math.isfinite(value):
            raise InvalidBody(_("Ένας αριθμός είναι μεγαλύτερος από όσο χωρά (1.8e308)."))


def _check_text(text: str) -> None:
    if "\0" in text or _printable(text) != text:
        raise InvalidBody(
            _("Το κείμενο «%(text)s» έχει χαρακτήρα που δεν αποθηκεύεται (U+0000 ή μισό ζεύγος).") % {"text": _printable(text)[:50]}
        )


def _printable(text: str) -> str:
    return text.replace("\0", "␀").encode(errors="replace").decode()
