"""200,000 places, the same at every run, and the boxes that are asked of them."""

import random
from dataclasses import dataclass

from django.db import connection

PLACES = 200_000
# pgbench takes 128 scripts at most.
BOXES = 100
# The municipality, generously: 23 km by 20 km.
WEST, SOUTH, EAST, NORTH = 23.90, 35.40, 24.15, 35.58
_METRES_A_DEGREE_LON, _METRES_A_DEGREE_LAT = 90_700, 110_940

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Workload:
    """Boxes with about as many places as ``limit``, so that it neither idles nor cuts much; or, as on a map seen from afar, far more."""

    name: str
    limit: int
    boxes: tuple[Box, ...]


def load_places(*, count: int = PLACES) -> None:
    """Fill the empty tables; about 440 places a square kilometre, in no order of space."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(
            """
            INSERT INTO layers_placecategory (code, name_el, name_en, position, parent_id)
                SELECT 'group-' || i, 'Ομάδα ' || i, 'Group ' || i, i, NULL FROM generate_series(1, 6) AS i;
            INSERT INTO layers_placecategory (code, name_el, name_en, position, parent_id)
                SELECT 'category-' || i, 'Κατηγορία ' || i, 'Category ' || i, i,
                       (SELECT id FROM layers_placecategory WHERE code = 'group-' || (1 + i %% 6))
                FROM generate_series(1, 18) AS i;
            INSERT INTO layers_place (code, name_el, name_en, description_el, description_en, address_el, address_en, website, phone,
                                      wheelchair, internal_notes, is_published, geom, updated_at, category_id, audiences)
                SELECT 'place-' || i, 'Σημείο ενδιαφέροντος ' || i, 'Place of interest ' || i,
                       'Μια περιγραφή δύο προτάσεων για το σημείο. Αυτή είναι η δεύτερη.',
                       'A description in two sentences. This is the second.',
                       'Ελευθερίου Βενιζέλου ' || i %% 200, i %% 200 || ' Eleftheriou Venizelou St', 'https://example.org/' || i,
                       '28210 00000',
                       (ARRAY['yes', 'limited', 'no', 'unknown'])[1 + i %% 4], '', true,
                       ST_SetSRID(ST_MakePoint(%s + %s * random(), %s + %s * random()), 4326), now(),
                       (SELECT id FROM layers_placecategory WHERE code = 'category-' || (1 + i %% 18)), '{}'
                FROM generate_series(1, %s) AS i
            """,
            [WEST, EAST - WEST, SOUTH, NORTH - SOUTH, count],
        )
        cursor.execute("VACUUM ANALYZE layers_place, layers_placecategory")


def workloads() -> list[Workload]:
    draw = random.Random(2026)
    area_km2 = (EAST - WEST) * _METRES_A_DEGREE_LON * (NORTH - SOUTH) * _METRES_A_DEGREE_LAT / 1e6
    sides_km2 = [("a100", 100, 100 / PLACES * area_km2), ("a1000", 1000, 1000 / PLACES * area_km2), ("wide100", 100, 100.0)]
    return [Workload(name, limit, tuple(_box(draw, box_km2) for _ in range(BOXES))) for name, limit, box_km2 in sides_km2]


def _box(draw: random.Random, area_km2: float) -> Box:
    side_m = 1000 * area_km2**0.5
    width, height = side_m / _METRES_A_DEGREE_LON, side_m / _METRES_A_DEGREE_LAT
    west, south = draw.uniform(WEST, EAST - width), draw.uniform(SOUTH, NORTH - height)
    return round(west, 6), round(south, 6), round(west + width, 6), round(south + height, 6)
