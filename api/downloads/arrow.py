"""Features as Arrow record batches, made from one batch of rows after the other."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from api.downloads.columns import Column
from layers.layer import FeatureQuery, Kind, Layer
from layers.ordering import Sql
from layers.streaming import Row, read_batches

ARROW_TYPES = {
    Kind.TEXT: pa.string(),
    Kind.INTEGER: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.INSTANT: pa.timestamp("ms", tz="UTC"),
    Kind.LIST: pa.string(),
    Kind.HOURS: pa.string(),
}
GEOMETRY = "geometry"

OnRows = Callable[[int], None]


@dataclass(frozen=True, kw_only=True)
class Features:
    """What is to be written: the features of ``layer`` that ``query`` asks for, under ``columns``, as far as ``where`` holds.

    ``text`` changes each text before it is written; ``on_rows`` is told how many features each batch brought.
    """

    layer: Layer
    query: FeatureQuery
    columns: Sequence[Column]
    on_rows: OnRows
    where: str = "TRUE"
    text: Callable[[Column, str], str] | None = None

    @property
    def schema(self) -> Any:
        fields = [pa.field(column.name, ARROW_TYPES[column.entry.kind]) for column in self.columns]
        return pa.schema([pa.field("id", pa.int64()), *fields, pa.field(GEOMETRY, pa.binary())])

    def batches(self) -> Iterator[Any]:
        """Yield record batches of ``schema``; the geometry is WKB in EPSG:4326, longitude first."""
        selected: list[Sql] = [("f.id", []), *((_sql(column), []) for column in self.columns), ("ST_AsBinary(f.geom)", [])]
        for rows in read_batches(self.layer, self.query, selected, where=self.where):
            yield self._batch(rows)
            self.on_rows(len(rows))

    def reader(self) -> Any:
        return pa.RecordBatchReader.from_batches(self.schema, self.batches())

    def _batch(self, rows: list[Row]) -> Any:
        ids, *values, shapes = zip(*rows, strict=True)
        arrays = [pa.array(ids, pa.int64())]
        for column, texts in zip(self.columns, values, strict=True):
            changed = texts
            if self.text is not None and column.entry.kind in (Kind.TEXT, Kind.LIST, Kind.HOURS):
                changed = tuple(None if text is None else self.text(column, text) for text in texts)
            arrays.append(pa.array(changed, ARROW_TYPES[column.entry.kind]))
        return pa.record_batch([*arrays, pa.array(shapes, pa.binary())], schema=self.schema)


def _sql(column: Column) -> str:
    """Days and instants as numbers since 1970, as Arrow holds them; those that no calendar knows ("infinity") as none."""
    value = column.sql
    if column.entry.kind is Kind.DATE:
        return f"CASE WHEN isfinite({value}) THEN {value} - DATE '1970-01-01' END"
    if column.entry.kind is Kind.INSTANT:
        return f"CASE WHEN isfinite({value}) THEN (extract(epoch FROM {value}) * 1000)::bigint END"
    return value
