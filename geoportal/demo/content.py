"""The demo's content: Chania from known facts (data/README.md tells their origin). Loading it twice changes nothing."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.gis.db.models.aggregates import Union
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point
from django.db import transaction

from geoportal.demo.streets import load_streets
from layers.departments import ContactChannel, Department
from layers.districts import District
from layers.gazetteer.upkeep import renew_names
from layers.geometry import SRID
from layers.places import Place, PlaceCategory

FOLDER = settings.BASE_DIR / "data" / "demo"


@transaction.atomic
def load_demo(folder: Path = FOLDER) -> dict[str, int]:
    """Create or renew the demo's rows, keyed by their codes, and return how many of each kind there are."""
    transaction.on_commit(renew_names)
    return {
        "districts": _load_districts(folder),
        "departments": _load_departments(folder),
        "places": _load_places(folder),
        "streets": load_streets(folder),
    }


def has_content() -> bool:
    """Whether anybody, the demo included, put something on the map yet."""
    return Place.objects.exists() or District.objects.exists() or Department.objects.exists()


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _geometry(feature: dict[str, Any]) -> Any:  # a Point or a MultiPolygon, as the feature has it
    geometry = GEOSGeometry(json.dumps(feature["geometry"]), srid=SRID)
    return MultiPolygon(geometry, srid=SRID) if geometry.geom_type == "Polygon" else geometry


def _load_districts(folder: Path) -> int:
    features = _read(folder / "districts.geojson")["features"]
    for feature in features:
        entry = dict(feature["properties"])
        entry["parent"] = District.objects.get(code=entry["parent"]) if entry["parent"] else None
        District.objects.update_or_create(code=entry.pop("code"), defaults={**entry, "geom": _geometry(feature)})
    return len(features)


def _load_departments(folder: Path) -> int:
    entries = _read(folder / "departments.json")
    for entry in entries:
        lon, lat = entry.pop("lon_lat")
        office = Point(lon, lat, srid=SRID)
        jurisdiction = _jurisdiction(entry.pop("jurisdiction"))
        channels = entry.pop("channels")
        parent = entry.pop("parent")
        department, _ = Department.objects.update_or_create(
            code=entry.pop("code"),
            defaults={
                **entry,
                "office": office,
                "jurisdiction": jurisdiction,
                "parent": Department.objects.get(code=parent) if parent else None,
            },
        )
        for position, channel in enumerate(channels):
            ContactChannel.objects.update_or_create(
                department=department,
                kind=channel["kind"],
                value=channel["value"],
                defaults={"label_el": channel["label_el"], "label_en": channel["label_en"], "position": position},
            )
    return len(entries)


def _jurisdiction(codes: str | list[str]) -> MultiPolygon:
    units = District.objects.municipal_units()
    if codes != "municipality":
        units = units.filter(code__in=codes)
    area = units.aggregate(area=Union("geom"))["area"]
    return area if isinstance(area, MultiPolygon) else MultiPolygon(area, srid=SRID)


def _load_places(folder: Path) -> int:
    for entry in _read(folder / "categories.json"):
        parent = PlaceCategory.objects.get(code=entry["parent"]) if entry["parent"] else None
        names = {"name_el": entry["name_el"], "name_en": entry["name_en"]}
        PlaceCategory.objects.update_or_create(code=entry["code"], defaults={**names, "position": entry["order"], "parent": parent})
    categories = {category.code: category for category in PlaceCategory.objects.all()}
    features = _read(folder / "places.geojson")["features"]
    for feature in features:
        entry = dict(feature["properties"])
        entry["category"] = categories[entry["category"]]
        Place.objects.update_or_create(code=entry.pop("code"), defaults={**entry, "geom": _geometry(feature)})
    return len(features)
