"""./portal manage update_translations: brings new texts into the catalogues."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from geoportal.site.management.commands.check_translations import OPTIONS


class Command(BaseCommand):
    help = "Collects the texts of the source into geoportal/locale/*/LC_MESSAGES/django.po, where they are then translated."

    def handle(self, **_: Any) -> None:
        call_command("makemessages", **OPTIONS)
