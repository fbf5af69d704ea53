"""What is no picture, or costs too much, is refused, with what to do."""

import re
import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pytest_django.fixtures import Settings as SettingsWrapper

from layers.requests import pictures
from layers.requests.pictures import PictureRefused, Refusal, read_picture
from tests.photographs import (
    FORMATS,
    SECRET,
    WHOLE,
    encoded,
    four_colours,
    is_four_colours,
    is_of_pixels_alone,
    seen,
)


def refused(source: Any) -> PictureRefused:
    with pytest.raises(PictureRefused) as caught:
        read_picture(source)
    return caught.value


def png_head(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        pytest.param(b"%PDF-1.7\n%\xe2\xe3", "PDF", id="PDF"),
        pytest.param(b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "SVG", id="SVG"),
        pytest.param(b"\xef\xbb\xbf <!DOCTYPE html><script>alert(1)</script>", "HTML", id="HTML"),
        pytest.param(b"PK\x03\x04" + bytes(60), "ZIP", id="ZIP"),
        pytest.param(b"\0\0\0\x20ftypmp42" + bytes(60), "MP4", id="film"),
        pytest.param(b"<html>" + encoded(four_colours()), "HTML", id="HTML before a JPEG"),
        pytest.param(b"PK\x03\x04" + encoded(four_colours()), "ZIP", id="ZIP before a JPEG"),
        pytest.param(encoded(four_colours(), "TIFF"), "TIFF", id="TIFF"),
        pytest.param(encoded(four_colours(), "AVIF"), "AVIF", id="AVIF"),
        pytest.param(encoded(four_colours(), "BMP"), "HEIC", id="BMP"),
        pytest.param(b"hello", "HEIC", id="text"),
    ],
)
def test_what_is_no_picture_is_refused_and_told_what_it_is(sent: bytes, word: str) -> None:
    refusal = refused(sent)

    assert refusal.code == Refusal.NOT_A_PICTURE
    assert word in str(refusal)


@pytest.mark.parametrize("tail", [b"PK\x03\x04" + SECRET * 50, b"<html><script>" + SECRET + b"</script>", b"\0\0\0\x18ftypmp42" + SECRET])
def test_what_hides_behind_a_picture_does_not_pass(tail: bytes) -> None:
    # A telephone's "motion photo" is such a file too: refusing it would refuse honest pictures.
    picture = read_picture(encoded(four_colours()) + tail)

    assert is_of_pixels_alone(picture.jpeg)
    assert is_of_pixels_alone(picture.preview)
    assert SECRET not in picture.jpeg + picture.preview


def test_neither_the_name_nor_what_the_browser_says_is_believed() -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'

    assert refused(SimpleUploadedFile("photo.jpg", drawing, "image/jpeg")).code == Refusal.NOT_A_PICTURE
    picture = read_picture(SimpleUploadedFile("page.html", encoded(four_colours()), "text/html"))
    assert is_four_colours(seen(picture))


def test_a_bomb_is_refused_by_its_head() -> None:
    refusal = refused(png_head(50_000, 50_000))

    assert refusal.code == Refusal.TOO_MANY_PIXELS
    assert re.search(r"50000 × 50000 .*52 εκατ", str(refusal))


@pytest.mark.parametrize("kind", FORMATS)
def test_half_a_file_is_refused(kind: str) -> None:
    whole = encoded(Image.effect_noise((400, 300), 80).convert("RGB"), kind)

    refusal = refused(whole[: len(whole) // 2])

    assert refusal.code == Refusal.BROKEN
    assert "ξανά" in str(refusal)


def test_nothing_and_too_much_are_refused(settings: SettingsWrapper) -> None:
    class Endless:
        asked: list[int] = []

        def read(self, size: int, /) -> bytes:
            self.asked.append(size)
            return b"\xff\xd8\xff" + bytes(size - 3)

    source = Endless()

    assert refused(b"").code == refused(BytesIO()).code == Refusal.EMPTY
    assert refused(b"\xff\xd8\xff" + bytes(50 * 2**20)).code == Refusal.TOO_MANY_BYTES
    assert refused(source).code == Refusal.TOO_MANY_BYTES
    assert source.asked == [settings.PICTURE_MAX_BYTES + 1]
    assert "20 MB" in str(refused(source))


def test_a_picture_of_a_few_pixels_is_refused() -> None:
    refusal = refused(encoded(Image.new("RGB", (200, 31)), "PNG"))

    assert refusal.code == Refusal.TOO_SMALL
    assert "200 × 31" in str(refusal)
    assert "32" in str(refusal)


def test_what_costs_too_much_memory_or_time_is_refused(settings: SettingsWrapper) -> None:
    heavy = encoded(Image.new("RGBA", (7000, 7000)), "PNG")

    settings.PICTURE_MEMORY_BYTES = 300 * 2**20
    assert refused(heavy).code == Refusal.TOO_COSTLY
    settings.PICTURE_MEMORY_BYTES = 2**31
    settings.PICTURE_TIMEOUT_S = 0.05
    assert refused(heavy).code == Refusal.TOO_COSTLY


def test_who_comes_while_others_are_served_waits_and_is_told_to_come_back(settings: SettingsWrapper) -> None:
    settings.PICTURE_TIMEOUT_S = 0.1
    with pictures._turn(), pictures._turn():
        assert refused(encoded(four_colours())).code == Refusal.BUSY

    settings.PICTURE_TIMEOUT_S = 20
    assert is_four_colours(seen(read_picture(encoded(four_colours()))))


def test_refusals_speak_english_to_who_reads_english() -> None:
    with translation.override("en"):
        assert "Send a JPEG, PNG, WebP, GIF or HEIC photo" in str(refused(b"%PDF-1.4"))
        assert "32" in str(refused(encoded(Image.new("RGB", (8, 8)), "PNG")))


@given(st.binary(max_size=4000))
def test_random_bytes_are_never_more_than_refused(content: bytes) -> None:
    with pytest.raises(PictureRefused):
        read_picture(content)


@settings(max_examples=25, deadline=None)
@given(
    kind=st.sampled_from(FORMATS),
    changes=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=12),
)
def test_spoilt_pictures_are_read_or_refused(kind: str, changes: list[tuple[float, int]]) -> None:
    content = bytearray(WHOLE[kind])
    for share, value in changes:
        content[int(share * len(content))] = value

    try:
        picture = read_picture(bytes(content))
    except PictureRefused:
        return

    assert is_of_pixels_alone(picture.jpeg)
