"""./portal manage make_pmtiles: a layer's tiles as one file, for maps without a server."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from api.tiles.pmtiles import LayerChanged, NothingToWrite, write_pmtiles
from layers.layer import Layer
from layers.lookups import UnknownLayer, all_layers, get_layer
from layers.viewers import STAFF


class Command(BaseCommand):
    help = "Writes a layer's vector tiles to a PMTiles file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the layer")
        parser.add_argument("--output", type=Path, required=True, metavar="FILE", help="the file to write, e.g. places.pmtiles")
        parser.add_argument("--max-zoom", type=int, metavar="N", help="the last zoom (default: where each feature is shown)")
        parser.add_argument("--lang", choices=("el", "en"), default="el", help="the language of titles and messages")

    def handle(self, *, slug: str, output: Path, max_zoom: int | None, lang: str, **_options: Any) -> None:
        with translation.override(lang):
            layer = _layer(slug)
            last = layer.detail_zoom if max_zoom is None else max_zoom
            if not layer.min_zoom <= last <= layer.max_zoom:
                raise CommandError(
                    _("--max-zoom %(zoom)d: το επίπεδο έχει ζουμ από %(lowest)d έως %(highest)d.")
                    % {"zoom": last, "lowest": layer.min_zoom, "highest": layer.max_zoom}
                )
            self._write(layer, output, last)

    def _write(self, layer: Layer, output: Path, last: int) -> None:
        try:
            count = write_pmtiles(layer, output, max_zoom=last)
        except NothingToWrite as error:
            raise CommandError(_("Το επίπεδο «%(slug)s» δεν έχει στοιχεία: δεν γράφτηκε αρχείο.") % {"slug": layer.slug}) from error
        except LayerChanged as error:
            raise CommandError(_("Το επίπεδο «%(slug)s» άλλαξε στο μεταξύ. Ξεκινήστε ξανά.") % {"slug": layer.slug}) from error
        self.stdout.write(_("%(count)d πλακίδια έως το ζουμ %(zoom)d στο %(file)s.") % {"count": count, "zoom": last, "file": output})


def _layer(slug: str) -> Layer:
    try:
        return get_layer(slug, viewer=STAFF)
    except UnknownLayer as error:
        known = ", ".join(layer.slug for layer in all_layers(viewer=STAFF))
        raise CommandError(_("Δεν υπάρχει επίπεδο «%(slug)s». Υπάρχουν: %(known)s.") % {"slug": slug, "known": known}) from error
