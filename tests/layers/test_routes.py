from itertools import pairwise

import pytest
from django.contrib.gis.geos import LineString, Point
from pyproj import Geod

from layers.geometry import SRID
from layers.routes import Route, Stop
from tests.planting import plant

pytestmark = pytest.mark.django_db
WGS84 = Geod(ellps="WGS84")
# As many degrees to the east as to the north: in metres the first is much shorter.
CORNER = [(24.01, 35.51), (24.02, 35.51), (24.02, 35.52)]


def test_a_stop_knows_its_metres_from_the_start_whichever_way_the_line_runs() -> None:
    route = plant(Route, geom=LineString(CORNER, srid=SRID))
    for number, lon_lat in enumerate(CORNER, start=1):
        plant(Stop, route=route, number=number, geom=Point(lon_lat, srid=SRID))

    east, north = (WGS84.inv(*start, *end)[2] for start, end in pairwise(CORNER))

    walked = [stop.distance_m for stop in Stop.objects.with_position().order_by("number")]
    assert walked == pytest.approx([0, east, east + north], abs=0.01)
    assert walked[-1] == pytest.approx(Route.objects.get().length_m, abs=0.01)
