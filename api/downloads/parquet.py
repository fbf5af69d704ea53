"""GeoParquet 1.1, a row group after the other."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyproj import CRS

from api.downloads.about import About
from api.downloads.arrow import GEOMETRY, Features, OnRows
from api.downloads.columns import columns_of
from layers.geometry import SRID
from layers.layer import FeatureQuery, GeometryType, Layer

# Rows are gathered to groups of this size: fewer, larger groups are quicker to read.
_GROUP_ROWS = 50_000
_GROUP_BYTES = 16_000_000


def write_parquet(path: Path, layer: Layer, query: FeatureQuery, told: About, on_rows: OnRows) -> None:
    features = Features(layer=layer, query=query, columns=columns_of(layer, query, reserved=("id", GEOMETRY)), on_rows=on_rows)
    schema = features.schema.with_metadata({"geo": json.dumps(_geo(layer)), **told.as_items()})
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        waiting: list[Any] = []
        for batch in features.batches():
            waiting.append(batch)
            if sum(part.num_rows for part in waiting) >= _GROUP_ROWS or sum(part.nbytes for part in waiting) >= _GROUP_BYTES:
                writer.write_table(pa.Table.from_batches(waiting, schema))
                waiting = []
        writer.write_table(pa.Table.from_batches(waiting, schema))


def _geo(layer: Layer) -> dict[str, Any]:
    """The file metadata of GeoParquet 1.1.0; no type named means that there may be any."""
    types = [] if layer.geometry_type is GeometryType.ANY else [str(layer.geometry_type.value)]
    column = {"encoding": "WKB", "geometry_types": types, "crs": CRS.from_epsg(SRID).to_json_dict()}
    return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
