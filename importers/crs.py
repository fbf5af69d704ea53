"""In which reference system a file's coordinates are. Pure pyproj: this runs in the sandbox, beside the parser.

Greek files say GGRS87 in many ways. A .prj that calls the datum by a local name ("EGSA87", "unknown") makes PROJ fall back to a
"ballpark" transformation that is 326 m off without a warning; what has the Greek Grid's projection is therefore taken as EPSG:2100.
"""

from dataclasses import dataclass

from pyproj import CRS
from pyproj.enums import WktVersion
from pyproj.exceptions import CRSError

GREEK_GRID = 2100
GGRS87 = 4121
WGS84 = 4326


@dataclass(frozen=True, kw_only=True)
class ReferenceSystem:
    """``authority`` like "EPSG:2100" or, for one without a code, its name; ``how`` says how we know. ``wkt`` is what to transform from."""

    authority: str
    how: str
    wkt: str


class UnknownCode(ValueError):
    """EPSG has no reference system of this code."""


class UnknownDatum(ValueError):
    """The system's name is all we have: nothing ties its datum to WGS 84."""


def from_code(code: str) -> ReferenceSystem:
    """Return the system that staff named: "EPSG:2100" or "2100".

    Raises:
        UnknownCode: if that is no code of EPSG's.
    """
    number = code.upper().removeprefix("EPSG:").strip()
    if not (number.isascii() and number.isdigit()):
        raise UnknownCode(code)
    try:
        crs = CRS.from_epsg(int(number))
    except CRSError as error:
        raise UnknownCode(code) from error
    return ReferenceSystem(authority=f"EPSG:{int(number)}", how="given", wkt=crs.to_wkt())


def from_prj(text: str) -> ReferenceSystem | None:
    """Return the system that a .prj describes; None where the text is no description of one (empty, or a saved error page).

    Raises:
        UnknownDatum: if it is one that nothing ties to WGS 84.
    """
    try:
        crs = CRS.from_wkt(text.strip().removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").strip())
    except CRSError:
        return None
    # TOWGS84 makes a bound system of it; what it is, is its source.
    inner = crs.source_crs if crs.is_bound and crs.source_crs is not None else crs
    code = _code(inner)
    if code == GREEK_GRID or _has_greek_grid_projection(inner):
        how = "prj" if code == GREEK_GRID else "prj_greek_grid"
        return ReferenceSystem(authority=f"EPSG:{GREEK_GRID}", how=how, wkt=CRS.from_epsg(GREEK_GRID).to_wkt())
    if code is not None:
        return ReferenceSystem(authority=f"EPSG:{code}", how="prj", wkt=crs.to_wkt(WktVersion.WKT2_2019))
    if not crs.is_bound and not _has_known_datum(crs):
        raise UnknownDatum(crs.name)
    return ReferenceSystem(authority=crs.name, how="prj", wkt=crs.to_wkt(WktVersion.WKT2_2019))


def _code(crs: CRS) -> int | None:
    """Return the EPSG code; a match of low confidence counts only where it agrees in everything that moves coordinates."""
    code = crs.to_epsg(min_confidence=70)
    if code is None:
        code = crs.to_epsg(min_confidence=25)
        code = code if code is not None and _says_the_same(crs, CRS.from_epsg(code)) else None
    return code


def _says_the_same(crs: CRS, known: CRS) -> bool:
    if crs.is_geographic != known.is_geographic or crs.ellipsoid is None or known.ellipsoid is None:
        return False
    same_ellipsoid = abs(crs.ellipsoid.semi_major_metre - known.ellipsoid.semi_major_metre) < 0.01
    same_unit = [axis.unit_conversion_factor for axis in crs.axis_info][:1] == [axis.unit_conversion_factor for axis in known.axis_info][:1]
    return same_ellipsoid and same_unit and _parameters(crs) == _parameters(known)


def _parameters(crs: CRS) -> dict[str, float]:
    operation = crs.coordinate_operation
    return {} if operation is None else {parameter.name.lower(): round(float(parameter.value), 6) for parameter in operation.params}


def _has_greek_grid_projection(crs: CRS) -> bool:
    """Whether the projection is EPSG:2100's (transverse Mercator, 24° E, 0.9996, 500 km) on GRS 80, whatever the datum is called."""
    operation, ellipsoid = crs.coordinate_operation, crs.ellipsoid
    if operation is None or ellipsoid is None or "transverse mercator" not in operation.method_name.lower():
        return False
    wanted = _parameters(CRS.from_epsg(GREEK_GRID))
    return _parameters(crs) == wanted and abs(ellipsoid.semi_major_metre - 6378137) < 0.01 and "wgs" not in crs.name.lower() + _datum(crs)


def _datum(crs: CRS) -> str:
    return crs.datum.name.lower() if crs.datum is not None else ""


def _has_known_datum(crs: CRS) -> bool:
    geodetic = crs.geodetic_crs
    return geodetic is not None and geodetic.to_authority(min_confidence=70) is not None


def guess_from_extent(west: float, south: float, east: float, north: float) -> str:
    """Return the code that coordinates in this box suggest, empty where they suggest none: only ever offered, never assumed."""
    if 19 <= west <= east <= 30 and 34 <= south <= north <= 42:
        return f"EPSG:{WGS84}"
    if 90_000 <= west <= east <= 1_010_000:
        if 3_840_000 <= south <= north <= 4_630_000:
            return f"EPSG:{GREEK_GRID}"
        # HTRS07 / TM07 counts northings from 2,000 km south of the Greek Grid's.
        if 1_840_000 <= south <= north <= 2_630_000:
            return "TM07"
    return ""
