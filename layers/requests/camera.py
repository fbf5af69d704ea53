"""What a camera wrote into a picture: where it was taken and when. It is all hearsay, and often broken."""

from math import isfinite
from typing import Any

from PIL import Image

# CIPA DC-008 (EXIF 2.32) §4.6.
_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_TAKEN, _TAKEN_OFFSET = 0x9003, 0x9011
_LATITUDE_REF, _LATITUDE, _LONGITUDE_REF, _LONGITUDE, _STATUS, _DATUM = 1, 2, 3, 4, 9, 18


def lon_lat_of(exif: Image.Exif) -> tuple[float, float] | None:
    """Return longitude and latitude (WGS 84), None where nothing usable is written.

    Not usable are numbers that are none or out of range, a side of the globe that is not told, 0/0 (what cameras write that do not
    know), a measurement that its own status calls void, and a datum other than WGS 84.
    """
    gps = exif.get_ifd(_GPS_IFD)
    if _text(gps.get(_STATUS)) == "V" or _text(gps.get(_DATUM)).replace("-", "").replace(" ", "") not in ("", "WGS84"):
        return None
    lat = _angle(gps.get(_LATITUDE), _text(gps.get(_LATITUDE_REF)), sides="NS", most=90)
    lon = _angle(gps.get(_LONGITUDE), _text(gps.get(_LONGITUDE_REF)), sides="EW", most=180)
    if lat is None or lon is None or (lat, lon) == (0, 0):
        return None
    return lon, lat


def taken_of(exif: Image.Exif) -> tuple[str, str]:
    """Return the time of the camera's clock and its distance from UTC as they are written, each empty if it is not."""
    details = exif.get_ifd(_EXIF_IFD)
    return _text(details.get(_TAKEN)), _text(details.get(_TAKEN_OFFSET))


def _angle(written: Any, side: str, *, sides: str, most: int) -> float | None:
    """Return degrees, minutes and seconds as degrees, negative on the second of ``sides``."""
    try:
        degrees, minutes, seconds = (float(number) for number in written)
    except (TypeError, ValueError, ArithmeticError):
        return None
    angle = degrees + minutes / 60 + seconds / 3600
    if side not in tuple(sides) or not isfinite(angle) or min(degrees, minutes, seconds) < 0 or max(minutes, seconds) > 60 or angle > most:
        return None
    return -angle if side == sides[1] else angle


def _text(written: Any) -> str:
    if isinstance(written, bytes):
        written = written.decode("ascii", "replace")
    return written.split("\0")[0].strip().upper() if isinstance(written, str) else ""
