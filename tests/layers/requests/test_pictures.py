"""Of what a citizen's camera writes, the pixels are kept and nothing else; what is no picture is refused, with what to do."""

import re
import struct
import zlib
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

import pillow_heif
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from pytest_django.fixtures import Settings as SettingsWrapper

from layers.requests import pictures
from layers.requests.picture_program import derive
from layers.requests.pictures import Picture, PictureRefused, Refusal, read_picture
from tests.photographs import (
    COLOURS,
    CORNERS,
    SECRET,
    encoded,
    everything_attached,
    exif,
    four_colours,
    gps,
    rational,
    segments,
    with_broken_rationals,
)

LIGHTHOUSE = (24.0167500, 35.5196111)
# Start of frame (baseline or progressive), Huffman and quantisation tables, restart interval, scan; JFIF's own segment.
NEEDED = {0xC0, 0xC2, 0xC4, 0xDB, 0xDD, 0xDA, 0xE0}
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
pillow_heif.register_heif_opener()
ATTACHED = exif(orientation=6, place=gps(), taken="2026:01:01 01:01:01").tobytes()
WHOLE = {kind: encoded(four_colours((64, 48)), kind, **({} if kind == "GIF" else {"exif": ATTACHED})) for kind in FORMATS}


def refused(source: Any) -> PictureRefused:
    with pytest.raises(PictureRefused) as caught:
        read_picture(source)
    return caught.value


def seen(picture: Picture) -> Image.Image:
    return Image.open(BytesIO(picture.jpeg))


def near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 40 for one, other in zip(pixel, colour, strict=True))


def colours_in(image: Image.Image) -> dict[str, tuple[int, int, int]]:
    width, height = image.size
    return {name: image.getpixel((int(x * width), int(y * height))) for name, (x, y) in CORNERS.items()}  # type: ignore[misc]


def is_four_colours(image: Image.Image) -> bool:
    return all(near(pixel, COLOURS[corner]) for corner, pixel in colours_in(image).items())


def png_head(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def is_of_pixels_alone(content: bytes) -> bool:
    found, behind = segments(content)
    (jfif,) = [payload for marker, payload in found if marker == 0xE0]
    # The last two bytes are the size of a thumbnail: none.
    has_thumbnail = jfif[:5] != b"JFIF\0" or jfif[-2:] != b"\0\0"
    return {marker for marker, _ in found} <= NEEDED and not has_thumbnail and not behind


def test_nothing_that_a_camera_attaches_is_left_in_the_picture_or_its_preview() -> None:
    sent = everything_attached()
    assert {0xE0, 0xE1, 0xE2, 0xEC, 0xED, 0xEF, 0xFE} <= {marker for marker, _ in segments(sent)[0]}
    assert sent.count(SECRET) >= 8

    picture = read_picture(sent)

    for derivative in (picture.jpeg, picture.preview):
        assert is_of_pixels_alone(derivative)
        assert not any(trace in derivative for trace in (SECRET, b"Exif", b"http", b"8BIM", b"ICC_PROFILE", b"JFXX", b"Ducky"))
        again = Image.open(BytesIO(derivative))
        assert (again.format, again.mode, dict(again.getexif())) == ("JPEG", "RGB", {})
        assert set(again.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
        assert is_four_colours(again)
    assert picture.lon_lat == pytest.approx((24.01675, 35.519611), abs=1e-5)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "HEIF"])
def test_nothing_is_left_of_what_other_formats_attach(kind: str) -> None:
    options: dict[str, Any] = {"exif": exif(secret=True, place=gps()).tobytes()} if kind != "GIF" else {"comment": SECRET}
    sent = encoded(four_colours(), kind, **options)
    assert SECRET in sent

    picture = read_picture(sent)

    assert is_of_pixels_alone(picture.jpeg)
    assert is_of_pixels_alone(picture.preview)
    assert is_four_colours(seen(picture))


def test_what_camera_wrote_is_told_apart_from_the_picture() -> None:
    sent = encoded(four_colours(), exif=exif(taken="2026:05:04 10:11:12", place=gps((35, 31, 10.6), (24, 1, 0.3))).tobytes())

    picture = read_picture(BytesIO(sent))

    assert picture.lon_lat == pytest.approx(LIGHTHOUSE, abs=1e-6)
    # Greek summer time, three hours before UTC.
    assert picture.taken_at == datetime(2026, 5, 4, 7, 11, 12, tzinfo=UTC)
    assert picture.sha256 == sha256(sent).hexdigest()
    assert (picture.width, picture.height) == seen(picture).size == (160, 120)
    assert "24.0" not in repr(picture)


