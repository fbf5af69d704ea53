"""./portal manage load_services FILE: the kinds of requests that the portal offers, from a municipality's own file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from layers.requests.loading import UnknownDepartments, load_services
from layers.requests.service_file import UnusableServiceFile, read_services


class Command(BaseCommand):
    help = "Creates or renews the kinds of requests of a file such as data/services.toml; refuses it whole if anything in it is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **_options: Any) -> None:
        try:
            count = load_services(read_services(file))
        except (UnusableServiceFile, UnknownDepartments) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count} kinds of requests")
