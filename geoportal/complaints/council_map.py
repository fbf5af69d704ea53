"""The complaints of a period as one file for the council's meeting: a map by folium that opens anywhere, with or without a network.

folium would fetch Leaflet and more from other people's servers when the file is opened. Here all that the map needs stands in the file
itself, from the packages that the portal serves, and no picture of the earth but the portal's own schematic one (docs/adr/0029).
"""

import json
from pathlib import Path
from typing import Any

import folium
from branca.element import Element, Figure
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from folium.plugins import FastMarkerCluster
from jinja2 import Template

from geoportal.complaints.addresses import absolute, view_path
from geoportal.complaints.charts import area_map
from geoportal.complaints.feeds import feed_of
from geoportal.complaints.finding import ComplaintQuery, newest_first
from geoportal.complaints.period import Wanted, wanted_of
from geoportal.complaints.tables import Table, tables_of
from geoportal.complaints.words import colour_of, entry_of
from geoportal.site.language import page_language
from layers.districts import District
from layers.requests.statistics import kept_numbers

# More than this no browser draws from a file without stopping; the file says so.
MOST_MARKERS = 20_000
_SCRIPTS = ("leaflet/leaflet.js", "vendor/markercluster/leaflet.markercluster.js")
_STYLES = ("leaflet/leaflet.css", "vendor/markercluster/MarkerCluster.css", "vendor/markercluster/MarkerCluster.Default.css")
_GROUND = {"land": "#f5f2ea", "green": "#d5e8cf", "water": "#cfe3f2"}
_ROADS = "#e3d3a4"
# Words become text, never markup: whatever is written in a complaint stays what it is.
_MARKER = """function (row) {
  var marker = L.circleMarker([row[0], row[1]], {radius: 8, color: "#fff", weight: 2, fillColor: row[2], fillOpacity: 1});
  marker.bindPopup(function () {
    var box = document.createElement("div"), link = document.createElement("a"), line = document.createElement("p");
    link.href = row[5]; link.textContent = row[3]; line.textContent = row[4];
    box.append(link, line);
    return box;
  });
  return marker;
}"""
_STYLE = """html, body { margin: 0; font-family: Roboto, Arial, sans-serif; } .folium-map { background: #cfe3f2; }
.told { position: fixed; z-index: 1000; left: 12px; bottom: 56px; max-width: min(340px, 80vw); max-height: 70vh; overflow: auto;
  background: #fff; border-radius: 10px; padding: 12px 16px; box-shadow: 0 2px 14px rgb(0 0 0 / 25%); font-size: 15px; }
.told h1 { font-size: 20px; margin: 0 0 6px; } .told p { margin: 4px 0; } .told table { border-collapse: collapse; width: 100%; }
.told td, .told th { padding: 2px 6px 2px 0; text-align: left; font-weight: 400; } .told td { text-align: right; }"""


