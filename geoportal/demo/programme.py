"""What happens in the demo's city, in the days around the one on which it is loaded: duties, screenings, events."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from geoportal.demo.files import numbers_of, point_of, read
from geoportal.demo.hours import load_timetable
from layers.cinemas import Cinema, Film, Screen, Screening, programme_week
from layers.departments import Department
from layers.events.models import Event, EventCategory
from layers.pharmacies import DutyShift, Pharmacy
from layers.places import Place

_ROSTER_DAYS = range(-7, 29)
_WEEKS = range(2)
_GREEK_K = str.maketrans("Κ", "K")
# Kind, how many pharmacies a day, from and to (in hours of the day, wall time).
_DUTIES = ((DutyShift.Kind.DAY, 3, 8, 21), (DutyShift.Kind.EXTENDED, 2, 8, 23), (DutyShift.Kind.NIGHT, 2, 21, 32))


def _wall(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=ZoneInfo(settings.TIME_ZONE))


def load_pharmacies(folder: Path, *, today: date) -> int:
    """Load the pharmacies with a roster without gaps: some are on duty by day, some with extended hours, some by night."""
    entries = read(folder / "pharmacies.json")
    pharmacies = []
    for entry in entries:
        code = entry.pop("code")
        entry["timetable"] = load_timetable(f"pharmacy-{code}", entry.pop("hours"), today=today)
        entry["geom"] = point_of(entry.pop("lon_lat"))
        pharmacies.append(Pharmacy.objects.update_or_create(code=code, defaults=entry)[0])
    DutyShift.objects.filter(pharmacy__in=pharmacies).delete()
    DutyShift.objects.bulk_create(shift for offset in _ROSTER_DAYS for shift in _duties_of(today + timedelta(days=offset), pharmacies))
    return len(entries)


def _duties_of(day: date, pharmacies: list[Pharmacy]) -> list[DutyShift]:
    """Take the pharmacies in turn, so that none has two duties on one day."""
    turn = day.toordinal() * sum(count for _kind, count, *_hours in _DUTIES)
    shifts = []
    for kind, count, starts, ends in _DUTIES:
        period = DateTimeTZRange(_at_hour(day, starts), _at_hour(day, ends))
        shifts += [DutyShift(pharmacy=pharmacies[(turn + place) % len(pharmacies)], kind=kind, period=period) for place in range(count)]
        turn += count
    return shifts


def _at_hour(day: date, hour: int) -> datetime:
    return _wall(day + timedelta(days=hour // 24), time(hour % 24))


def load_cinemas(folder: Path, *, today: date) -> int:
    """Load the cinemas with the programme of the week that holds ``today`` (Thursday to Wednesday), and of the next."""
    for entry in read(folder / "films.json"):
        entry["rating"] = entry["rating"].translate(_GREEK_K)
        Film.objects.update_or_create(code=entry.pop("code"), defaults=entry)
    films = {film.code: film for film in Film.objects.all()}
    entries = read(folder / "cinemas.json")
    for entry in entries:
        screens, programme = entry.pop("screens"), entry.pop("programme")
        entry["geom"] = point_of(entry.pop("lon_lat"))
        cinema, _ = Cinema.objects.update_or_create(code=entry.pop("code"), defaults=entry)
        halls = {
            screen["code"]: Screen.objects.update_or_create(cinema=cinema, code=screen.pop("code"), defaults=screen)[0]
            for screen in screens
        }
        Screening.objects.filter(screen__cinema=cinema).delete()
        Screening.objects.bulk_create(
            Screening(screen=halls[show["screen"]], film=films[show["film"]], starts_at=_wall(day, at), **_terms(show))
            for show in programme
            for day in _days_of(show["weekdays"], today)
            for at in map(time.fromisoformat, show["times"])
        )
    return len(entries)


def _days_of(weekdays: str, today: date) -> list[date]:
    thursday, _wednesday = programme_week(today)
    week = {(thursday + timedelta(days=offset)).isoweekday(): thursday + timedelta(days=offset) for offset in range(7)}
    return [week[number] + timedelta(weeks=later) for later in _WEEKS for number in numbers_of(weekdays)]


def _terms(show: dict[str, Any]) -> dict[str, Any]:
    return {name: show[name] for name in ("language", "subtitles", "price_cents")}


def load_events(folder: Path, *, today: date) -> int:
    for entry in read(folder / "event-categories.json"):
        words = {name: entry[name] for name in ("name_el", "name_en", "audiences")}
        EventCategory.objects.update_or_create(code=entry["code"], defaults={**words, "position": entry["order"]})
    categories = {category.code: category for category in EventCategory.objects.all()}
    venues = {place.code: place for place in Place.objects.all()}
    departments = {department.code: department for department in Department.objects.all()}
    entries = read(folder / "events.json")
    for entry in entries:
        code = entry.pop("code")
        lon_lat, minutes = entry.pop("lon_lat", None), entry.pop("duration_minutes")
        entry |= {
            "category": categories[entry["category"]],
            "venue": venues[entry["venue"]] if entry["venue"] else None,
            "organiser": departments[entry["organiser"]] if entry["organiser"] else None,
            "geom": point_of(lon_lat) if lon_lat else None,
            "duration": timedelta(minutes=minutes) if minutes else None,
            **_when(entry, today),
        }
        Event.objects.update_or_create(code=code, defaults=entry)
    return len(entries)


def _when(entry: dict[str, Any], today: date) -> dict[str, Any]:
    """Take the day and the time of day out of ``entry``; without a time it lasts all day."""
    weekday, days = entry.pop("next_weekday", None), entry.pop("day", None)
    day = today + timedelta(days=(weekday - today.isoweekday()) % 7 if days is None else days)
    at = entry.pop("time")
    starts_at = _wall(day, time.fromisoformat(at or "00:00"))
    return {"starts_at": starts_at.astimezone(UTC), "is_all_day": at is None}
