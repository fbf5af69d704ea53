"""What a file is, before anything parses it: archives are opened within limits, the parts of a shapefile are brought together."""

import hashlib
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from importers.errors import IncompleteShapefile, UnreadableFile
from importers.spreadsheets import OTHER_SUFFIXES, TABLE_SUFFIXES, table_driver

SHAPEFILE_PARTS = (".shp", ".dbf", ".shx", ".prj", ".cpg", ".cst")
GEOJSON_SUFFIXES = (".geojson", ".json")
_SHAPEFILE_MAGIC = b"\x00\x00\x27\x0a"
_MAX_ENTRIES = 10_000
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


@dataclass(frozen=True, kw_only=True)
class Source:
    """One layer of one file, its parts copied into ``folder`` under plain names (``source.shp`` …).

    ``name`` is what messages call it; ``notes`` say what was mended on the way, for the report.
    """

    name: str
    driver: str
    folder: Path
    parts: Mapping[str, Path]
    sha256: str
    notes: tuple[str, ...] = field(default=())

    @property
    def main(self) -> Path:
        return next(iter(self.parts.values()))


@contextmanager
def opened(path: Path, *, member: str = "") -> Iterator[Source]:
    """Yield what the file at ``path`` (a zip, a folder, a .shp, a GeoJSON, a table) holds; ``member`` chooses where it holds several.

    Raises:
        UnreadableFile, IncompleteShapefile
    """
    if not path.exists():
        raise UnreadableFile(_("Το αρχείο «%(path)s» δεν υπάρχει.") % {"path": path})
    with TemporaryDirectory(prefix="geoportal-import-") as folder:
        yield _source(path, member=member, folder=Path(folder))


def _source(path: Path, *, member: str, folder: Path) -> Source:
    unpacked = folder / "unpacked"
    if path.is_dir():
        candidates = sorted(file for file in path.rglob("*") if file.is_file())
        return _choose(candidates, name=path.name, member=member, folder=folder)
    if path.suffix.lower() in GEOJSON_SUFFIXES:
        return _geojson(path, folder=folder)
    if path.suffix.lower() in (*TABLE_SUFFIXES, *OTHER_SUFFIXES):
        return _table(path, folder=folder)
    if path.suffix.lower() in SHAPEFILE_PARTS:
        siblings = [file for file in sorted(path.parent.iterdir()) if file.stem.lower() == path.stem.lower()]
        return _choose(siblings, name=path.name, member="", folder=folder)
    if zipfile.is_zipfile(path):
        return _choose(_unpack(path, unpacked), name=path.name, member=member, folder=folder)
    raise UnreadableFile(
        _(
            "Το «%(name)s» δεν είναι αρχείο zip, shapefile, GeoJSON ή πίνακας. Δεχόμαστε: .zip με shapefile "
            "ή GeoJSON, .shp με τα συνοδευτικά του, .geojson, .csv, .xlsx."
        )
        % {"name": path.name}
    )


def _unpack(archive: Path, folder: Path) -> list[Path]:
    """Unpack plain files under names of our own choice, within limits; junk that macOS and Windows leave in archives is passed over."""
    files = []
    with zipfile.ZipFile(archive) as zipped:
        entries = [entry for entry in zipped.infolist() if not entry.is_dir() and not _is_junk(_name_of(entry))]
        _check_limits(archive, entries)
        for entry in entries:
            target = folder.joinpath(*PurePosixPath(_name_of(entry)).parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with zipped.open(entry) as packed, target.open("wb") as file:
                    _copy_at_most(packed, file, entry.file_size)
            except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError) as error:
                raise UnreadableFile(
                    _("Το «%(entry)s» μέσα στο «%(archive)s» είναι κατεστραμμένο. Φτιάξτε ξανά το αρχείο zip.")
                    % {"entry": _name_of(entry), "archive": archive.name}
                ) from error
            files.append(target)
    return sorted(files)