class Text(Element):
    """A piece of the page as it is: nothing in it is a template."""

    _template = Template("{{ this.text }}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class PlainMap(folium.Map):
    """folium's map without what it would fetch."""

    default_js: list[tuple[str, str]] = []
    default_css: list[tuple[str, str]] = []


class PlainClusters(FastMarkerCluster):
    """The clusters, likewise."""

    default_js: list[tuple[str, str]] = []
    default_css: list[tuple[str, str]] = []


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """The map as a file: to be kept and opened, not shown within the site, whose policy allows no scripts in a page."""
    name = f"complaints-{timezone.localdate()}.html"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"}
    return HttpResponse(council_map(wanted_of(request.GET)), content_type="text/html; charset=utf-8", headers=headers)


def council_map(wanted: Wanted) -> str:
    lon, lat = settings.MUNICIPALITY.home_lon_lat
    options: dict[str, Any] = {"tiles": None, "prefer_canvas": True, "control_scale": True, "maxZoom": 19}
    made = PlainMap(location=(lat, lon), zoom_start=settings.MUNICIPALITY.home_zoom, **options)
    figure = made.get_root()
    assert isinstance(figure, Figure)  # noqa: S101  # folium's maps stand in one
    figure.title = _title(wanted)
    for path in _STYLES:
        figure.header.add_child(Text(f"<style>{_file(path)}</style>"))
    for path in _SCRIPTS:
        figure.header.add_child(Text(f"<script>{_file(path)}</script>"))
    figure.header.add_child(Text(f"<style>{_STYLE}</style>"))
    districts = next(table for table in tables_of(kept_numbers(wanted.scope).numbers) if table.slug == "districts")
    _add_ground(made)
    _add_districts(made, districts)
    count = _add_markers(made, wanted)
    folium.LayerControl(collapsed=False).add_to(made)
    figure.html.add_child(Text(_told(wanted, districts, count)))
    return str(figure.render())


def _file(path: str) -> str:
    found = finders.find(path)
    assert isinstance(found, str), path  # noqa: S101  # ./portal installs it
    # The end of a script within a script would end it.
    return Path(found).read_text(encoding="utf-8").replace("</script", "<\\/script")


def _add_ground(made: folium.Map) -> None:
    folder = settings.BASE_DIR / "data" / "basemap"
    for name, colour in _GROUND.items():
        _shapes(
            json.loads((folder / f"{name}.geojson").read_text(encoding="utf-8")),
            {"stroke": False, "fillColor": colour, "fillOpacity": 1},
            made,
        )
    _shapes(json.loads((folder / "roads.geojson").read_text(encoding="utf-8")), {"color": _ROADS, "weight": 2, "fill": False}, made)


def _shapes(features: Any, style: dict[str, Any], made: folium.Map) -> None:
    folium.GeoJson(features, style_function=lambda _feature: style, control=False, interactive=False).add_to(made)


def _add_districts(made: folium.Map, districts: Table) -> None:
    counts = {key: int(cells[1] or 0) for key, cells in districts.rows}
    drawn = area_map(counts)
    if drawn is None:
        return
    group = folium.FeatureGroup(name=_("Δημοτικές ενότητες"))
    # The same shades as on the page, unit by unit in the same order.
    for unit, area in zip(District.objects.municipal_units(), drawn.areas, strict=True):
        shape = {
            "type": "Feature",
            "properties": {"name": area.title},
            "geometry": json.loads(unit.geom.simplify(0.0005, preserve_topology=True).json),
        }
        style = {"color": "#4f5965", "weight": 1.5, "fillColor": area.shade, "fillOpacity": 0.3}
        tooltip = folium.GeoJsonTooltip(fields=["name"], labels=False)
        folium.GeoJson(shape, style_function=lambda _feature, style=style: style, tooltip=tooltip).add_to(group)
    group.add_to(made)


def _add_markers(made: folium.Map, wanted: Wanted) -> int:
    query = wanted.asked.query
    asked = ComplaintQuery(service=query.service, district=query.district, since=wanted.scope.since, until=wanted.scope.until)
    rows = [_row(complaint) for complaint in newest_first(asked.rows())[:MOST_MARKERS]]
    clusters: Any = PlainClusters
    clusters(data=rows, callback=_MARKER, name=_("Προβλήματα")).add_to(made)
    return len(rows)


def _row(complaint: Any) -> list[Any]:
    told = entry_of(complaint)
    state = ", ".join(filter(None, (told.status, told.outcome, told.district)))
    return [complaint.geom.y, complaint.geom.x, colour_of(complaint.status), f"{told.kind} {told.number}", state, absolute(told.url)]


def _title(wanted: Wanted) -> str:
    return f"{feed_of(wanted.asked).title} – {settings.MUNICIPALITY.name[page_language()]}"


def _told(wanted: Wanted, districts: Table, count: int) -> str:
    """Return what stands beside the map: what it shows, and each unit's number, for who cannot see the colours."""
    since, until = (date_format(day, "j E Y") for day in (wanted.scope.since, wanted.scope.until))
    period = _("Δηλώθηκαν από %(since)s έως %(until)s. Αρχείο της %(today)s.") % {
        "since": since, "until": until, "today": date_format(timezone.localdate(), "j E Y"),
    }  # fmt: skip
    most = _("Στον χάρτη τα νεότερα %(count)s.") % {"count": count} if count == MOST_MARKERS else ""
    rows = format_html_join("", '<tr><th scope="row">{}</th><td>{}</td></tr>', ((cells[0], cells[1]) for _key, cells in districts.rows))
    return format_html(
        '<div class="told"><h1>{}</h1><p>{} {}</p><table>{}</table><p><a href="{}">{}</a></p><p><small>{}</small></p></div>',
        _title(wanted), period, most, rows, absolute(view_path({name: text for name, text in wanted.kept.items() if name != "period"})),
        _("Η ζωντανή σελίδα"),
        _("Σχηματικό υπόβαθρο: %(municipality)s, © OpenStreetMap") % {"municipality": settings.MUNICIPALITY.name[page_language()]},
    )  # fmt: skip
