"""Pictures that citizens send: what we keep is drawn anew from the pixels, so that nothing else of the file is left.

One door, ``read_picture``. Neither the file's name nor what the browser calls it is asked: the first bytes choose one decoder of five
(JPEG, PNG, WebP, GIF, HEIF), and whatever that one does not decode is refused. What follows the picture in the same file (a film of a
second, a ZIP) is never looked at and goes with the rest.

Decoding is bounded. At most ``PICTURE_MAX_BYTES`` are read. The head of the picture tells how many pixels there are; more than
``PICTURE_MAX_PIXELS`` are refused before any is decoded, and a JPEG is decoded at a fraction of its size where that is enough. It all
happens in a child process (``picture_program``) without environment, network or files to write, as ``nobody`` where we are root, within
``PICTURE_MEMORY_BYTES`` of address space and ``PICTURE_TIMEOUT_S`` of time; two at once for each of our processes, the next ones wait.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from math import isfinite
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Protocol

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from layers.confinement import confinement
from layers.municipality import LonLat
from layers.requests import picture_program
from layers.requests.picture_program import SMALLEST_PX

_PROGRAM = Path(picture_program.__file__)
_AT_ONCE = BoundedSemaphore(2)
# ISO/IEC 14496-12 §4.3: the brand stands behind the length and the name of the first box. HEVC-coded pictures and their sequences.
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")

logger = logging.getLogger(__name__)


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Refusal(StrEnum):
    EMPTY = "empty"
    TOO_MANY_BYTES = "too-many-bytes"
    NOT_A_PICTURE = "not-a-picture"
    TOO_MANY_PIXELS = "too-many-pixels"
    TOO_SMALL = "too-small"
    BROKEN = "broken"
    TOO_COSTLY = "too-costly"
    BUSY = "busy"


class PictureRefused(Exception):
    """The file is not kept: ``code`` says why, ``str()`` tells the citizen, in the language of the moment, and what to do."""

    def __init__(self, code: Refusal, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture fit to be kept, and what the camera wrote, which is the citizen's to give.

    ``jpeg`` (its longest side at most 2048 px) and ``preview`` (480 px) are sRGB JPEGs, upright, of pixels alone. ``width`` and
    ``height`` are those of ``jpeg``. ``sha256`` is that of the file as it was sent, in hexadecimal. ``lon_lat`` (WGS 84) and
    ``taken_at`` (aware; of the portal's time zone where the camera told none) are None where nothing usable was written; store them only
    with the citizen's consent.
    """

    jpeg: bytes = field(repr=False)
    preview: bytes = field(repr=False)
    width: int
    height: int
    sha256: str
    lon_lat: LonLat | None = field(repr=False)
    taken_at: datetime | None = field(repr=False)


def read_picture(source: bytes | Readable) -> Picture:
    """Return the picture that ``source`` holds, from where it stands; of a file, no more is read than the limit and one byte.

    Raises:
        PictureRefused: if it is empty, too much, no picture, broken or too small, or if decoding it costs more than we give.
    """
    content = _content(source)
    kind = _kind(content)
    if not kind:
        raise PictureRefused(Refusal.NOT_A_PICTURE, _not_a_picture(content))
    said, derivatives = _decoded(content, kind)
    if "refused" in said:
        raise _refusal(said)
    picture, preview = derivatives[: said["picture"]], derivatives[said["picture"] :]
    return Picture(
        jpeg=picture,
        preview=preview,
        width=said["width"],
        height=said["height"],
        sha256=sha256(content).hexdigest(),
        lon_lat=_lon_lat(said["lon_lat"]),
        taken_at=_taken_at(*said["taken"]),
    )


