"""Publications as their lists ask for them, and what the lists say of themselves: how many, of which years, from whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import CharField, Count, F, Func, Max, Value
from django.db.models.functions import Concat, ExtractMonth, ExtractYear
from django.utils import timezone

from geoportal.news.kinds import Kind, Status
from geoportal.news.publications import PublicationPage, PublicationQuerySet
from geoportal.site.instants import day_bounds
from layers.audiences import Audience
from layers.departments import Department

_OPEN = (Status.OPEN, Status.CLOSING)


class _Folded(Func):
    """A text as the search by name compares it: without accents, capitals, or the alphabet it was typed in."""

    function = "layers_fold"
    output_field = CharField()


@dataclass(frozen=True, kw_only=True)
class PublicationQuery:
    """Which publications are asked for; every part that is given must hold. ``day`` is that of the deadline."""

    language: str
    kind: Kind | None = None
    text: str = ""
    status: Status | None = None
    year: int | None = None
    month: int | None = None
    day: date | None = None
    department: str = ""
    audience: Audience | None = None

    def rows(self) -> PublicationQuerySet:
        """Return them, the last published first; where a deadline's day or an open status is asked for, what closes first."""
        rows: Any = self._listed.filter(**self._conditions())
        if self.status is not None:
            rows = rows.with_status().filter(status__in=_OPEN if self.status is Status.OPEN else (self.status,))
        if self.text:
            rows = rows.annotate(folded=_Folded(Concat("title", Value(" "), "lead", Value(" "), "address")))
            for word in self.text.split()[:8]:
                rows = rows.filter(folded__contains=_Folded(Value(word)))
        is_by_deadline = self.day is not None or self.status in _OPEN
        ordered: PublicationQuerySet = rows.order_by("deadline", "pk") if is_by_deadline else rows
        return ordered

    def _conditions(self) -> dict[str, Any]:
        since, until = day_bounds(self.day) if self.day else (None, None)
        given = {
            "kind": self.kind,
            "published_on__year": self.year,
            "published_on__month": self.month,
            "department__code": self.department or None,
            "audiences__contains": [self.audience] if self.audience else None,
            "deadline__gte": since,
            "deadline__lt": until,
        }
        return {name: value for name, value in given.items() if value is not None}

    @cached_property
    def _listed(self) -> PublicationQuerySet:
        # Each time that it is made, the restrictions of pages are asked for.
        listed: PublicationQuerySet = PublicationPage.objects.listed(self.language)
        return listed

    @property
    def _section(self) -> PublicationQuerySet:
        section: PublicationQuerySet = self._listed.filter(**({"kind": self.kind} if self.kind else {})).order_by()
        return section

    def archive(self) -> list[tuple[int, int, list[tuple[date, int]]]]:
        """Return the section's years, the last first: each with how many were published, and its months with theirs."""
        months = self._section.values_list(ExtractYear("published_on"), ExtractMonth("published_on")).annotate(n=Count("pk"))
        years: dict[int, list[tuple[date, int]]] = {}
        for year, month, count in sorted(months, reverse=True):
            years.setdefault(year, []).append((date(year, month, 1), count))
        return [(year, sum(count for _month, count in parts), parts) for year, parts in years.items()]

    def departments(self) -> list[Department]:
        """Return those that published something in the section."""
        used = self._section.filter(department__isnull=False).values("department")
        return list(Department.objects.published().filter(pk__in=used))

    def counts(self) -> dict[str, int]:
        """Return how many there are of each kind."""
        return dict(self._section.values_list("kind").annotate(n=Count("pk")))

    def days_with_deadlines(self, first: date, days: int) -> set[date]:
        since, until = day_bounds(first, days=days)
        found: Iterable[datetime] = self._section.filter(deadline__gte=since, deadline__lt=until).values_list("deadline", flat=True)
        return {timezone.localdate(deadline) for deadline in found}

    def last_deadline(self) -> date | None:
        last = self._section.aggregate(last=Max(F("deadline")))["last"]
        return timezone.localdate(last) if last else None
