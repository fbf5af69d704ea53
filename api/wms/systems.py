"""The reference systems of maps by the names and in the order of axes that each version of WMS has for them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from api.wms.errors import ServiceException
from layers.crs import CRS84, Crs, map_systems
from layers.municipality import Extent


@dataclass(frozen=True, kw_only=True)
class System:
    """``is_y_first`` says whether coordinates come with y before x in this version (OGC 06-042 §6.7.2)."""

    name: str
    crs: Crs
    is_y_first: bool

    def read(self, numbers: list[float]) -> Extent:
        """Return a BBOX of this system with x before y."""
        first, second, third, fourth = numbers
        return (second, first, fourth, third) if self.is_y_first else (first, second, third, fourth)

    def write(self, extent: Extent) -> Extent:
        """Return ``extent``, x before y, in the order of this system's axes."""
        west, south, east, north = extent
        return (south, west, north, east) if self.is_y_first else extent


def systems(version: str) -> dict[str, System]:
    """Return the systems that ``version`` speaks, by name. In 1.1.1 x always comes first, and CRS:84 is called EPSG:4326."""
    if version == "1.1.1":
        return {crs.authority: System(name=crs.authority, crs=crs, is_y_first=False) for crs in map_systems() if crs is not CRS84}
    named = ((crs.authority if crs is not CRS84 else "CRS:84", crs) for crs in map_systems())
    return {name: System(name=name, crs=crs, is_y_first=crs.is_lat_lon) for name, crs in named}


def system_of(name: str, version: str) -> System:
    """Return the system called ``name``.

    Raises:
        ServiceException: InvalidCRS, in 1.1.1 InvalidSRS.
    """
    known = systems(version)
    found = known.get(name) or known.get(name.upper())
    if found is None:
        parameter = "SRS" if version == "1.1.1" else "CRS"
        text = _("%(parameter)s=%(value)s: οι χάρτες δίνονται σε %(known)s.") % {
            "parameter": parameter,
            "value": name[:60],
            "known": ", ".join(known),
        }
        raise ServiceException(f"Invalid{parameter}", text, locator=parameter)
    return found
