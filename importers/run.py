"""One import from beginning to end: read, plan, load, report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from importers.errors import ImportRefused, UnknownTarget
from importers.load import NewDataset, load_dataset, load_layer
from importers.mapping import position_of
from importers.models import ImportRun
from importers.plan import Counts
from importers.plan_dataset import plan_dataset
from importers.plan_layer import plan_layer
from importers.report import Problem, Report
from importers.table import Options, Table, read_table
from layers.datasets.models import Dataset
from layers.gazetteer.upkeep import renew_names
from layers.layer import Kind
from layers.lookups import catalogued_layers

_KEPT_PROBLEMS = 1_000


class Progress(Protocol):
    """Told of each row: the stage ("read", "plan", "load"), how many are done, how many there are in all where that is known."""

    def __call__(self, stage: str, done: int, total: int | None) -> None: ...


def _quiet(stage: str, done: int, total: int | None) -> None:
    """Show nothing."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What staff ask for: a file, where it goes (a dataset's title or slug, or a layer's slug), and what the file does not say itself."""

    path: Path
    dataset: str = ""
    layer: str = ""
    options: Options = field(default_factory=Options)
    key: str = ""
    time: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    is_public: bool = True
    dry_run: bool = False
    by: AbstractBaseUser | None = None


def run_import(request: Request, *, on_progress: Progress = _quiet) -> Report:
    """Carry ``request`` out, or with ``dry_run`` only plan it, and return what was (or would be) done.

    A run that is not a dry one leaves an ``ImportRun``, also when the file is refused.

    Raises:
        ImportRefused: in one of its kinds; nothing was loaded.
    """
    try:
        reading = partial(on_progress, "read", total=None)
        # A layer's fields say of what kind their values are; a dataset takes the kinds that it finds.
        with read_table(request.path, options=request.options, on_progress=reading, is_typed=not request.layer) as table:
            report = (_into_layer if request.layer else _into_dataset)(table, request, on_progress)
    except ImportRefused as refusal:
        if not request.dry_run:
            _record(request, ImportRun.Outcome.REFUSED, {"message": str(refusal)})
        raise
    if not request.dry_run:
        changes = report.created + report.updated + report.removed
        outcome = ImportRun.Outcome.LOADED if changes else ImportRun.Outcome.UNCHANGED
        document = report.as_json()
        _record(request, outcome, {**document, "problems": document["problems"][:_KEPT_PROBLEMS]})
        # What was imported is found by name at once; whatever happens there, it is imported.
        transaction.on_commit(renew_names, robust=True)
    return report


def _record(request: Request, outcome: ImportRun.Outcome, report: dict[str, object]) -> None:
    ImportRun.objects.create(
        file_name=request.path.name,
        target=request.layer or request.dataset,
        outcome=outcome,
        report=report,
        by_id=request.by.pk if request.by else None,
    )


def _into_dataset(table: Table, request: Request, on_progress: Progress) -> Report:
    dataset = Dataset.objects.filter(title_el=request.dataset).first() or Dataset.objects.filter(slug=request.dataset).first()
    time = _time_column(table, request.time)
    plan = plan_dataset(table, dataset=dataset, key=request.key, on_progress=lambda done: on_progress("plan", done, table.count))
    version = None
    if not request.dry_run:
        loading = partial(on_progress, "load", total=table.count)
        into = dataset or NewDataset(title=request.dataset, is_public=request.is_public)
        version = load_dataset(plan, into=into, time=time, by=request.by, on_progress=loading)
        dataset = version.dataset
    return _report(
        table,
        plan.counts,
        plan.problems,
        dataset=dataset.slug if dataset else None,
        version=version.number if version else None,
    )


def _time_column(table: Table, name: str) -> str:
    if not name:
        return ""
    column = table.columns[position_of(name, table.columns, option="--time")]
    if column.kind not in (Kind.DATE, Kind.INSTANT):
        raise ImportRefused(
            _("--time %(name)s: η στήλη δεν έχει ημερομηνίες (έχει τιμές είδους «%(kind)s»).")
            % {"name": column.name, "kind": column.kind.label}
        )
    return column.name


def _into_layer(table: Table, request: Request, on_progress: Progress) -> Report:
    layer = next((layer for layer in catalogued_layers() if layer.slug == request.layer), None)
    if layer is None:
        slugs = ", ".join(layer.slug for layer in catalogued_layers() if layer.importable)
        raise UnknownTarget(
            _("Δεν υπάρχει επίπεδο «%(slug)s». Εισαγωγή γίνεται στα: %(slugs)s. Για νέο σύνολο δεδομένων δώστε --dataset ΤΙΤΛΟΣ.")
            % {"slug": request.layer, "slugs": slugs}
        )
    plan = plan_layer(
        table,
        layer=layer,
        key=request.key,
        mapping=request.mapping,
        on_progress=lambda done: on_progress("plan", done, table.count),
    )
    if not request.dry_run:
        load_layer(plan, on_progress=partial(on_progress, "load", total=table.count))
    return _report(table, plan.counts, plan.problems, layer=layer.slug)


def _report(
    table: Table,
    counts: Counts,
    problems: list[Problem],
    *,
    dataset: str | None = None,
    layer: str | None = None,
    version: int | None = None,
) -> Report:
    return Report(
        dataset=dataset,
        layer=layer,
        version=version,
        crs=table.crs,
        crs_how=table.crs_how,
        encoding=table.encoding.name,
        encoding_how=table.encoding.how,
        read=table.count,
        created=counts.created,
        updated=counts.updated,
        unchanged=counts.unchanged,
        removed=counts.removed,
        skipped=counts.skipped,
        problems=tuple(problems),
    )
