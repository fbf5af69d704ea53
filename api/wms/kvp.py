"""The parameters of a request: names in any case, each once (OGC 06-042 §6.8.1); what is dangerous is refused, the rest read strictly."""

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.utils.translation import gettext as _

from api.language import negotiated_language
from api.literals import real_of
from api.wms.errors import ServiceException

# What other servers take to run styles, filters, templates or files of the asker's; a parameter that is merely unknown is ignored.
_REFUSED = frozenset({
    "SLD", "SLD_BODY", "STYLE_BODY", "WFS", "REMOTE_OWS_TYPE", "REMOTE_OWS_URL", "FILTER", "CQL_FILTER", "MODE", "MAP", "TEMPLATE",
    "QSTRING", "QFILE", "CONTEXT", "VIEWPARAMS", "ENV", "SQL", "SHAPEPATH",
})  # fmt: skip
_LANGUAGES = {"gre": "el", "ell": "el", "el": "el", "eng": "en", "en": "en"}
# Longer values are nobody's.
_LONGEST = 4000


class Parameters:
    """What was asked, by upper-case name."""

    def __init__(self, request: HttpRequest) -> None:
        """Raises: ServiceException: for a parameter that is given twice, or refused."""
        self._values: dict[str, str] = {}
        for name, values in _lists(request):
            key = name.upper()
            if len(values) > 1 or key in self._values:
                text = _("Η παράμετρος %(name)s δόθηκε περισσότερες από μία φορές. Δώστε τη μία.") % {"name": key[:40]}
                raise ServiceException("InvalidParameterValue", text, locator=key[:40])
            if key in _REFUSED:
                text = _("Η παράμετρος %(name)s δεν γίνεται δεκτή: οι χάρτες έχουν τις δικές τους εμφανίσεις και δεν εκτελούν ξένες.") % {
                    "name": key
                }
                raise ServiceException("OperationNotSupported", text, locator=key)
            if len(values[0]) > _LONGEST:
                text = _("Η τιμή της %(name)s έχει %(length)d χαρακτήρες· δεκτοί είναι έως %(longest)d.") % {
                    "name": key[:40],
                    "length": len(values[0]),
                    "longest": _LONGEST,
                }
                raise ServiceException("InvalidParameterValue", text, locator=key[:40])
            self._values[key] = values[0]

    def get(self, name: str, default: str = "") -> str:
        return self._values.get(name, default)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def needed(self, name: str, *, may_be_empty: bool = False) -> str:
        """Return the value of ``name``.

        Raises:
            ServiceException: if it was not given, or says nothing.
        """
        value = self._values.get(name)
        if value is None or not (value or may_be_empty):
            text = _("Λείπει η υποχρεωτική παράμετρος %(name)s.") % {"name": name}
            raise ServiceException("MissingParameterValue", text, locator=name)
        return value

    def whole(self, name: str, *, least: int, most: int, default: int | None = None, code: str = "InvalidParameterValue") -> int:
        """Return ``name`` as a whole number from ``least`` to ``most``; ``default`` where it was not given, None: it must be.

        Raises:
            ServiceException
        """
        if default is not None and not self.get(name):
            return default
        text = self.needed(name)
        if not (text.isascii() and text.isdigit() and len(text) <= 9 and least <= int(text) <= most):
            detail = _("%(name)s=%(value)s: πρέπει να είναι ακέραιος από %(least)d έως %(most)d.") % {
                "name": name,
                "value": text[:40],
                "least": least,
                "most": most,
            }
            raise ServiceException(code, detail, locator=name)
        return int(text)

    def reals(self, name: str, *, count: int) -> list[float]:
        """Return ``name`` as ``count`` finite numbers, which commas part.

        Raises:
            ServiceException
        """
        text = self.needed(name)
        numbers = [real_of(part.strip()) for part in text.split(",")]
        if len(numbers) != count or None in numbers:
            detail = _("%(name)s=%(value)s: πρέπει να είναι %(count)d αριθμοί χωρισμένοι με κόμμα.") % {
                "name": name,
                "value": text[:80],
                "count": count,
            }
            raise ServiceException("InvalidParameterValue", detail, locator=name)
        return [number for number in numbers if number is not None]

    def listed(self, name: str) -> list[str]:
        """Return what commas part, nothing where nothing was given."""
        text = self.get(name)
        return [part.strip() for part in text.split(",")] if text else []


def _lists(request: HttpRequest) -> list[tuple[str, list[str]]]:
    try:
        return list(request.GET.lists())
    except SuspiciousOperation as error:
        text = _("Περισσότερες από %(most)d παράμετροι δεν διαβάζονται.") % {"most": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS}
        raise ServiceException("InvalidParameterValue", text) from error


def first_of(request: HttpRequest, name: str) -> str:
    """Return the first value of the parameter ``name``, whatever is wrong with the others: it decides how that is told."""
    try:
        return next((str(value) for key, value in request.GET.items() if key.upper() == name), "")
    except SuspiciousOperation:
        return ""


def language_of(request: HttpRequest) -> str:
    """Return "el" or "en": the parameter LANGUAGE (INSPIRE View Service 3.11 §4.2.3.3.1.3, ISO 639-2), else as on every machine surface."""
    try:
        return _LANGUAGES.get(first_of(request, "LANGUAGE").lower()) or negotiated_language(request)
    except SuspiciousOperation:
        return settings.LANGUAGE_CODE
