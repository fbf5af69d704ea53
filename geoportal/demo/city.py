"""The demo's city: districts, departments, places, routes."""

from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.gis.db.models.aggregates import Union
from django.contrib.gis.geos import MultiPolygon

from geoportal.demo.files import geometry_of, point_of, read
from geoportal.demo.hours import load_timetable
from layers.departments import ContactChannel, Department
from layers.districts import District
from layers.geometry import SRID
from layers.places import Place, PlaceCategory
from layers.routes import Route, Stop


def load_districts(folder: Path) -> int:
    features = read(folder / "districts.geojson")["features"]
    for feature in features:
        entry = dict(feature["properties"])
        entry["parent"] = District.objects.get(code=entry["parent"]) if entry["parent"] else None
        District.objects.update_or_create(code=entry.pop("code"), defaults={**entry, "geom": geometry_of(feature)})
    return len(features)


def load_departments(folder: Path, *, today: date) -> int:
    entries = read(folder / "departments.json")
    hours = read(folder / "department-hours.json")
    for entry in entries:
        code = entry.pop("code")
        channels = entry.pop("channels")
        parent = entry.pop("parent")
        entry["office"] = point_of(entry.pop("lon_lat"))
        entry["jurisdiction"] = _jurisdiction(entry["jurisdiction"])
        entry["parent"] = Department.objects.get(code=parent) if parent else None
        entry["timetable"] = load_timetable(f"department-{code}", hours.get(code, []), today=today)
        department, _ = Department.objects.update_or_create(code=code, defaults=entry)
        _load_channels(department, channels)
    return len(entries)


def _load_channels(department: Department, channels: list[dict[str, Any]]) -> None:
    for position, channel in enumerate(channels):
        ContactChannel.objects.update_or_create(
            department=department,
            kind=channel["kind"],
            value=channel["value"],
            defaults={"label_el": channel["label_el"], "label_en": channel["label_en"], "position": position},
        )


def _jurisdiction(codes: str | list[str]) -> MultiPolygon:
    units = District.objects.municipal_units()
    if codes != "municipality":
        units = units.filter(code__in=codes)
    area = units.aggregate(area=Union("geom"))["area"]
    return area if isinstance(area, MultiPolygon) else MultiPolygon(area, srid=SRID)


def load_places(folder: Path, *, today: date) -> int:
    for entry in read(folder / "categories.json"):
        parent = PlaceCategory.objects.get(code=entry["parent"]) if entry["parent"] else None
        words = {name: entry[name] for name in ("name_el", "name_en", "audiences")}
        PlaceCategory.objects.update_or_create(code=entry["code"], defaults={**words, "position": entry["order"], "parent": parent})
    categories = {category.code: category for category in PlaceCategory.objects.all()}
    features = read(folder / "places.geojson")["features"]
    for feature in features:
        entry = dict(feature["properties"])
        code = entry.pop("code")
        entry["category"] = categories[entry["category"]]
        entry["timetable"] = load_timetable(f"place-{code}", entry.pop("hours", []), today=today)
        Place.objects.update_or_create(code=code, defaults={**entry, "geom": geometry_of(feature)})
    return len(features)


def load_routes(folder: Path) -> int:
    features = read(folder / "routes.geojson")["features"]
    places = dict(Place.objects.values_list("code", "pk"))
    for feature in features:
        entry = dict(feature["properties"])
        stops = entry.pop("stops")
        route, _ = Route.objects.update_or_create(code=entry.pop("code"), defaults={**entry, "geom": geometry_of(feature)})
        for number, stop in enumerate(stops, start=1):
            place, lon_lat = stop.pop("place"), stop.pop("lon_lat")
            values = {**stop, "geom": point_of(lon_lat), "place_id": places.get(place)}
            Stop.objects.update_or_create(route=route, number=number, defaults=values)
        route.stops.filter(number__gt=len(stops)).delete()
    return len(features)
