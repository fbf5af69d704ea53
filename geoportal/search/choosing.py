"""What is asked for of the documents that match: of a kind, of a year, with a place; in which order, which page of them."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sort(TextChoices):
    RELEVANCE = "relevance", _("Σχετικότητα")
    DATE = "date", _("Νεότερα πρώτα")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which of the documents that match are asked for: of a ``kind``, a ``year``, only those with a place; which page, in which order."""

    kind: str = ""
    year: int | None = None
    has_place: bool = False
    sort: Sort = Sort.RELEVANCE
    page: int = 1

    def condition(self, *, equals: str = "= %({})s", place: str = "geom IS NOT NULL") -> str:
        """Return the conditions (SQL) of what is chosen and no others: an index serves only what is asked for by itself."""
        conditions = [f"kind {equals.format('kind')}"] * bool(self.kind) + [f"year {equals.format('year')}"] * (self.year is not None)
        return " AND ".join([*conditions, *[place] * self.has_place]) or "true"
