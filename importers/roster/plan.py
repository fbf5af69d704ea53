"""What a roster would do to the duties that are stored, worked out without touching anything."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from importers.errors import ImportRefused
from importers.instants import instant_of, zone
from importers.plan import Counts
from importers.report import REFUSING, Problem, ProblemKind
from importers.roster.duty import Duty, Period, gaps, overlapping, wall_of
from importers.roster.people import Pharmacies
from importers.roster.reading import Reading
from layers.pharmacies import DutyShift


class RosterRefused(ImportRefused):
    """Something in the roster is wrong: ``problems`` says all of it, and none of it was loaded."""

    def __init__(self, message: str, problems: list[Problem]) -> None:
        super().__init__(message)
        self.problems = problems


@dataclass(frozen=True)
class Gap:
    """A time, in UTC, at which nobody is on duty by day, or by night."""

    kind: str
    starts_at: datetime
    ends_at: datetime


@dataclass(kw_only=True)
class RosterPlan:
    """``present`` are the stored duties that it was worked out against: it fits those only."""

    since: date
    until: date
    present: dict[int, Duty]
    created: list[Duty] = field(default_factory=list)
    updated: dict[int, Duty] = field(default_factory=dict)
    removed: list[int] = field(default_factory=list)
    unchanged: int = 0
    gaps: list[Gap] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def counts(self) -> Counts:
        return Counts(created=len(self.created), updated=len(self.updated), unchanged=self.unchanged, removed=len(self.removed))


def plan_roster(
    reading: Reading, *, pharmacies: Pharmacies, since: date | None, until: date | None, replaces: bool, is_strict: bool
) -> RosterPlan:
    """Return what the duties that were read change. With ``replaces``, stored ones of these days that are not among them go.

    Raises:
        RosterRefused: if a row cannot be understood, two duties contradict each other, or, with ``is_strict``, nobody is on duty at a time.
    """
    days = [duty.day for duty in reading.duties]
    since, until = since or min(days, default=None), until or max(days, default=None)
    if not days or since is None or until is None:
        errors = [problem for problem in reading.problems if problem.kind in REFUSING]
        raise RosterRefused(_refusal(errors) or _("Το αρχείο δεν έχει καμία εφημερία μέσα στις ημερομηνίες."), reading.problems)
    plan = RosterPlan(since=since, until=until, present=stored(since, until), problems=list(reading.problems))
    named = _Named(pharmacies)
    plan.problems += named.clashes(reading.duties)
    _compare(plan, reading.duties, replaces=replaces)
    remaining = _remaining(plan)
    plan.problems += named.conflicts(reading.duties, remaining)
    plan.problems += _find_gaps(plan, [*reading.duties, *remaining], pharmacies)
    if any(_refuses(problem, is_strict=is_strict) for problem in plan.problems):
        raise RosterRefused(_refusal([entry for entry in plan.problems if _refuses(entry, is_strict=is_strict)]), plan.problems)
    return plan


def stored(since: date, until: date) -> dict[int, Duty]:
    """Return the stored duties, by id, that begin on these days or reach into them, and those of the night and the morning around."""
    around = [instant_of(wall_of(day, 0)).at for day in (since - timedelta(days=3), until + timedelta(days=4))]
    rows = DutyShift.objects.filter(period__endswith__gt=around[0], period__startswith__lt=around[1]).values_list(
        "pk", "pharmacy_id", "kind", F("period__startswith"), F("period__endswith")
    )
    return {
        pk: Duty(row=0, pharmacy=pharmacy, kind=kind, start=start.astimezone(UTC), end=end.astimezone(UTC))
        for pk, pharmacy, kind, start, end in rows
    }


def _compare(plan: RosterPlan, duties: Iterable[Duty], *, replaces: bool) -> None:
    known = {duty.key: (pk, duty) for pk, duty in plan.present.items()}
    wanted = {duty.key: duty for duty in duties}
    for key, duty in wanted.items():
        pk, present = known.get(key, (0, None))
        if present is None:
            plan.created.append(duty)
        elif present.end == duty.end:
            plan.unchanged += 1
        else:
            plan.updated[pk] = duty
    if replaces:
        plan.removed = [pk for key, (pk, duty) in known.items() if key not in wanted and plan.since <= duty.day <= plan.until]


def _remaining(plan: RosterPlan) -> list[Duty]:
    """Return the stored duties that stay as they are and are not in the file."""
    gone = {*plan.removed, *plan.updated}
    return [duty for pk, duty in plan.present.items() if pk not in gone]


def _find_gaps(plan: RosterPlan, duties: Iterable[Duty], pharmacies: Pharmacies) -> Iterator[Problem]:
    """Add the plan's gaps and yield a word about each; a roster without any duty by day is not one for the day."""
    shown = [duty for duty in duties if duty.pharmacy in pharmacies.published]
    covered: list[Period] = [(duty.start, duty.end) for duty in shown]
    kinds = [DutyShift.Kind.NIGHT]
    if any(duty.kind != DutyShift.Kind.NIGHT and plan.since <= duty.day <= plan.until for duty in shown):
        kinds.insert(0, DutyShift.Kind.DAY)
    else:
        yield Problem(None, ProblemKind.FILE, _("Δεν υπάρχουν διημερεύσεις· έγινε έλεγχος για κενά μόνο της νύχτας."))
    for kind in kinds:
        for start, end in gaps(kind, since=plan.since, until=plan.until, covered=covered):
            plan.gaps.append(Gap(kind.value, start, end))
            words = {"start": _shown(start), "end": _shown(end)}
            by_night = kind == DutyShift.Kind.NIGHT
            message = _("Κανένα φαρμακείο τη νύχτα, από %(start)s έως %(end)s.") if by_night else _(
                "Κανένα φαρμακείο την ημέρα, από %(start)s έως %(end)s."
            )  # fmt: skip
            yield Problem(None, ProblemKind.GAP, message % words)


