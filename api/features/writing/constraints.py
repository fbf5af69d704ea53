"""What the database refuses, as problems: its rules have the last word, and never end in a status of 500."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DataError, IntegrityError
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from api.errors import Conflict, DataIsChanging, InvalidFeature
from layers.datasets.rows import VersionChanged

# SQLSTATE: unique_violation, exclusion_violation, foreign_key_violation, restrict_violation.
_CONFLICTS = ("23505", "23P01", "23503", "23001")


@contextmanager
def told_as_problems() -> Iterator[None]:
    """Stand around a transaction, so that rules which are checked at its end count too.

    Raises:
        Conflict, InvalidFeature, DataIsChanging: instead of the database's own errors.
    """
    try:
        yield
    except (ProtectedError, RestrictedError) as error:
        raise Conflict(_referring(error)) from error
    except (IntegrityError, DataError) as error:
        raise _problem(error) from error
    except VersionChanged as error:
        raise DataIsChanging from error


def _referring(error: Any) -> str:
    rows = error.protected_objects if isinstance(error, ProtectedError) else error.restricted_objects
    kinds = Counter(str(row._meta.verbose_name) for row in rows)
    named = ", ".join(f"{kind} ({count})" for kind, count in sorted(kinds.items()))
    return _("Δεν διαγράφεται όσο αναφέρονται σε αυτό: %(kinds)s. Αλλάξτε πρώτα εκείνα.") % {"kinds": named}


def _problem(error: Exception) -> Conflict | InvalidFeature:
    diagnosis: Any = getattr(error.__cause__, "diag", None)
    rule = getattr(diagnosis, "constraint_name", None) or getattr(diagnosis, "column_name", None) or ""
    if getattr(diagnosis, "sqlstate", None) in _CONFLICTS:
        return Conflict(
            _("Υπάρχει ήδη εγγραφή που το εμποδίζει (κανόνας %(rule)s). Αλλάξτε την τιμή ή εκείνη την εγγραφή.") % {"rule": rule}
        )
    detail = _("Οι τιμές δεν τηρούν έναν κανόνα των δεδομένων (%(rule)s).") % {"rule": rule or "SQL"}
    return InvalidFeature(detail, [{"field": rule, "detail": detail}])
