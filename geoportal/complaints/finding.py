"""Published complaints as their pages, map and feeds ask for them: one question, whichever way it is shown."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.gis.geos import Point
from django.db.models import Q, TextChoices, Value
from django.utils.translation import gettext_lazy as _

from geoportal.site.instants import day_bounds
from layers.districts import District
from layers.gazetteer.queries import fold
from layers.requests.complaints import Complaint, ComplaintQuerySet, Folded
from layers.requests.services import Service
from layers.requests.workflow import OPEN, Outcome, Status

# Of more nobody counts: the number would cost more than the list.
MOST_COUNTED = 1000
_CLOSED = (Status.COMPLETED, Status.REJECTED)
_WORDS = 6
# Shorter than this a word has no trigram, and nothing that an index could find it by.
_SHORTEST = 3


class State(TextChoices):
    """Which complaints by their status: all that are open or closed, or those of one."""

    ALL = "all", _("Όλες οι καταστάσεις")
    OPEN = "open", _("Ανοιχτά")
    CLOSED = "closed", _("Κλειστά")
    SUBMITTED = "submitted", _("Υποβλήθηκε")
    ASSIGNED = "assigned", _("Σε εξέλιξη")
    WAITING = "waiting", _("Περιμένει τον πολίτη")
    COMPLETED = "completed", _("Ολοκληρώθηκε")
    REJECTED = "rejected", _("Απορρίφθηκε")

    @property
    def statuses(self) -> tuple[str, ...]:
        groups = {State.ALL: (), State.OPEN: tuple(sorted(OPEN)), State.CLOSED: _CLOSED}
        return groups.get(self, (self.value,))


@dataclass(frozen=True, kw_only=True)
class ComplaintQuery:
    """Which complaints are asked for; every part that is given must hold. ``since`` and ``until`` are days of their submission, the last
    included; ``radius_m`` counts only with ``near``."""

    service: Service | None = None
    state: State = State.ALL
    outcome: Outcome | None = None
    since: date | None = None
    until: date | None = None
    district: District | None = None
    words: str = ""
    near: Point | None = None
    radius_m: int = 500

    def rows(self) -> ComplaintQuerySet:
        """Return them, in no order."""
        rows: ComplaintQuerySet = Complaint.objects.published().filter(**self._conditions())
        if self.words:
            rows = rows.alias(folded=Folded("text")).filter(self._told())
        return rows if self.near is None else rows.near(self.near, radius_m=self.radius_m)

    def _conditions(self) -> dict[str, Any]:
        given = {
            "service": self.service,
            "status__in": self.state.statuses or None,
            "outcome": self.outcome,
            "submitted_at__gte": self.since and day_bounds(self.since)[0],
            "submitted_at__lt": self.until and day_bounds(self.until)[1],
            "district": self.district,
        }
        return {name: value for name, value in given.items() if value is not None}

    def _told(self) -> Q:
        """The words are those of the published text, or what the kind is called and found by, or the number itself."""
        folded = [word for word in " ".join(fold([self.words])).split() if len(word) >= _SHORTEST][:_WORDS]
        told = Q(number=_stored_number(self.words))
        if folded:
            told |= Q(service__in=_kinds_called(folded))
            told |= Q(*(Q(folded__contains=Value(word)) for word in folded)) & ~Q(text="")
        return told


def _stored_number(words: str) -> str:
    """Return the number that ``words`` are, as it is stored: people write 17/2026."""
    number, _slash, year = words.strip().partition("/")
    return f"{year.strip()}-{number.strip()}" if year else words.strip()


def newest_first(rows: ComplaintQuerySet) -> ComplaintQuerySet:
    return rows.select_related("service", "department", "district").order_by("-submitted_at", "-pk")


def count_up_to(rows: ComplaintQuerySet) -> int:
    """Return how many ``rows`` there are, ``MOST_COUNTED`` + 1 if there are more than that."""
    return rows.order_by()[: MOST_COUNTED + 1].count()


def _kinds_called(folded: list[str]) -> list[int]:
    """Return the kinds in whose title or words all of ``folded`` are found."""
    kinds = list(Service.objects.values_list("pk", "title_el", "title_en", "keywords_el", "keywords_en"))
    texts = fold([" ".join((title_el, title_en, *words_el, *words_en)) for _pk, title_el, title_en, words_el, words_en in kinds])
    return [kind[0] for kind, text in zip(kinds, texts, strict=True) if all(word in text for word in folded)]
