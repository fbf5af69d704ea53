"""The conformance declaration as people read it: the standards' own classes, by standard."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

# The standards by the part of a class's URI that names them; of one that is not here the URI says it.
_STANDARDS = {
    "ogcapi-common-1": "OGC API – Common, Part 1: Core (19-072)",
    "ogcapi-common-2": "OGC API – Common, Part 2: Geospatial Data (20-024)",
    "ogcapi-features-1": "OGC API – Features, Part 1: Core (17-069r4)",
    "ogcapi-features-2": "OGC API – Features, Part 2: Coordinate Reference Systems by Reference (18-058r1)",
    "ogcapi-features-3": "OGC API – Features, Part 3: Filtering (19-079r2)",
    "ogcapi-features-4": "OGC API – Features, Part 4: Create, Replace, Update and Delete (20-002)",
    "ogcapi-features-5": "OGC API – Features, Part 5: Schemas (23-058)",
    "ogcapi-features-8": "OGC API – Features, Part 8: Sorting",
    "cql2": "Common Query Language, CQL2 (21-065r2)",
    "ogcapi-tiles-1": "OGC API – Tiles, Part 1: Core (20-057)",
    "tms": "Two Dimensional Tile Matrix Set and Tile Set Metadata (17-083r4)",
}


def conformance_groups(document: Mapping[str, Sequence[str]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the classes as (name, URI), each under its standard, in the document's order."""
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for uri in document["conformsTo"]:
        standard, _separator, name = uri.partition("/conf/")
        code = next((part for part in standard.split("/") if part in _STANDARDS), "")
        groups[_STANDARDS.get(code, standard)].append((name or uri, uri))
    return list(groups.items())