def _check_limits(archive: Path, entries: list[zipfile.ZipInfo]) -> None:
    unpacked_bytes = sum(entry.file_size for entry in entries)
    if len(entries) > _MAX_ENTRIES or unpacked_bytes > settings.IMPORT_MAX_UNPACKED_BYTES:
        raise UnreadableFile(
            _(
                "Το «%(archive)s» έχει %(count)d αρχεία και %(size)d MB ασυμπίεστα. Το όριο είναι "
                "%(max_count)d αρχεία και %(max_size)d MB· χωρίστε το."
            )
            % {
                "archive": archive.name,
                "count": len(entries),
                "size": unpacked_bytes // 2**20,
                "max_count": _MAX_ENTRIES,
                "max_size": settings.IMPORT_MAX_UNPACKED_BYTES // 2**20,
            }
        )
    for entry in entries:
        name = PurePosixPath(_name_of(entry))
        is_link = (entry.external_attr >> 16) & 0o170000 == 0o120000
        if name.is_absolute() or ".." in name.parts or is_link or entry.flag_bits & _ENCRYPTED:
            raise UnreadableFile(
                _(
                    "Το «%(archive)s» έχει μέσα κάτι που δεν ανοίγουμε: «%(entry)s». Συμπιέστε απλά "
                    "αρχεία, χωρίς κωδικό και χωρίς συνδέσμους."
                )
                % {"archive": archive.name, "entry": name}
            )


def _copy_at_most(packed: IO[bytes], file: IO[bytes], size: int) -> None:
    """Copy no more than the archive announced: a bomb announces less than it holds."""
    left = size
    while chunk := packed.read(min(2**20, left + 1)):
        left -= len(chunk)
        if left < 0:
            raise EOFError
        file.write(chunk)


