"""One roster from beginning to end: read, plan, load, report."""

from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import DataError, IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from importers.errors import ImportRefused, UnreadableFile
from importers.instants import zone
from importers.models import ImportRun
from importers.report import Problem, ProblemKind
from importers.roster.duty import Duty
from importers.roster.people import Pharmacies
from importers.roster.plan import Gap, RosterPlan, RosterRefused, plan_roster, stored
from importers.roster.reading import Reading, read_duties
from importers.table import Options, Table, read_table
from layers.pharmacies import DutyShift

TARGET = "duty-roster"
_KEPT_PROBLEMS = 1_000


@dataclass(frozen=True, kw_only=True)
class RosterRequest:
    """What staff ask for. ``since`` and ``until``, both included, bound what is read, checked and replaced; None: as the file does."""

    path: Path
    since: date | None = None
    until: date | None = None
    options: Options = field(default_factory=Options)
    replaces: bool = False
    is_strict: bool = False
    dry_run: bool = False
    by: AbstractBaseUser | None = None


@dataclass(frozen=True, kw_only=True)
class RosterReport:
    """One roster. ``read`` counts rows, ``skipped`` those outside the days asked for; the others count duties, several to a row."""

    since: date
    until: date
    encoding: str
    encoding_how: str
    read: int
    created: int
    updated: int
    unchanged: int
    removed: int
    skipped: int
    gaps: tuple[Gap, ...]
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, Any]:
        gaps = [{"kind": gap.kind, "starts_at": _local(gap.starts_at), "ends_at": _local(gap.ends_at)} for gap in self.gaps]
        return {**asdict(self), "since": self.since.isoformat(), "until": self.until.isoformat(), "gaps": gaps}


def run_roster(request: RosterRequest) -> RosterReport:
    """Carry ``request`` out, or with ``dry_run`` only plan it, and return what was (or would be) done.

    A run that is not a dry one leaves an ``ImportRun``, also when the file is refused.

    Raises:
        ImportRefused: in one of its kinds; nothing was loaded.
    """
    try:
        report = _run(request)
    except ImportRefused as refusal:
        problems = refusal.problems if isinstance(refusal, RosterRefused) else []
        kept = [asdict(problem) for problem in problems[:_KEPT_PROBLEMS]]
        _record(request, ImportRun.Outcome.REFUSED, {"message": str(refusal), "problems": kept})
        raise
    outcome = ImportRun.Outcome.LOADED if report.created + report.updated + report.removed else ImportRun.Outcome.UNCHANGED
    document = report.as_json()
    _record(request, outcome, {**document, "problems": document["problems"][:_KEPT_PROBLEMS]})
    return report


def _run(request: RosterRequest) -> RosterReport:
    if request.since and request.until and request.since > request.until:
        raise ImportRefused(_("--since %(since)s: είναι μετά το --until %(until)s.") % {"since": request.since, "until": request.until})
    with read_table(request.path, options=request.options, on_progress=_quiet, is_typed=False) as table:
        if not table.is_sheet:
            raise UnreadableFile(_("Το «%(name)s» δεν είναι πίνακας. Η εφημερία έρχεται ως .csv ή .xlsx.") % {"name": table.name})
        pharmacies = Pharmacies()
        reading = read_duties(table, pharmacies=pharmacies, since=request.since, until=request.until)
        reading.problems = [*table.problems, *_damaged(table), *reading.problems, *_left_out(reading)]
        plan = plan_roster(
            reading,
            pharmacies=pharmacies,
            since=request.since,
            until=request.until,
            replaces=request.replaces,
            is_strict=request.is_strict,
        )
        if not request.dry_run:
            load_roster(plan)
        return _report(table, reading, plan)


def _quiet(done: int) -> None:
    """Show nothing."""


def load_roster(plan: RosterPlan) -> None:
    """Carry the plan out: all of it or nothing.

    Raises:
        ImportRefused: if the stored duties are no longer those that it was worked out against.
    """
    try:
        with transaction.atomic():
            if stored(plan.since, plan.until) != plan.present:
                raise ImportRefused(_("Οι εφημερίες άλλαξαν όσο διαβαζόταν το αρχείο. Τρέξτε ξανά την εισαγωγή."))
            DutyShift.objects.filter(pk__in=plan.removed).delete()
            DutyShift.objects.bulk_update([DutyShift(pk=pk, period=_period(duty)) for pk, duty in plan.updated.items()], ["period"])
            DutyShift.objects.bulk_create(
                DutyShift(pharmacy_id=duty.pharmacy, kind=duty.kind, period=_period(duty)) for duty in plan.created
            )
    except (IntegrityError, DataError) as error:
        raise ImportRefused(
            _("Η βάση δεν δέχτηκε τις γραμμές και δεν άλλαξε τίποτα: %(words)s") % {"words": str(error).partition("\n")[0]}
        ) from error


def _period(duty: Duty) -> DateTimeTZRange:
    return DateTimeTZRange(duty.start, duty.end)


def _damaged(table: Table) -> list[Problem]:
    """A name that lost a letter is another name."""
    return [Problem(problem.row, ProblemKind.INVALID_VALUE, problem.message) for problem in table.damaged_text()]


def _left_out(reading: Reading) -> list[Problem]:
    if not reading.outside:
        return []
    message = _("Γραμμές έξω από τις ημερομηνίες που ζητήθηκαν, που δεν διαβάστηκαν: %(count)d.") % {"count": reading.outside}
    return [Problem(None, ProblemKind.FILE, message)]


def _report(table: Table, reading: Reading, plan: RosterPlan) -> RosterReport:
    return RosterReport(
        since=plan.since,
        until=plan.until,
        encoding=table.encoding.name,
        encoding_how=table.encoding.how,
        read=table.count,
        created=len(plan.created),
        updated=len(plan.updated),
        unchanged=plan.unchanged,
        removed=len(plan.removed),
        skipped=reading.outside,
        gaps=tuple(plan.gaps),
        problems=tuple(plan.problems),
    )


def _record(request: RosterRequest, outcome: ImportRun.Outcome, report: dict[str, object]) -> None:
    if not request.dry_run:
        ImportRun.objects.create(
            file_name=request.path.name, target=TARGET, outcome=outcome, report=report, by_id=request.by.pk if request.by else None
        )


def _local(instant: Any) -> str:
    return str(instant.astimezone(zone()).isoformat())
