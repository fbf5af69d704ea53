"""The numbers that acts and tenders are known by elsewhere: CPV, ΑΔΑ, ΑΔΑΜ."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_CPV = re.compile(r"[0-9]{8}-[0-9]")
# Diavgeia: the body's code in Greek capitals and digits, then three more.
_ADA = re.compile(r"[Α-Ω0-9]{7,10}-[Α-Ω0-9]{3}")
_ADAM = re.compile(r"\d{2}(REQ|PROC|AWRD|SYMV|PAY)\d{9}")


def validate_cpv(code: str) -> None:
    """Raise ValidationError unless ``code`` is written as Regulation (EC) 213/2008 writes its codes: eight digits, a hyphen, a ninth.

    The regulation calls the ninth a check digit and doesn't tell its rule; no weights that we tried fit all of its codes.
    """
    if not _CPV.fullmatch(code):
        raise ValidationError(_("Κωδικός CPV «%(code)s»: γράψτε οκτώ ψηφία, παύλα και το ψηφίο ελέγχου, όπως 45233141-9.") % {"code": code})


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
