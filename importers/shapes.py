"""Well-known binary (OGC 06-103r4 §8), as little as needed: single shapes as multiple ones, the SRID written in."""

import struct

from layers.geometry import SRID
from layers.layer import GeometryType

_SRID_FLAG = 0x20000000
_MULTIPLE_OF = {1: 4, 2: 5, 3: 6}
_MULTIPLE = frozenset({GeometryType.MULTI_POINT, GeometryType.MULTI_LINE, GeometryType.MULTI_POLYGON})


def as_type(geometry: bytes, wanted: GeometryType, *, with_srid: bool = True) -> bytes:
    """Return little-endian WKB as ``wanted``: a single shape becomes a multiple one of one part; by default as EWKB in EPSG:4326."""
    (number,) = struct.unpack_from("<I", geometry, 1)
    if wanted in _MULTIPLE and number in _MULTIPLE_OF:
        number = _MULTIPLE_OF[number]
        content = struct.pack("<I", 1) + geometry
    else:
        content = geometry[5:]
    if with_srid:
        return struct.pack("<BII", 1, number | _SRID_FLAG, SRID) + content
    return struct.pack("<BI", 1, number) + content
