"""Features' identifiers: ``<type>.<id>``, as gml:id has them (XML 1.0 wants a letter first)."""

from collections.abc import Iterable

from gisserver.parsers.xml import parse_qname

from api.literals import whole_of
from api.wfs.names import namespace


def parts_of(rid: str) -> tuple[str, int | None]:
    """Return the name of the type and the id that ``rid`` is made of; None, where it can be the id of no feature."""
    name, _dot, number = rid.strip().rpartition(".")
    return name, whole_of(number) if number.isascii() and number.isdigit() else None


def ids_of(type_name: str, rids: Iterable[str]) -> list[int]:
    """Return the ids that ``rids`` name of features of ``type_name``; what is of another type, or cannot be, is none."""
    found = (parts_of(rid) for rid in rids)
    return [number for name, number in found if number is not None and local_type(name) == type_name]


def local_type(name: str) -> str:
    """Return the name of a type without its prefix: there is one namespace of types here."""
    return name.rpartition(":")[2]


def type_of(name: str, aliases: dict[str, str]) -> str:
    """Return the local name of the type that ``name`` writes, empty where its prefix means another namespace."""
    try:
        full = parse_qname(name, aliases) or ""
    except ValueError:
        return ""
    given, _brace, local = full.removeprefix("{").rpartition("}")
    # A request whose default namespace is that of WFS writes names of types without a prefix.
    return local if given in ("", namespace()) or given.startswith("http://www.opengis.net/") else ""