def _name_of(entry: zipfile.ZipInfo) -> str:
    """Return the entry's name; without the UTF-8 flag Windows in Greece writes code page 737, others plain UTF-8."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME and not name.isascii():
        raw = name.encode("cp437", "replace")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("cp737")
    return name.replace("\\", "/")


def _is_junk(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return (
        "__MACOSX" in parts
        or any(part.startswith(".") and part != ".." for part in parts)
        or parts[-1:] in (("Thumbs.db",), ("desktop.ini",))
    )


def _choose(files: list[Path], *, name: str, member: str, folder: Path) -> Source:
    """Return the one layer that ``files`` hold, or the one of them called ``member``."""
    layers = [file for file in files if file.suffix.lower() == ".shp" or file.suffix.lower() in GEOJSON_SUFFIXES]
    # A .txt among others is somebody's notes, and so is a table beside shapes.
    tables = [file for file in files if file.suffix.lower() in TABLE_SUFFIXES and file.suffix.lower() != ".txt"]
    layers = layers or tables if not member else [*layers, *tables]
    if member:
        layers = [file for file in layers if member.lower() in (file.name.lower(), file.stem.lower())]
    if len(layers) > 1:
        raise UnreadableFile(
            _("Το «%(name)s» έχει %(count)d επίπεδα: %(layers)s. Διαλέξτε ένα με --member.")
            % {"name": name, "count": len(layers), "layers": ", ".join(file.name for file in layers)}
        )
    if not layers:
        raise _nothing_found(files, name=name, member=member)
    (layer,) = layers
    if layer.suffix.lower() in GEOJSON_SUFFIXES:
        return _geojson(layer, folder=folder)
    if layer.suffix.lower() in TABLE_SUFFIXES:
        return _table(layer, folder=folder)
    siblings = [file for file in files if file.parent == layer.parent and file.stem.lower() == layer.stem.lower()]
    return _shapefile(layer, siblings, folder=folder)


def _nothing_found(files: list[Path], *, name: str, member: str) -> Exception:
    found = ", ".join(sorted({file.name for file in files})[:10]) or _("τίποτα")
    if member:
        return UnreadableFile(
            _("Το «%(name)s» δεν έχει επίπεδο «%(member)s». Έχει: %(found)s.") % {"name": name, "member": member, "found": found}
        )
    parts = [file for file in files if file.suffix.lower() in SHAPEFILE_PARTS]
    if parts:
        return IncompleteShapefile(
            _("Στο «%(name)s» λείπει το .shp, το αρχείο με τα σχήματα. Βρέθηκαν: %(found)s. Στείλτε μαζί .shp, .dbf, .shx και .prj.")
            % {"name": name, "found": found}
        )
    if any(file.suffix.lower() == ".zip" for file in files):
        return UnreadableFile(
            _("Το «%(name)s» έχει μέσα άλλο zip (%(found)s). Αποσυμπιέστε το και στείλτε το εσωτερικό.") % {"name": name, "found": found}
        )
    return UnreadableFile(_("Το «%(name)s» δεν έχει μέσα δεδομένα χάρτη. Βρέθηκαν: %(found)s.") % {"name": name, "found": found})


def _shapefile(layer: Path, siblings: list[Path], *, folder: Path) -> Source:
    parts = {file.suffix.lower(): file for file in siblings if file.suffix.lower() in SHAPEFILE_PARTS}
    notes = []
    if ".dbf" not in parts:
        raise IncompleteShapefile(
            _("Στο «%(name)s» λείπει το .dbf, το αρχείο με τα στοιχεία κάθε γραμμής. Στείλτε το μαζί με το .shp.") % {"name": layer.name}
        )
    if ".shx" not in parts:
        notes.append(_("Λείπει το .shx (ευρετήριο)· φτιάχτηκε ξανά από το .shp."))
    with layer.open("rb") as file:
        if file.read(4) != _SHAPEFILE_MAGIC:
            raise UnreadableFile(
                _("Το «%(name)s» δεν είναι shapefile, παρά την κατάληξή του. Εξαγάγετέ το ξανά από το πρόγραμμα GIS.")
                % {"name": layer.name}
            )
    ordered = {suffix: parts[suffix] for suffix in SHAPEFILE_PARTS if suffix in parts}
    copies = {suffix: _copy(file, folder / f"source{suffix}") for suffix, file in ordered.items()}
    return Source(
        name=layer.name,
        driver="ESRI Shapefile",
        folder=folder,
        parts=copies,
        sha256=_sha256(copies.values()),
        notes=tuple(notes),
    )


def _geojson(path: Path, *, folder: Path) -> Source:
    with path.open("rb") as file:
        start = file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"{"):
        raise UnreadableFile(
            _("Το «%(name)s» δεν είναι GeoJSON, παρά την κατάληξή του: αρχίζει με «%(start)s» αντί για «{».")
            % {"name": path.name, "start": start[:20].decode("utf-8", "replace") or _("τίποτα")}
        )
    copy = _copy(path, folder / "source.geojson")
    return Source(name=path.name, driver="GeoJSON", folder=folder, parts={".geojson": copy}, sha256=_sha256([copy]))


def _table(path: Path, *, folder: Path) -> Source:
    driver = table_driver(path)
    copy = _copy(path, folder / f"source.{driver.lower()}")
    return Source(name=path.name, driver=driver, folder=folder, parts={copy.suffix: copy}, sha256=_sha256([copy]))


def _copy(file: Path, target: Path) -> Path:
    if file.stat().st_size > settings.IMPORT_MAX_UNPACKED_BYTES:
        raise UnreadableFile(
            _("Το «%(name)s» είναι μεγαλύτερο από %(size)d MB. Χωρίστε το.")
            % {"name": file.name, "size": settings.IMPORT_MAX_UNPACKED_BYTES // 2**20}
        )
    shutil.copyfile(file, target)
    return target


def _sha256(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as content:
            while chunk := content.read(2**20):
                digest.update(chunk)
    return digest.hexdigest()