class _Named:
    """Says what contradicts what, by the pharmacies' names."""

    def __init__(self, pharmacies: Pharmacies) -> None:
        self._names = pharmacies.names

    def clashes(self, duties: Iterable[Duty]) -> Iterator[Problem]:
        """Yield the duties of the file that are there twice, or overlap another of the same pharmacy."""
        for one, other in overlapping(duties):
            words = {**self._words(other), "other_row": one.row, "other": _kind_and_period(one)}
            if (one.kind, one.start, one.end) == (other.kind, other.start, other.end):
                message = _("Γραμμή %(row)d: %(pharmacy)s, %(duty)s: υπάρχει και στη γραμμή %(other_row)d. Σβήστε τη μία.")
                yield Problem(other.row, ProblemKind.DUPLICATE, message % words)
                continue
            message = _("Γραμμή %(row)d: %(pharmacy)s, %(duty)s: πέφτει πάνω στη γραμμή %(other_row)d (%(other)s).")
            # Kinds differ where hours are extended into the night: both are true.
            yield Problem(other.row, ProblemKind.OVERLAP if one.kind == other.kind else ProblemKind.FILE, message % words)

    def conflicts(self, duties: Iterable[Duty], remaining: Iterable[Duty]) -> Iterator[Problem]:
        """Yield the duties that a stored one of the same pharmacy and kind stands in the way of."""
        by_owner: dict[tuple[int, str], list[Duty]] = {}
        for stays in remaining:
            by_owner.setdefault((stays.pharmacy, stays.kind), []).append(stays)
        for duty in duties:
            for stays in by_owner.get((duty.pharmacy, duty.kind), ()):
                if duty.key != stays.key and duty.overlaps(stays):
                    words = {**self._words(duty), "other": _kind_and_period(stays)}
                    message = _(
                        "Γραμμή %(row)d: %(pharmacy)s, %(duty)s: υπάρχει ήδη %(other)s. Διορθώστε τη γραμμή, "
                        "ή δώστε --replace για να μείνουν μόνο όσα έχει το αρχείο."
                    )
                    yield Problem(duty.row, ProblemKind.CONFLICT, message % words)

    def _words(self, duty: Duty) -> dict[str, object]:
        return {"row": duty.row, "pharmacy": self._names[duty.pharmacy], "duty": _kind_and_period(duty)}


def _kind_and_period(duty: Duty) -> str:
    return f"{DutyShift.Kind(duty.kind).label} {_shown(duty.start)} – {_shown(duty.end)}"


def _shown(instant: datetime) -> str:
    return f"{instant.astimezone(zone()):%d/%m/%Y %H:%M}"


def _refuses(problem: Problem, *, is_strict: bool) -> bool:
    return problem.kind in REFUSING or (is_strict and problem.kind == ProblemKind.GAP)


def _refusal(problems: list[Problem]) -> str:
    """Return why the roster is not loaded, empty where nothing is wrong."""
    if not problems:
        return ""
    return _("Η εφημερία δεν φορτώθηκε και δεν άλλαξε τίποτα. Λάθη: %(count)d. %(first)s") % {
        "count": len(problems),
        "first": problems[0].message,
    }
