"""./portal manage forget_closed_cases: what the worker does each night, now, or only told."""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from layers.requests.retention import forget_closed


class Command(BaseCommand):
    help = "Takes what is personal from cases that closed more than GEOPORTAL_REPORTERS_KEPT_DAYS ago; what happened stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count what would go, and change nothing")

    def handle(self, *, dry_run: bool, **_options: Any) -> None:
        if not settings.REPORTERS_KEPT_DAYS:
            self.stdout.write("Nothing goes: GEOPORTAL_REPORTERS_KEPT_DAYS is 0.")
            return
        told = ", ".join(f"{count} {name}" for name, count in asdict(forget_closed(is_trial=dry_run)).items())
        self.stdout.write(
            f"{'Would be' if dry_run else 'Were'} emptied or removed: {told} (closed over {settings.REPORTERS_KEPT_DAYS} days ago)"
        )
