"""Reference systems in requests and answers (OGC 18-058r1): the parameters crs, bbox-crs and filter-crs, and the header Content-Crs."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from api.errors import InvalidParameter
from layers.crs import CRS84, Crs, grid_operation, national_grid, reference_systems


def crs_of(given: QueryDict, name: str) -> Crs:
    """Return the system that the parameter ``name`` names by its URI, CRS84 if it is not given (18-058r1 Req 6, 7, 10).

    Raises:
        InvalidParameter
    """
    asked = given.get(name)
    if asked is None:
        return CRS84
    found = crs_by_uri(asked)
    if found is None:
        raise InvalidParameter(
            name,
            _("%(name)s=%(value)s: δεν υποστηρίζεται αυτό το σύστημα αναφοράς. Υποστηρίζονται: %(known)s.")
            % {"name": name, "value": asked, "known": ", ".join(crs.uri for crs in reference_systems())},
        )
    return found


def crs_by_uri(uri: str) -> Crs | None:
    return next((crs for crs in reference_systems() if crs.uri == uri.strip("<>")), None)


def with_content_crs(response: HttpResponse, crs: Crs) -> HttpResponse:
    """Say in which system the coordinates of ``response`` are (18-058r1 Req 16)."""
    response.headers["Content-Crs"] = f"<{crs.uri}>"
    return response


def crs_members() -> dict[str, Any]:
    """Return what a collection says of its systems: those it speaks, the one it is stored in, and how the national grid is tied to it."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    grid, operation = national_grid(), grid_operation()
    tie = {"crs": grid.uri, "name": operation.name, "title": operation.title[language], "proj": grid.proj}
    return {"crs": [crs.uri for crs in reference_systems()], "storageCrs": CRS84.uri, "coordinateOperations": [tie]}
