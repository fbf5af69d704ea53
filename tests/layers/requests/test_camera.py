"""What cameras write of place and time is believed only where it makes sense."""

from datetime import UTC, datetime
from typing import Any

import pytest

from layers.requests.camera import lon_lat_of, taken_of
from layers.requests.pictures import _taken_at
from tests.photographs import exif, gps, rational


@pytest.mark.parametrize(
    ("clock", "offset", "instant"),
    [
        ("2026:01:15 10:00:00", "", datetime(2026, 1, 15, 8, tzinfo=UTC)),
        ("2026:01:15 10:00:00", "+05:30", datetime(2026, 1, 15, 4, 30, tzinfo=UTC)),
        ("2026:01:15 10:00:00", "-03:00", datetime(2026, 1, 15, 13, tzinfo=UTC)),
        ("2026:01:15 10:00:00", "   :  ", datetime(2026, 1, 15, 8, tzinfo=UTC)),
        ("0000:00:00 00:00:00", "", None),
        ("    :  :     :  :  ", "", None),
        ("2026:02:30 10:00:00", "", None),
        ("yesterday", "+02:00", None),
    ],
)
def test_the_time_is_of_the_zone_that_is_written_else_of_greece(clock: str, offset: str, instant: datetime | None) -> None:
    block = exif(taken=clock, offset=offset)

    assert _taken_at(*taken_of(block)) == instant


@pytest.mark.parametrize(
    ("place", "lon_lat"),
    [
        (gps((33, 51, 0), (151, 12, 0), refs=("S", "E")), (151.2, -33.85)),
        (gps((22, 54, 36), (43, 12, 0), refs=("S", "W")), (-43.2, -22.91)),
        (gps((35.5, 0, 0), (24, 1.5, 0)), (24.025, 35.5)),
        (gps((35, 30, 0), (24, 0, 0), refs=("n\0", b"e")), (24.0, 35.5)),
        (gps(t18="WGS-84"), (24.01675, 35.519611)),
        (gps(t18="TOKYO"), None),
        (gps(t9="V"), None),
        (gps((0, 0, 0), (0, 0, 0)), None),
        (gps((95, 0, 0), (24, 0, 0)), None),
        (gps((35, 99, 0), (24, 0, 0)), None),
        (gps((-35, 0, 0), (24, 0, 0)), None),
        (gps((35, 30, float("nan")), (24, 0, 0)), None),
        (gps((35, 30, float("inf")), (24, 0, 0)), None),
        (gps((35, 30, rational(0, 0)), (24, 0, 0)), None),
        (gps((35, 30, rational(7, 0)), (24, 0, 0)), None),
        (gps((35, 30), (24, 0, 0)), None),
        (gps("north", (24, 0, 0)), None),
        (gps(35, (24, 0, 0)), None),
        (gps(refs=("", "")), None),
        (gps(refs=("X", "E")), None),
        ({2: (35, 30, 0)}, None),
    ],
)
def test_a_place_is_believed_only_if_it_is_one(place: dict[int, Any], lon_lat: tuple[float, float] | None) -> None:
    found = lon_lat_of(exif(place=place))

    assert found == (pytest.approx(lon_lat, abs=1e-5) if lon_lat else None)
