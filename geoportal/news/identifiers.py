"""The numbers that acts and tenders are known by elsewhere: CPV, ΑΔΑ, ΑΔΑΜ."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_CPV = re.compile(r"(\d{8})-(\d)")
_CPV_WEIGHTS = (3, 7, 1, 3, 7, 1, 3, 7)
# Diavgeia: the body's code in Greek capitals and digits, then three more.
_ADA = re.compile(r"[Α-Ω0-9]{7,10}-[Α-Ω0-9]{3}")
_ADAM = re.compile(r"\d{2}(REQ|PROC|AWRD|SYMV|PAY)\d{9}")


def check_digit_of_cpv(digits: str) -> str:
    """Return the ninth digit of the code of the Common Procurement Vocabulary (Regulation 213/2008) that begins with ``digits``."""
    return str(sum(weight * int(digit) for weight, digit in zip(_CPV_WEIGHTS, digits, strict=True)) % 10)


def validate_cpv(code: str) -> None:
    """Raise ValidationError unless ``code`` is eight digits, a hyphen and their check digit."""
    match = _CPV.fullmatch(code)
    if match is None:
        raise ValidationError(_("Κωδικός CPV «%(code)s»: γράψτε οκτώ ψηφία, παύλα και το ψηφίο ελέγχου, όπως 45233141-9.") % {"code": code})
    digits, check = match.groups()
    if check != (right := check_digit_of_cpv(digits)):
        raise ValidationError(
            _("Κωδικός CPV «%(code)s»: το ψηφίο ελέγχου δεν ταιριάζει. Αν τα οκτώ ψηφία είναι σωστά, είναι %(right)s.")
            % {"code": code, "right": f"{digits}-{right}"}
        )


def validate_ada(code: str) -> None:
    """Raise ValidationError unless ``code`` is written as Diavgeia writes its numbers."""
    if not _ADA.fullmatch(code):
        raise ValidationError(_("ΑΔΑ «%(code)s»: αντιγράψτε τον από τη Διαύγεια, με ελληνικά κεφαλαία, όπως 9ΞΘ4ΩΗ5-ΑΒΓ.") % {"code": code})


def validate_adam(code: str) -> None:
    """Raise ValidationError unless ``code`` is written as the register of public contracts (ΚΗΜΔΗΣ) writes its numbers."""
    if not _ADAM.fullmatch(code):
        raise ValidationError(
            _("ΑΔΑΜ «%(code)s»: αντιγράψτε τον από το ΚΗΜΔΗΣ, με λατινικά κεφαλαία, όπως 26PROC000123456.") % {"code": code}
        )
