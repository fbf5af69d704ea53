"""Archives and files that are not what they say are refused before anything parses them."""

import zipfile
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings as SettingsWrapper

from importers.errors import ImportRefused, IncompleteShapefile, UnreadableFile
from importers.inspection import opened
from tests.files import LIGHTHOUSE, feature, write_geojson, write_shapefile, zipped


@pytest.fixture
def points(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    return write_shapefile(tmp_path / "files" / "Σημεία.shp", [((500_000, 3_930_000), ["Χανιά"])])


def parts_of(path: Path, *, member: str = "") -> list[str]:
    with opened(path, member=member) as source:
        assert source.main.name in ("source.shp", "source.geojson")
        return sorted(source.parts)


ALL = [".dbf", ".prj", ".shp", ".shx"]


def test_a_loose_shapefile_brings_the_files_beside_it(points: Path) -> None:
    assert parts_of(points) == ALL


def test_any_of_its_files_stands_for_it(points: Path) -> None:
    assert parts_of(points.with_suffix(".dbf")) == ALL


def test_capitals_in_endings_make_no_difference(points: Path) -> None:
    points.with_suffix(".dbf").rename(points.with_suffix(".DBF"))

    assert parts_of(points) == ALL


@pytest.mark.parametrize("folder", ["", "έργα/2026/", "a b/"])
def test_a_zip_may_hold_folders_and_what_macos_leaves(points: Path, folder: str) -> None:
    archive = zipped(points, folder=folder)
    with zipfile.ZipFile(archive, "a") as zipped_file:
        zipped_file.writestr("__MACOSX/._Σημεία.shp", b"junk")
        zipped_file.writestr(f"{folder}.DS_Store", b"junk")
        zipped_file.writestr("Thumbs.db", b"junk")

    assert parts_of(archive) == ALL


def test_a_folder_is_looked_through(points: Path) -> None:
    assert parts_of(points.parent) == ALL


def test_several_layers_are_a_choice_for_staff(points: Path) -> None:
    write_shapefile(points.with_name("lines.shp"), [((1, 1), ["x"])])

    with pytest.raises(UnreadableFile, match=r"2 επίπεδα: lines.shp, Σημεία.shp.*--member"):
        parts_of(points.parent)
    assert parts_of(points.parent, member="lines") == ALL
    with pytest.raises(UnreadableFile, match="«roads»"):
        parts_of(points.parent, member="roads")


@pytest.mark.parametrize(("missing", "words"), [(".shp", "λείπει το .shp"), (".dbf", "λείπει το .dbf")])
def test_a_missing_part_is_named(points: Path, missing: str, words: str) -> None:
    with pytest.raises(IncompleteShapefile, match=words):
        parts_of(zipped(points, without=[missing]))


def test_a_missing_index_is_made_anew_and_told(points: Path) -> None:
    points.with_suffix(".shx").unlink()

    with opened(points) as source:
        assert "λείπει το .shx" in source.notes[0].lower()


def test_what_only_looks_like_geojson_is_refused(tmp_path: Path) -> None:
    """OGR reads a VRT under any name, and a VRT opens other files: the sandbox would refuse it too."""
    path = tmp_path / "innocent.geojson"
    path.write_text('<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>')

    with pytest.raises(UnreadableFile, match="δεν είναι GeoJSON"):
        parts_of(path)


def test_a_byte_order_mark_is_no_obstacle(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "x.geojson", [feature(LIGHTHOUSE)])
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert parts_of(path) == [".geojson"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.zip", b"not a zip", "δεν είναι αρχείο zip"),
        ("x.tar.gz", b"\x1f\x8b", "δεν είναι αρχείο zip"),
        ("x.shp", b"GIF89a", "λείπει το .dbf"),
        ("x.geojson", b"", "δεν είναι GeoJSON"),
        ("x.json", b"[1, 2]", "δεν είναι GeoJSON"),
    ],
)
def test_a_file_that_is_something_else_is_refused(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(ImportRefused, match=words):
        parts_of(tmp_path / name)


def test_a_shapefile_that_is_none_is_refused(points: Path) -> None:
    points.write_bytes(b"\x00\x00\x27\x0b" + b"\x00" * 100)

    with pytest.raises(UnreadableFile, match="δεν είναι shapefile"):
        parts_of(points)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="λείπει.shp"):
        parts_of(tmp_path / "λείπει.shp")


def archive_of(tmp_path: Path, entries: dict[str, bytes]) -> Path:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped_file:
        for name, content in entries.items():
            zipped_file.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({}, "δεν έχει μέσα δεδομένα χάρτη"),
        ({"readme.txt": b"x"}, "readme.txt"),
        ({"inner.zip": b"PK"}, "άλλο zip"),
        ({"../x.shp": b"x"}, "δεν ανοίγουμε"),
        ({"/etc/x.shp": b"x"}, "δεν ανοίγουμε"),
        ({"a/../../x.shp": b"x"}, "δεν ανοίγουμε"),
        ({"..\\x.shp": b"x"}, "δεν ανοίγουμε"),
    ],
)
def test_an_archive_that_holds_nothing_or_reaches_out_is_refused(tmp_path: Path, entries: dict[str, bytes], words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        parts_of(archive_of(tmp_path, entries))


def test_a_link_in_an_archive_is_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as zipped_file:
        link = zipfile.ZipInfo("x.shp")
        link.external_attr = 0o120777 << 16
        zipped_file.writestr(link, "/etc/passwd")

    with pytest.raises(UnreadableFile, match="συνδέσμους"):
        parts_of(path)


def test_a_bomb_is_not_unpacked(tmp_path: Path, settings: SettingsWrapper) -> None:
    settings.IMPORT_MAX_UNPACKED_BYTES = 1_000_000
    path = archive_of(tmp_path, {"x.shp": b"\0" * 2_000_000})

    with pytest.raises(UnreadableFile, match="Το όριο είναι"):
        parts_of(path)


def test_a_damaged_archive_is_told(points: Path) -> None:
    archive = zipped(points)
    content = bytearray(archive.read_bytes())
    content[60:90] = b"\xff" * 30
    archive.write_bytes(content)

    with pytest.raises(UnreadableFile):
        parts_of(archive)


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    path = archive_of(tmp_path, {f"{number}.txt": b"" for number in range(10_001)})

    with pytest.raises(UnreadableFile, match="10001 αρχεία"):
        parts_of(path)


def test_nothing_stays_behind(points: Path) -> None:
    with opened(zipped(points)) as source:
        folder = source.folder
        assert folder.exists()

    assert not folder.exists()
