from django.db.models import Model
from django.utils import translation


def page_language() -> str:
    """Return "el" or "en", as the columns of the data end."""
    return (translation.get_language() or "el")[:2]


def localised(row: Model, field: str) -> str:
    """Return what ``row`` says in its column ``field`` of the active language, in Greek where that is empty."""
    return str(getattr(row, f"{field}_{page_language()}") or getattr(row, f"{field}_el"))
