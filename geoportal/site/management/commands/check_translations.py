"""./portal manage check_translations: whether every text that people read is in the catalogues, and translated."""

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.management.commands import makemessages

OPTIONS = {
    "locale": ["en"],
    "no_location": True,
    "no_wrap": True,
    "no_obsolete": True,
    "extensions": ["html", "txt", "py", "xml"],
    "ignore_patterns": ["var/*", "node_modules/*", ".venv/*", "tests/*", "templates/500.html"],
}


class _Collect(makemessages.Command):
    """Django's own collector of texts, stopped before it writes a catalogue."""

    found: list[str]

    def write_po_file(self, potfile: str, locale: str) -> None:  # noqa: ARG002
        self.found = [entry.msgid for entry in polib.pofile(potfile)]


class Command(BaseCommand):
    help = "Fails unless each language's catalogue has exactly the texts of the source, all translated."

    def handle(self, **_: Any) -> None:
        collector = _Collect()
        call_command(collector, verbosity=0, **OPTIONS)
        wrong = list(self._wrong(settings.LOCALE_PATHS[0] / "en" / "LC_MESSAGES" / "django.po", set(collector.found)))
        if wrong:
            raise CommandError(
                "\n".join(
                    [
                        "The English catalogue is not complete. ./portal manage update_translations, then translate:",
                        *wrong,
                    ]
                )
            )

    def _wrong(self, path: Path, texts: set[str]) -> Any:
        catalogue = polib.pofile(str(path))
        entries = {entry.msgid: entry for entry in catalogue if not entry.obsolete}
        yield from (f"  missing: {text}" for text in sorted(texts - set(entries)))
        yield from (f"  not in the source any more: {text}" for text in sorted(set(entries) - texts))
        yield from (f"  not translated: {text}" for text, entry in entries.items() if not entry.translated() or entry.fuzzy)
