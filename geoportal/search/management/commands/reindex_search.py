"""Makes the index of the search anew, without a gap for readers."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from geoportal.search.models import Document
from geoportal.search.upkeep import renew_index


class Command(BaseCommand):
    help = "Compares every document of the search with its room and writes what differs; readers find the old or the new, never a gap."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *, json: bool, **_: Any) -> None:
        changed = renew_index(anew=True)
        count = Document.objects.count()
        self.stdout.write(_as_json(count, changed) if json else f"{count} documents, {sum(changed.values())} of them changed")


def _as_json(count: int, changed: dict[str, int]) -> str:
    return json.dumps({"documents": count, "changed": changed})