def _content(source: bytes | Readable) -> bytes:
    most = settings.PICTURE_MAX_BYTES
    content = source if isinstance(source, bytes) else source.read(most + 1)
    if not content:
        raise PictureRefused(Refusal.EMPTY, _("Το αρχείο της φωτογραφίας είναι άδειο. Διαλέξτε το ξανά."))
    if len(content) > most:
        message = _("Το αρχείο της φωτογραφίας ξεπερνά τα %(most)d MB. Στείλτε το σε μικρότερο μέγεθος ή διαλέξτε άλλη φωτογραφία.")
        raise PictureRefused(Refusal.TOO_MANY_BYTES, message % {"most": most // 2**20})
    return content


def _kind(content: bytes) -> str:
    """Return Pillow's name of the one decoder that may try, empty if these are not the first bytes of any picture that we take."""
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    return "HEIF" if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS else ""


def _decoded(content: bytes, kind: str) -> tuple[dict[str, Any], bytes]:
    """Return what the program says and the derivatives, one behind the other."""
    request = {
        "format": kind,
        "root": str(_PROGRAM.parents[2]),
        "max_pixels": settings.PICTURE_MAX_PIXELS,
        "memory_bytes": settings.PICTURE_MEMORY_BYTES,
        "cpu_s": settings.PICTURE_TIMEOUT_S,
    }
    command = [*confinement(_PROGRAM, module="PIL"), sys.executable, "-I", "-B", str(_PROGRAM)]
    words = b""
    with _turn():
        try:
            done = subprocess.run(  # noqa: S603  # our own program; the file travels on its standard input
                command,
                input=json.dumps(request).encode() + b"\n" + content,
                capture_output=True,
                env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
                cwd="/",
                timeout=settings.PICTURE_TIMEOUT_S,
                check=True,
            )
            head, _newline, derivatives = done.stdout.partition(b"\n")
            return dict(json.loads(head)), derivatives
        except subprocess.CalledProcessError as error:
            words = error.stderr.strip().rpartition(b"\n")[2]
        except subprocess.TimeoutExpired:
            words = b"out of time"
    logger.warning("A picture of %d bytes (%s) was not decoded within the limits: %s", len(content), kind, words.decode("utf-8", "replace"))
    raise PictureRefused(Refusal.TOO_COSTLY, _("Η φωτογραφία είναι πολύ βαριά για να ανοίξει. Στείλτε τη σε μικρότερο μέγεθος, ως JPEG."))


@contextmanager
def _turn() -> Iterator[None]:
    if not _AT_ONCE.acquire(timeout=settings.PICTURE_TIMEOUT_S):
        message = _("Έρχονται πολλές φωτογραφίες αυτή τη στιγμή. Περιμένετε ένα λεπτό και στείλτε τη δική σας ξανά.")
        raise PictureRefused(Refusal.BUSY, message)
    try:
        yield
    finally:
        _AT_ONCE.release()


def _refusal(said: Mapping[str, Any]) -> PictureRefused:
    code = Refusal(said["refused"])
    if code == Refusal.BROKEN:
        return PictureRefused(code, _("Το αρχείο της φωτογραφίας είναι χαλασμένο ή μισό. Στείλτε το ξανά ή διαλέξτε άλλη φωτογραφία."))
    values: dict[str, object] = {"width": said["width"], "height": said["height"]}
    if code == Refusal.TOO_SMALL:
        message = _("Η φωτογραφία έχει %(width)d × %(height)d εικονοστοιχεία. Στείλτε μία με τουλάχιστον %(least)d σε κάθε πλευρά.")
        return PictureRefused(code, message % {**values, "least": SMALLEST_PX})
    message = _(
        "Η φωτογραφία έχει %(width)d × %(height)d εικονοστοιχεία· δεχόμαστε έως %(most)d εκατομμύρια. Στείλτε τη σε μικρότερο μέγεθος."
    )
    return PictureRefused(code, message % {**values, "most": settings.PICTURE_MAX_PIXELS // 10**6})


def _not_a_picture(content: bytes) -> str:
    """Say what the file looks like, where that helps to find the right one."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    looks = {
        "PDF": start.startswith(b"%pdf"),
        "SVG": b"<svg" in start,
        "HTML": start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script")),
        "ZIP": start.startswith(b"pk\x03\x04"),
        "TIFF": content.startswith((b"II*\0", b"MM\0*")),
        "AVIF": content[4:12] in (b"ftypavif", b"ftypavis"),
        "MP4": content[4:8] == b"ftyp",
    }
    for kind, is_that in looks.items():
        if is_that:
            message = _("Το αρχείο δεν είναι φωτογραφία που δεχόμαστε, αλλά %(kind)s. Στείλτε φωτογραφία JPEG, PNG, WebP, GIF ή HEIC.")
            return message % {"kind": kind}
    return _("Το αρχείο δεν είναι φωτογραφία που δεχόμαστε. Στείλτε φωτογραφία JPEG, PNG, WebP, GIF ή HEIC.")


def _lon_lat(said: list[float] | None) -> LonLat | None:
    if said is None:
        return None
    lon, lat = (float(number) for number in said)
    return (lon, lat) if isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90 else None


def _taken_at(clock: str, offset: str) -> datetime | None:
    try:
        return datetime.strptime(f"{clock}{offset}", "%Y:%m:%d %H:%M:%S%z")
    except ValueError:
        pass
    try:
        naive = datetime.strptime(clock, "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
        return timezone.make_aware(naive, timezone.get_default_timezone())
    except (ValueError, OverflowError):
        return None