def test_a_broken_place_does_not_cost_the_picture() -> None:
    sent = encoded(four_colours(), exif=exif(place=gps((35, 31, rational(77, 13)), (24, 1, 3))).tobytes())

    picture = read_picture(with_broken_rationals(sent, (77, 13), (77, 0)))

    assert picture.lon_lat is None
    assert is_four_colours(seen(picture))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_picture_stands_upright(orientation: int) -> None:
    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    stored = four_colours().transpose(turn[orientation]) if orientation in turn else four_colours()

    said, jpeg, preview = derive(encoded(stored, exif=exif(orientation=orientation).tobytes()), kind="JPEG", max_pixels=10**6)

    assert (said["width"], said["height"]) == (160, 120)
    assert is_four_colours(Image.open(BytesIO(jpeg)))
    assert is_four_colours(Image.open(BytesIO(preview)))


def test_a_heic_of_a_telephone_is_read_with_place_time_and_way_up() -> None:
    block = exif(orientation=6, taken="2026:07:01 09:00:00", offset="+03:00", place=gps())
    sent = encoded(four_colours().transpose(Image.Transpose.ROTATE_90), "HEIF", exif=block.tobytes())

    picture = read_picture(sent)

    assert (picture.width, picture.height) == (160, 120)
    assert is_four_colours(seen(picture))
    assert picture.lon_lat == pytest.approx((24.01675, 35.519611), abs=1e-5)
    assert picture.taken_at == datetime(2026, 7, 1, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(encoded(four_colours().convert("CMYK")), id="CMYK"),
        pytest.param(encoded(four_colours(), progressive=True), id="progressive"),
        pytest.param(encoded(four_colours().convert("RGBA"), "PNG"), id="PNG with an alpha channel"),
        pytest.param(encoded(four_colours().quantize(8), "PNG"), id="palette"),
        pytest.param(encoded(four_colours(), "WEBP", lossless=True), id="WebP"),
        pytest.param(encoded(four_colours(), "GIF", save_all=True, append_images=[Image.new("RGB", (160, 120))]), id="animated GIF"),
        pytest.param(encoded(four_colours(), "WEBP", save_all=True, append_images=[Image.new("RGB", (160, 120))]), id="animated WebP"),
        pytest.param(encoded(four_colours(), "MPO", save_all=True, append_images=[Image.new("RGB", (160, 120))]), id="two in one JPEG"),
    ],
)
def test_every_kind_of_picture_keeps_its_colours_and_its_first_frame(sent: bytes) -> None:
    picture = read_picture(sent)

    assert is_four_colours(seen(picture))
    assert is_of_pixels_alone(picture.jpeg)


def test_sixteen_bits_of_grey_are_scaled_and_not_clipped() -> None:
    grey = Image.new("I;16", (64, 64), 128 * 256)

    picture = read_picture(encoded(grey, "PNG"))

    assert near(seen(picture).getpixel((32, 32)), (128, 128, 128))


def test_what_is_transparent_lies_on_white() -> None:
    palette = Image.new("P", (64, 64), 0)
    palette.putpalette([255, 0, 0, 0, 0, 255])
    palette.paste(1, (32, 0, 64, 64))

    picture = read_picture(encoded(palette, "PNG", transparency=0))

    assert near(seen(picture).getpixel((10, 32)), (255, 255, 255))
    assert near(seen(picture).getpixel((54, 32)), (0, 0, 255))


def test_colours_of_another_profile_become_those_of_srgb() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # Another space: its first channel is sRGB's green, its second sRGB's red.
    exchanged = profile.replace(b"rXYZ", b"tmp!", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"tmp!", b"gXYZ", 1)
    assert exchanged != profile

    picture = read_picture(encoded(Image.new("RGB", (64, 64), (200, 40, 90)), "PNG", icc_profile=exchanged))

    assert near(seen(picture).getpixel((32, 32)), (40, 200, 90))


@pytest.mark.parametrize("profile", [b"no profile at all", ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()])
def test_a_profile_that_does_not_fit_is_left_out(profile: bytes) -> None:
    picture = read_picture(encoded(Image.new("RGB", (64, 64), (200, 40, 90)), "PNG", icc_profile=profile))

    assert near(seen(picture).getpixel((32, 32)), (200, 40, 90))


def test_a_large_picture_is_made_smaller_with_its_proportions() -> None:
    picture = read_picture(encoded(Image.new("RGB", (6000, 3000), (10, 90, 200))))

    assert (picture.width, picture.height) == seen(picture).size == (2048, 1024)
    assert Image.open(BytesIO(picture.preview)).size == (480, 240)


def test_a_small_picture_is_not_blown_up() -> None:
    picture = read_picture(encoded(four_colours((40, 32)), "PNG"))

    assert (picture.width, picture.height) == (40, 32)


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
