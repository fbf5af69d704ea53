"""Whose portal this is: read from a file, so that another town needs no code."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_USUAL_DUTY_HOURS = {"day": ["08:00", "21:00"], "night": ["21:00", "08:00"], "extended": ["08:00", "23:00"]}

Extent = tuple[float, float, float, float]
"""West, south, east, north in degrees (EPSG:4326)."""
LonLat = tuple[float, float]
"""Longitude, latitude in degrees (EPSG:4326)."""


@dataclass(frozen=True)
class Bilingual:
    """One text in the portal's two languages."""

    el: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.en if language.startswith("en") else self.el


@dataclass(frozen=True, kw_only=True)
class Contact:
    address: Bilingual
    phone: str
    email: str
    website: str


@dataclass(frozen=True, kw_only=True)
class DataProtection:
    """Whom to ask about personal data; ``server_log_days``: how long the web server in front keeps its log."""

    officer: Bilingual
    phone: str
    email: str
    server_log_days: int


@dataclass(frozen=True, kw_only=True)
class GridOperation:
    """One way from the national grid's datum to WGS 84.

    ``towgs84`` is what PROJ's parameter of that name takes: three shifts in metres, or seven parameters (shifts in metres, rotations in
    arc seconds by the position vector convention, scale in parts per million).
    """

    name: str
    title: Bilingual
    towgs84: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Municipality:
    """What every page and every importer may know of the municipality.

    ``extent`` is where its data is expected and ``country_extent`` where a coordinate is believed at all;
    ``home_lon_lat`` and ``home_zoom`` are where maps open. ``maintainers`` maps a layer's slug to the code of the department that
    maintains it. ``local_holidays`` maps month and day to the Greek and English name of a holiday that only this municipality keeps.
    ``grid_operations`` are the ways from ``national_srid`` to WGS 84, the usual one first.
    ``duty_hours`` maps each kind of a pharmacy's duty to when it begins and ends where a roster doesn't say.
    """

    code: str
    name: Bilingual
    tagline: Bilingual
    town: Bilingual
    sms_short_code: str
    home_lon_lat: tuple[float, float]
    home_zoom: int
    extent: Extent
    country_extent: Extent
    national_srid: int
    grid_operations: tuple[GridOperation, ...]
    contact: Contact
    data_protection: DataProtection
    maintainers: Mapping[str, str]
    local_holidays: Mapping[tuple[int, int], tuple[str, str]]
    duty_hours: Mapping[str, tuple[str, str]]


def read_municipality(path: Path) -> Municipality:
    """Return the municipality that the TOML file at ``path`` describes.

    Raises:
        ValueError: names the file and the entry that is missing or of the wrong kind.
    """
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        return _municipality(table)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: the entry {error} is missing or wrong. data/municipality.toml shows a whole file.") from error


def _municipality(table: Mapping[str, Any]) -> Municipality:
    contact = table["contact"]
    home_lon, home_lat = table["home"]["lon_lat"]
    return Municipality(
        code=table["code"],
        name=Bilingual(**table["name"]),
        tagline=Bilingual(**table["tagline"]),
        town=Bilingual(**table["town"]),
        sms_short_code=table["sms_short_code"],
        home_lon_lat=(float(home_lon), float(home_lat)),
        home_zoom=int(table["home"]["zoom"]),
        extent=_extent(table["extent"]),
        country_extent=_extent(table["country_extent"]),
        national_srid=int(table["national_srid"]),
        grid_operations=tuple(map(_operation, table["grid_operations"])),
        contact=Contact(
            address=Bilingual(**contact["address"]),
            phone=contact["phone"],
            email=contact["email"],
            website=contact["website"],
        ),
        data_protection=DataProtection(
            officer=Bilingual(**table["data_protection"]["officer"]),
            phone=table["data_protection"]["phone"],
            email=table["data_protection"]["email"],
            server_log_days=int(table["data_protection"]["server_log_days"]),
        ),
        maintainers=dict(table.get("maintainers", {})),
        local_holidays={
            (entry["month"], entry["day"]): (entry["name"]["el"], entry["name"]["en"]) for entry in table.get("local_holidays", [])
        },
        duty_hours=_duty_hours(table.get("duty_hours", {})),
    )


def _operation(entry: Mapping[str, Any]) -> GridOperation:
    numbers = tuple(float(number) for number in entry["towgs84"])
    if len(numbers) not in (3, 7):
        raise ValueError(f"towgs84 {numbers}")
    return GridOperation(name=entry["name"], title=Bilingual(**entry["title"]), towgs84=numbers)


def _duty_hours(table: Mapping[str, list[str]]) -> dict[str, tuple[str, str]]:
    return {kind: (starts, ends) for kind, (starts, ends) in {**_USUAL_DUTY_HOURS, **table}.items()}


def _extent(numbers: list[float]) -> Extent:
    west, south, east, north = (float(number) for number in numbers)
    if not (west < east and south < north):
        raise ValueError(f"box {numbers}")
    return west, south, east, north
