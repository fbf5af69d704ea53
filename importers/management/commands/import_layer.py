"""./portal manage import_layer FILE (--dataset TITLE | --layer SLUG)"""

import json
import sys
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any, Self

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from tqdm import tqdm

from importers.errors import ImportRefused
from importers.report import Report
from importers.run import Request, run_import
from importers.table import Options
from importers.words import crs_words, encoding_words

_SHOWN_PROBLEMS = 20


def _pair(text: str) -> tuple[str, str]:
    column, equals, field = text.partition("=")
    if not (column and equals and field):
        raise ArgumentTypeError(f"{text!r}: COLUMN=FIELD")
    return column, field


class ProgressBar:
    """Draws each stage's progress on the error stream, and only for people: standard output carries the report alone."""

    def __init__(self, *, is_shown: bool) -> None:
        self._is_shown = is_shown
        self._stage = ""
        self._bar: tqdm[Any] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def show(self, stage: str, done: int, total: int | None) -> None:
        if not self._is_shown:
            return
        if self._bar is None or stage != self._stage:
            self.__exit__()
            words = {"read": _("Ανάγνωση"), "plan": _("Έλεγχος"), "load": _("Φόρτωση")}
            self._bar = tqdm(desc=words[stage], total=total, unit="", file=sys.stderr, leave=False)
            self._stage = stage
        bar = self._bar
        bar.update(done - bar.n)


class Command(BaseCommand):
    help = "Imports a shapefile, GeoJSON, CSV or Excel file (loose, in a folder or zipped) as a dataset, or into a layer of the portal."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=".zip, .shp, .geojson, .csv, .xlsx or a folder")
        target = parser.add_mutually_exclusive_group(required=True)
        target.add_argument("--dataset", metavar="TITLE", help="a new dataset, or a new version of the one with this title or address")
        target.add_argument("--layer", metavar="SLUG", help="a layer of the catalogue; rows are found again by its key")
        parser.add_argument(
            "--crs",
            default="",
            metavar="EPSG:2100",
            help="the reference system, where the file does not say it or says it wrong",
        )
        parser.add_argument("--encoding", default="", help="the encoding of the text, likewise")
        parser.add_argument("--member", default="", metavar="NAME", help="which layer or sheet, where the file holds several")
        parser.add_argument(
            "--key",
            default="",
            metavar="COLUMN",
            help="the column that tells a row from another, from one file to the next",
        )
        parser.add_argument("--time", default="", metavar="COLUMN", help="the column that says when a feature holds (datasets)")
        parser.add_argument(
            "--map",
            default=[],
            action="append",
            type=_pair,
            metavar="COLUMN=FIELD",
            help="a column that fills a field (layers)",
        )
        parser.add_argument("--internal", action="store_true", help="a new dataset is for staff only")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument("--json", action="store_true", help="print the report as one JSON document")
        parser.add_argument("--lang", choices=("el", "en"), default="el", help="the language of messages and of the report")

    def handle(self, *, file: Path, lang: str, **options: Any) -> None:
        request = Request(
            path=file,
            dataset=options["dataset"] or "",
            layer=options["layer"] or "",
            options=Options(crs=options["crs"], encoding=options["encoding"], member=options["member"]),
            key=options["key"],
            time=options["time"],
            mapping={field: column for column, field in options["map"]},
            is_public=not options["internal"],
            dry_run=options["dry_run"],
        )
        with translation.override(lang):
            try:
                report = self._run(request, quiet=options["json"] or options["verbosity"] == 0)
            except ImportRefused as refusal:
                if options["json"]:
                    self.stdout.write(json.dumps({"error": type(refusal).__name__, "message": str(refusal)}, ensure_ascii=False))
                raise CommandError(str(refusal)) from refusal
            if options["json"]:
                self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
            else:
                self._tell(report, dry_run=request.dry_run)

    def _run(self, request: Request, *, quiet: bool) -> Report:
        with ProgressBar(is_shown=not quiet and sys.stderr.isatty()) as bar:
            return run_import(request, on_progress=bar.show)

    def _tell(self, report: Report, *, dry_run: bool) -> None:
        if report.dataset and report.version:
            self.stdout.write(_("Σύνολο δεδομένων %(slug)s, έκδοση %(version)d") % {"slug": report.dataset, "version": report.version})
        if report.crs:
            self.stdout.write(_("Σύστημα αναφοράς: %(crs)s (%(how)s)") % {"crs": report.crs, "how": crs_words(report.crs_how)})
        self.stdout.write(_("Κωδικοποίηση: %(name)s (%(how)s)") % {"name": report.encoding, "how": encoding_words(report.encoding_how)})
        self.stdout.write(
            _(
                "Γραμμές: %(read)d· νέες %(created)d, με αλλαγές %(updated)d, ίδιες %(unchanged)d, "
                "αφαιρέθηκαν %(removed)d, παραλείφθηκαν %(skipped)d"
            )
            % vars(report)
        )
        for problem in report.problems[:_SHOWN_PROBLEMS]:
            self.stdout.write(f"  {problem.message}")
        if len(report.problems) > _SHOWN_PROBLEMS:
            self.stdout.write(
                _("  … και άλλες %(count)d παρατηρήσεις· όλες με --json.") % {"count": len(report.problems) - _SHOWN_PROBLEMS}
            )
        slug = report.dataset or report.layer
        if dry_run:
            self.stdout.write(_("Δοκιμή: δεν άλλαξε τίποτα."))
        elif slug:
            self.stdout.write(_("Στον χάρτη: /map/?layers=%(slug)s · ως GeoJSON: /api/collections/%(slug)s/items") % {"slug": slug})
