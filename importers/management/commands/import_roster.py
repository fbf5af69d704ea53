"""./portal manage import_roster FILE"""

import json
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from importers.dates import Unreadable, read_date
from importers.errors import ImportRefused
from importers.report import ProblemKind
from importers.roster.plan import RosterRefused
from importers.roster.run import RosterReport, RosterRequest, run_roster
from importers.table import Options
from importers.words import encoding_words

_SHOWN_PROBLEMS = 20


def _day(text: str) -> date:
    try:
        return read_date(text)
    except Unreadable as error:
        raise ArgumentTypeError(f"{text!r}: 2026-12-31 or 31/12/2026") from error


class Command(BaseCommand):
    help = "Imports the pharmacies' duty roster from a CSV or Excel file: all of it, or, if anything in it is wrong, nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=".csv or .xlsx")
        parser.add_argument("--since", type=_day, metavar="DATE", help="the first day to read, check and replace (else the file's first)")
        parser.add_argument("--until", type=_day, metavar="DATE", help="the last day, likewise")
        parser.add_argument("--replace", action="store_true", help="also take away the duties of these days that the file does not have")
        parser.add_argument("--strict", action="store_true", help="refuse a roster that leaves a day or a night without a pharmacy")
        parser.add_argument("--encoding", default="", help="the encoding of the text, where it is found wrongly")
        parser.add_argument("--member", default="", metavar="NAME", help="which sheet, where the file holds several")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument("--json", action="store_true", help="print the report as one JSON document")
        parser.add_argument("--lang", choices=("el", "en"), default="el", help="the language of messages and of the report")

    def handle(self, *, file: Path, lang: str, **options: Any) -> None:
        request = RosterRequest(
            path=file,
            since=options["since"],
            until=options["until"],
            options=Options(encoding=options["encoding"], member=options["member"]),
            replaces=options["replace"],
            is_strict=options["strict"],
            dry_run=options["dry_run"],
        )
        with translation.override(lang):
            try:
                report = run_roster(request)
            except ImportRefused as refusal:
                self._tell_refusal(refusal, as_json=options["json"])
                raise CommandError(str(refusal)) from refusal
            if options["json"]:
                self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
            else:
                self._tell(report, dry_run=request.dry_run)

    def _tell_refusal(self, refusal: ImportRefused, *, as_json: bool) -> None:
        problems = refusal.problems if isinstance(refusal, RosterRefused) else []
        if as_json:
            document = {"error": type(refusal).__name__, "message": str(refusal), "problems": [vars(problem) for problem in problems]}
            self.stdout.write(json.dumps(document, ensure_ascii=False))
        else:
            self._list([problem.message for problem in problems])

    def _tell(self, report: RosterReport, *, dry_run: bool) -> None:
        words = {**vars(report), "since": f"{report.since:%d/%m/%Y}", "until": f"{report.until:%d/%m/%Y}"}
        self.stdout.write(_("Εφημερίες από %(since)s έως %(until)s") % words)
        self.stdout.write(_("Κωδικοποίηση: %(name)s (%(how)s)") % {"name": report.encoding, "how": encoding_words(report.encoding_how)})
        self.stdout.write(
            _(
                "Γραμμές: %(read)d, από τις οποίες έξω από τις ημερομηνίες %(skipped)d· εφημερίες: νέες %(created)d, "
                "με αλλαγές %(updated)d, ίδιες %(unchanged)d, αφαιρέθηκαν %(removed)d"
            )
            % words
        )
        others = [problem.message for problem in report.problems if problem.kind != ProblemKind.GAP]
        self._list(others)
        if report.gaps:
            self.stdout.write(_("Κενά: %(count)d") % {"count": len(report.gaps)})
            self._list([problem.message for problem in report.problems if problem.kind == ProblemKind.GAP])
        if dry_run:
            self.stdout.write(_("Δοκιμή: δεν άλλαξε τίποτα."))

    def _list(self, messages: list[str]) -> None:
        for message in messages[:_SHOWN_PROBLEMS]:
            self.stdout.write(f"  {message}")
        if len(messages) > _SHOWN_PROBLEMS:
            self.stdout.write(_("  … και άλλες %(count)d παρατηρήσεις· όλες με --json.") % {"count": len(messages) - _SHOWN_PROBLEMS})
