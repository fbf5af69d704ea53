"""Draws maps with MapServer, one after the other, for the process that started it; ends when that closes its standard input.

It runs by the distribution's own Python, whose MapScript it needs, and knows nothing of the portal: a job says everything. MapScript
holds the interpreter's lock while it waits for the database, and a crash in it takes the process: therefore a process of its own.

Each message is four bytes of length (big endian), then so many bytes. A job is JSON: ``size`` in pixels, ``background`` (#rrggbb, None:
transparent), ``driver`` and ``options`` of the output, ``connection`` of the database, ``font``, and ``layers`` from the lowest to the
uppermost. A layer has ``shape``, ``classes`` and either ``sql``, the text of a relation with columns id, geom (in pixels, from the upper
left corner), class, label; or ``features``, which are drawn as they are. Answered are two messages: JSON with ``error`` (empty if it went
well) and ``rss_mb``, then the picture.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

import mapscript

_SHAPES = {
    "point": (mapscript.MS_LAYER_POINT, mapscript.MS_SHAPE_POINT),
    "line": (mapscript.MS_LAYER_LINE, mapscript.MS_SHAPE_LINE),
    "polygon": (mapscript.MS_LAYER_POLYGON, mapscript.MS_SHAPE_POLYGON),
}
_LABELS = {"point": mapscript.MS_CR, "line": mapscript.MS_CC, "polygon": mapscript.MS_CC, "text": mapscript.MS_CR}
_INK, _HALO = "#1d2a3a", "#ffffff"


class Sprites:
    """Pictures of discs, drawn once each: to copy one costs a tenth of drawing it anew."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self._files: dict[str, str] = {}

    def file_of(self, disc: dict[str, Any]) -> str:
        key = json.dumps(disc, sort_keys=True)
        if key not in self._files:
            path = self._folder / f"{len(self._files)}.png"
            picture = _draw_disc(disc)
            path.write_bytes(picture)
            self._files[key] = str(path)
        return self._files[key]


def _draw_disc(disc: dict[str, Any]) -> bytes:
    """An odd number of pixels wide, so that the middle of the disc is the middle of a pixel."""
    side = 2 * int((disc["size_px"] + disc["outline_px"]) / 2 + 1) + 1
    frame = _new_map({"size": [side, side], "background": None, "driver": "AGG/PNG", "options": {}})
    layer = mapscript.layerObj(frame)
    layer.type, layer.status = mapscript.MS_LAYER_POINT, mapscript.MS_ON
    layer.transform = mapscript.MS_FALSE
    style = mapscript.styleObj(mapscript.classObj(layer))
    style.setSymbolByName(frame, "circle")
    style.size = disc["size_px"]
    style.color.setHex(_with_alpha(disc["colour"], disc["opacity"]))
    if disc["outline_px"]:
        style.outlinecolor.setHex(disc["outline"])
        style.width = disc["outline_px"]
    layer.addFeature(_shape("point", [[[side / 2, side / 2]]]))
    return bytes(frame.draw().getBytes())


def _new_map(job: dict[str, Any]) -> Any:
    width, height = job["size"]
    frame = mapscript.mapObj()
    frame.setSize(width, height)
    frame.setExtent(0, 0, width, height)
    frame.maxsize = max(width, height)
    output = mapscript.outputFormatObj(job["driver"])
    output.imagemode = mapscript.MS_IMAGEMODE_RGBA if job["background"] is None else mapscript.MS_IMAGEMODE_RGB
    output.transparent = mapscript.MS_TRUE if job["background"] is None else mapscript.MS_FALSE
    for name, value in job["options"].items():
        output.setOption(name, value)
    frame.setOutputFormat(output)
    frame.imagecolor.setHex(job["background"] or "#ffffff")
    circle = mapscript.symbolObj("circle")
    circle.type, circle.filled = mapscript.MS_SYMBOL_ELLIPSE, mapscript.MS_TRUE
    outline = mapscript.lineObj()
    outline.add(mapscript.pointObj(1, 1))
    circle.setPoints(outline)
    frame.symbolset.appendSymbol(circle)
    return frame


def _shape(kind: str, lines: list[list[list[float]]], text: str = "") -> Any:
    shape = mapscript.shapeObj(_SHAPES[kind][1])
    for points in lines:
        line = mapscript.lineObj()
        for x, y in points:
            line.add(mapscript.pointObj(x, y))
        shape.add(line)
    if text:
        shape.text = text
    return shape


def draw(job: dict[str, Any], sprites: Sprites) -> bytes:
    """Return the picture that ``job`` asks for.

    Raises:
        mapscript.MapServerError: among others where the database says no.
    """
    frame = _new_map(job)
    if job["font"]:
        frame.fontset.fonts.set("text", job["font"])
    for entry in job["layers"]:
        _add_layer(frame, job, entry, sprites)
    return bytes(frame.draw().getBytes())


