"""Brings the demo's dates to today: ./portal demo-reset calls it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from geoportal.demo.content import has_content, load_demo
from layers.places import Place


class Command(BaseCommand):
    help = "Renews the demo content: duties, screenings and events move to the days around today; rows of anybody else stay."

    def handle(self, **_options: Any) -> None:
        if has_content() and not Place.objects.filter(code="faros-chanion").exists():
            raise CommandError(_("Αυτή η βάση έχει δεδομένα που δεν είναι της επίδειξης· δεν αλλάζω τίποτα."))
        counts = load_demo()
        self.stdout.write(", ".join(f"{count} {kind}" for kind, count in counts.items()))
