"""Files of real cameras and telephones (they come with packages that read EXIF): of what was written into them nothing is stored."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from PIL import Image

from layers.requests.pictures import read_picture
from tests.cases import make_case, make_service
from tests.photographs import segments

PACKAGES = django_settings.BASE_DIR / "node_modules"
# What the camera calls itself.
CAMERAS: dict[str, tuple[bytes, ...]] = {
    "exif-js/example/DSCN0614_small.jpg": (b"NIKON", b"E4600"),
    "exif-js/example/dsc_09827.jpg": (b"NIKON CORPORATION", b"NIKON D100"),
    "jpeg-exif/test/IMG_0001.JPG": (b"Apple", b"iPhone 6 Plus"),
    "exif-parser/test/starfish.jpg": (b"Nokia", b"Lumia 820"),
}
# Quantisation and Huffman tables, frame, scan, restart interval, and JFIF's own: what a picture cannot do without.
NEEDED = {0xC0, 0xC2, 0xC4, 0xDB, 0xDD, 0xDA, 0xE0}
_GPS = 0x8825


def stored(name: str) -> Iterable[bytes]:
    picture = read_picture((PACKAGES / name).read_bytes())
    return picture.jpeg, picture.preview


@pytest.mark.parametrize("name", CAMERAS)
def test_a_camera_s_file_tells_who_it_is_and_what_is_stored_does_not(name: str) -> None:
    content = (PACKAGES / name).read_bytes()
    words = CAMERAS[name]
    assert all(word in content for word in words), "the file is not what it was"

    for derivative in stored(name):
        found, behind = segments(derivative)
        assert {marker for marker, _payload in found} <= NEEDED
        assert behind == b""
        assert not any(word in derivative for word in (*words, b"Exif", b"http://ns.adobe.com", b"Photoshop", b"ICC_PROFILE", b"GPS"))
        image = Image.open(BytesIO(derivative))
        assert not image.getexif()
        assert not image.getexif().get_ifd(_GPS)


@pytest.mark.parametrize("name", [name for name in CAMERAS if "IMG_0001" in name or "starfish" in name])
def test_the_place_that_a_telephone_wrote_is_offered_and_not_stored(name: str) -> None:
    source = Image.open(PACKAGES / name).getexif().get_ifd(_GPS)
    degrees = [float(part) for part in source[2]]

    found = read_picture((PACKAGES / name).read_bytes()).lon_lat

    assert found is not None
    assert abs(found[1]) == pytest.approx(degrees[0] + degrees[1] / 60 + degrees[2] / 3600)


@pytest.mark.django_db
def test_no_file_of_a_case_holds_what_a_camera_wrote(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    make_case(make_service(), pictures=[read_picture((PACKAGES / name).read_bytes()) for name in CAMERAS])

    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 2 * len(CAMERAS)
    for content in files:
        assert not any(word in content for words in CAMERAS.values() for word in (*words, b"Exif"))
