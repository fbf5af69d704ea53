"""The demo's content: Chania from known facts (data/README.md tells their origin). Loading it twice on one day changes nothing."""

from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from geoportal.demo.cases import load_cases
from geoportal.demo.city import load_departments, load_districts, load_places, load_routes
from geoportal.demo.files import FOLDER
from geoportal.demo.pages import load_pages
from geoportal.demo.programme import load_cinemas, load_events, load_pharmacies
from geoportal.demo.publications import load_publications
from geoportal.demo.quiet import unindexed
from geoportal.demo.streets import load_streets
from geoportal.news.tree import found_sections
from geoportal.search.upkeep import renew_index
from layers.departments import Department
from layers.districts import District
from layers.gazetteer.upkeep import renew_names
from layers.places import Place
from layers.requests.loading import load_services
from layers.requests.service_file import read_services

__all__ = ["FOLDER", "has_content", "load_demo"]


@transaction.atomic
@unindexed()
def load_demo(folder: Path = FOLDER, *, today: date | None = None, most_publications: int | None = None) -> dict[str, int]:
    """Create or renew the demo's rows, keyed by their codes, and return how many of each kind there are.

    Its duties, screenings and events move to the days around ``today``; cases stay, and so do rows of anybody else.
    Wagtail's own indexes are left as they are (``geoportal.demo.quiet``). ``most_publications`` leaves the rest of a long list out,
    for who needs only some of each kind.
    """
    transaction.on_commit(renew_names)
    transaction.on_commit(renew_index)
    day = today or timezone.localdate()
    # Before the pages: the news are a section, not a node.
    found_sections()
    return {
        "districts": load_districts(folder),
        "departments": load_departments(folder, today=day),
        "services": load_services(read_services(settings.BASE_DIR / "data" / "services.toml")),
        "places": load_places(folder, today=day),
        "streets": load_streets(folder),
        "routes": load_routes(folder),
        "cases": load_cases(folder, today=day),
        "pharmacies": load_pharmacies(folder, today=day),
        "cinemas": load_cinemas(folder, today=day),
        "events": load_events(folder, today=day),
        "pages": load_pages(folder),
        "publications": load_publications(folder, today=day, most=most_publications),
    }


def has_content() -> bool:
    """Whether anybody, the demo included, put something on the map yet."""
    return Place.objects.exists() or District.objects.exists() or Department.objects.exists()
