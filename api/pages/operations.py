"""The API's description (OpenAPI 3.0) as people read it: what can be asked where, and with what."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

Node = Mapping[str, Any]
_LISTED_VALUES = 12


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """``values`` tells what it takes: a type, or the values themselves."""

    name: str
    description: str
    values: str
    is_required: bool


@dataclass(frozen=True, kw_only=True)
class Operation:
    """``url`` is empty where something must be filled in first."""

    method: str
    path: str
    url: str
    summary: str
    parameters: tuple[Parameter, ...]
    responses: tuple[tuple[str, str], ...]


def operation_groups(document: Node) -> list[tuple[str, list[Operation]]]:
    """Return the operations under their tags, in the document's order; those without one come first."""
    groups: dict[str, list[Operation]] = defaultdict(list)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if isinstance(operation, Mapping):
                tag = next(iter(operation.get("tags", ())), _("Γενικά"))
                groups[tag].append(_operation(document, path, method, operation))
    return list(groups.items())


def _operation(document: Node, path: str, method: str, operation: Node) -> Operation:
    resolved = (_resolved(document, entry) for entry in operation.get("parameters", ()))
    parameters = tuple(_parameter(document, entry) for entry in resolved)
    is_open = method == "get" and not any(entry.is_required for entry in parameters)
    responses = {status: _resolved(document, entry) for status, entry in operation.get("responses", {}).items()}
    return Operation(
        method=method.upper(),
        path=path,
        url=f"{document['servers'][0]['url']}{path}" if is_open else "",
        summary=operation.get("summary", ""),
        parameters=parameters,
        responses=tuple((status, entry.get("description", "")) for status, entry in responses.items()),
    )


def _parameter(document: Node, entry: Node) -> Parameter:
    return Parameter(
        name=entry["name"],
        description=entry.get("description", ""),
        values=", ".join(_values(_resolved(document, entry.get("schema", {})))),
        is_required=entry.get("required", False),
    )


def _values(schema: Node) -> Iterator[str]:
    """Yield the values that a schema names, the first of them if they are many; else its type."""
    inner = schema.get("items", schema)
    named = inner.get("enum", ())
    yield from map(str, named[:_LISTED_VALUES])
    if len(named) > _LISTED_VALUES:
        yield "…"
    if not named and "type" in inner:
        yield inner.get("format", inner["type"])


def _resolved(document: Node, node: Node) -> Node:
    """Return what ``node`` refers to inside the document, itself if it refers to nothing."""
    if "$ref" not in node:
        return node
    found: Any = document
    for part in node["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return _resolved(document, found)