def _add_layer(frame: Any, job: dict[str, Any], entry: dict[str, Any], sprites: Sprites) -> None:
    layer = mapscript.layerObj(frame)
    layer.type, layer.status = _SHAPES[entry["shape"]][0], mapscript.MS_ON
    # What comes is in pixels already; MapServer would leave out what lies outside the picture, though its symbol reaches into it.
    layer.transform = mapscript.MS_FALSE
    for described in entry["classes"]:
        _add_class(frame, layer, described, sprites)
    if "sql" in entry:
        layer.classitem, layer.labelitem = "class", "label"
        layer.setConnectionType(mapscript.MS_POSTGIS, "")
        layer.connection = job["connection"]
        # MapServer puts a condition of its own around the relation unless it finds its mark in it.
        layer.data = f"geom from (select * from ({entry['sql']}) as drawn where !BOX! is not null) as t using unique id using srid=0"
        layer.addProcessing("CLOSE_CONNECTION=DEFER")
        return
    for feature in entry["features"]:
        layer.addFeature(_shape(entry["shape"], feature["lines"], feature.get("text", "")))


def _add_class(frame: Any, layer: Any, described: dict[str, Any], sprites: Sprites) -> None:
    entry = mapscript.classObj(layer)
    if "value" in described:
        entry.setExpression(f'"{described["value"]}"')
    for drawn in described["styles"]:
        style = mapscript.styleObj(entry)
        if "disc" in drawn:
            _set_sprite(frame, style, sprites.file_of(drawn["disc"]))
            continue
        if drawn.get("fill"):
            style.color.setHex(_with_alpha(drawn["fill"], drawn["opacity"]))
        if drawn.get("line"):
            (style.outlinecolor if drawn["outlines"] else style.color).setHex(_with_alpha(drawn["line"], drawn["opacity"]))
            style.width = drawn["width_px"]
            if drawn.get("is_round"):
                style.linecap = style.linejoin = mapscript.MS_CJC_ROUND
    if described.get("label"):
        _add_label(entry, described["label"])


def _with_alpha(colour: str, opacity: float) -> str:
    return f"{colour}{round(opacity * 255):02x}"


def _set_sprite(frame: Any, style: Any, file: str) -> None:
    found = frame.symbolset.index(file)
    if found < 0:
        symbol = mapscript.symbolObj(file)
        symbol.type = mapscript.MS_SYMBOL_PIXMAP
        symbol.setImagepath(file)
        found = frame.symbolset.appendSymbol(symbol)
    style.symbol = found


def _add_label(entry: Any, described: dict[str, Any]) -> None:
    label = mapscript.labelObj()
    # MapServer counts in points of a 72nd of an inch, a screen in 96ths.
    label.font, label.size = "text", round(described["size_px"] * 0.75)
    label.color.setHex(_INK)
    label.outlinecolor.setHex(_HALO)
    label.outlinewidth = described.get("halo_px", 3)
    label.position = _LABELS[described["shape"]]
    label.offsetx, label.offsety = described.get("offset_px", 0), 0
    label.partials = mapscript.MS_TRUE if described.get("may_be_cut") else mapscript.MS_FALSE
    label.force = mapscript.MS_TRUE if described.get("always") else mapscript.MS_FALSE
    label.buffer = 2
    label.encoding = "UTF-8"
    entry.addLabel(label)


def _read(stream: BinaryIO) -> bytes | None:
    """Return the next message, None where there is no other."""
    length = stream.read(4)
    return stream.read(int.from_bytes(length, "big")) if len(length) == 4 else None


def _write(stream: BinaryIO, *messages: bytes) -> None:
    for message in messages:
        stream.write(len(message).to_bytes(4, "big"))
        stream.write(message)
    stream.flush()


def _rss_mb() -> int:
    """What getrusage tells is not ours alone: a process begins with the largest size of the one that started it."""
    resident = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return resident * os.sysconf("SC_PAGE_SIZE") // 2**20


def serve(source: BinaryIO, answers: BinaryIO) -> None:
    """Answer one job after the other until there is no other."""
    with tempfile.TemporaryDirectory(prefix="maps-") as folder:
        sprites = Sprites(folder)
        while (message := _read(source)) is not None:
            picture, error = b"", ""
            try:
                picture = draw(json.loads(message), sprites)
            except Exception as failure:  # noqa: BLE001  # a worker's loop: what goes wrong with one map is told, the next is drawn
                error = f"{type(failure).__name__}: {failure}"
                mapscript.msResetErrorList()
            _write(answers, json.dumps({"error": error, "rss_mb": _rss_mb()}).encode(), picture)


if __name__ == "__main__":
    # What a library prints must not come between the answers.
    channel = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, channel)
