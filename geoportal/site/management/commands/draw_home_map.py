from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from geoportal.home.sketch import draw


class Command(BaseCommand):
    help = "Draws the town for the home page (static/img/town.svg) from the schematic basemap (data/basemap/), after a change of that."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        target = Path(settings.BASE_DIR) / "static" / "img" / "town.svg"
        target.write_text(draw(Path(settings.BASE_DIR) / "data" / "basemap"), "utf-8")
        self.stdout.write(f"{target}: {target.stat().st_size:,} bytes")
