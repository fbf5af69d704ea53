"""Of what a citizen's camera writes, the pixels are kept and nothing else; what is no picture is refused, with what to do."""

from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageCms

from layers.requests.picture_program import derive
from layers.requests.pictures import read_picture
from tests.photographs import (
    SECRET,
    encoded,
    everything_attached,
    exif,
    four_colours,
    gps,
    is_four_colours,
    is_of_pixels_alone,
    near,
    rational,
    seen,
    segments,
    with_broken_rationals,
)

LIGHTHOUSE = (24.0167500, 35.5196111)


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
