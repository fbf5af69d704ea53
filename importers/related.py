"""Rows that a file refers to by the code that people know them by."""

from difflib import get_close_matches

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from importers.folding import fold
from layers.writing import natural_key_of

_MAX_NAMED = 10
_CLOSE = 0.6


class Related:
    """The rows of one model, by natural key."""

    def __init__(self, model: type[models.Model]) -> None:
        self._key = natural_key_of(model)
        self._rows: dict[str, models.Model] = {str(getattr(row, self._key)): row for row in model._default_manager.all()}

    def find(self, value: str) -> models.Model:
        """Return the row called ``value``.

        Raises:
            ValidationError: names those that are spelt alike, in code or name, or else some that there are.
        """
        row = self._rows.get(value)
        if row is not None:
            return row
        near = self._near(value)
        if near:
            raise ValidationError(_("δεν υπάρχει «%(value)s». Μήπως: %(near)s;") % {"value": value, "near": ", ".join(near)})
        known = sorted(self._rows)
        more = " …" if len(known) > _MAX_NAMED else ""
        raise ValidationError(
            _("δεν υπάρχει «%(value)s». Υπάρχουν: %(known)s.")
            % {"value": value, "known": (", ".join(known[:_MAX_NAMED]) or _("κανένα")) + more}
        )

    def _near(self, value: str) -> list[str]:
        spoken = {fold(words): code for code, row in self._rows.items() for words in (code, str(row))}
        close = get_close_matches(fold(value), spoken, n=3, cutoff=_CLOSE)
        return [f"{code} ({self._rows[code]})" for code in dict.fromkeys(spoken[words] for words in close)]
