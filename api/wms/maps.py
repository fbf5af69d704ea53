"""From what is asked to a picture: SQL and symbols of each layer, drawn by a renderer."""

from dataclasses import replace
from io import BytesIO
from typing import Any

from django.conf import settings
from django.db import connection
from PIL import Image
from psycopg import conninfo

from api.wms.asking import MapAsked
from api.wms.renderers import renderers
from api.wms.symbols import classes_of, labels_of
from layers.drawing.rows import drawing_statement, is_in_zoom, is_labelled, label_statement, shapes_of
from layers.layer import Layer
from layers.ordering import Sql

# Of the parameters of a connection, those that are libpq's own.
_LIBPQ = ("host", "hostaddr", "port", "dbname", "user", "password", "passfile", "service", "sslmode", "sslrootcert", "sslcert", "sslkey")


def draw(asked: MapAsked) -> bytes:
    """Return the picture.

    Raises:
        Busy, DrawingTimedOut, DrawingFailed
    """
    if min(asked.frame.width_px, asked.frame.height_px) > 1:
        return renderers().draw(job_of(asked))
    return _cut(renderers().draw(job_of(replace(asked, frame=asked.frame.grown()))), asked)


def _cut(picture: bytes, asked: MapAsked) -> bytes:
    """Return what was asked for of a picture that is larger by a line and a column: MapServer draws none that is one pixel wide."""
    image, target = Image.open(BytesIO(picture)), BytesIO()
    image.crop((0, 0, asked.frame.width_px, asked.frame.height_px)).save(target, asked.picture.pillow)
    return target.getvalue()


def job_of(asked: MapAsked) -> dict[str, Any]:
    """Return the picture as worker.py wants it described."""
    frame = asked.frame
    return {
        "size": [frame.width_px, frame.height_px],
        "background": asked.background,
        "driver": asked.picture.driver,
        "options": asked.picture.options,
        "connection": _connection_text(),
        "font": settings.MAP_FONT,
        "layers": [entry for layer in asked.layers if is_in_zoom(layer, frame) for entry in drawn_layers(layer, asked)],
    }


def drawn_layers(layer: Layer, asked: MapAsked) -> list[dict[str, Any]]:
    """Return what is drawn of ``layer``: a part for each shape that it has, the lowest first, then its names."""
    parts = [
        {"shape": shape, "classes": classes_of(layer, shape), "sql": _text_of(statement)}
        for shape in shapes_of(layer)
        if (statement := drawing_statement(layer, asked.frame, shape, span=asked.span)) is not None
    ]
    if is_labelled(layer, asked.frame):
        names = label_statement(layer, asked.frame, language=asked.language, span=asked.span)
        if names is not None:
            parts.append({"shape": "point", "classes": labels_of(layer, may_be_cut=asked.is_tile), "sql": _text_of(names)})
    return parts


def _text_of(statement: Sql) -> str:
    """Return the statement with its parameters as the driver writes them: MapServer takes no others."""
    with connection.cursor() as cursor:
        return str(cursor.cursor.mogrify(*statement))


def _connection_text() -> str:
    """Return the database of this process for libpq, in the role that draws.

    Whatever the role may do, its transactions only read, and a statement of a layer ends in time.
    """
    present = connection.get_connection_params()
    role = settings.MAPS_DATABASE
    given = {
        **present,
        **role.get("OPTIONS", {}),
        **{key.lower(): role[key] for key in ("HOST", "PORT", "USER", "PASSWORD") if role.get(key)},
    }
    return conninfo.make_conninfo(
        "",
        **{name: str(given[name]) for name in _LIBPQ if given.get(name)},
        options=f"-c default_transaction_read_only=on -c statement_timeout={settings.MAP_STATEMENT_TIMEOUT_S}s "
        "-c max_parallel_workers_per_gather=0",
        application_name="geoportal maps",
    )
