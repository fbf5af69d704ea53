"""Photographs as telephones and cameras write them, and the segments of a JPEG, read without Pillow."""

import struct
from io import BytesIO
from typing import Any

import pillow_heif
from PIL import Image, ImageCms, TiffImagePlugin

from layers.requests.pictures import Picture

EXIF_IFD, GPS_IFD = 0x8769, 0x8825
ORIENTATION, ARTIST, TAKEN, OFFSET, COMMENT = 0x0112, 0x013B, 0x9003, 0x9011, 0x9286
SECRET = b"SECRET-7341"
CORNERS = {"top left": (0.1, 0.1), "top right": (0.9, 0.1), "bottom left": (0.1, 0.9), "bottom right": (0.9, 0.9)}
COLOURS = {"top left": (255, 0, 0), "top right": (0, 255, 0), "bottom left": (0, 0, 255), "bottom right": (255, 255, 0)}


def four_colours(size_px: tuple[int, int] = (160, 120)) -> Image.Image:
    """Return a picture with a colour in each quarter, so that its way up can be told."""
    image = Image.new("RGB", size_px)
    width, height = size_px[0] // 2, size_px[1] // 2
    for (name, colour), corner in zip(COLOURS.items(), ((0, 0), (width, 0), (0, height), (width, height)), strict=True):
        assert name in CORNERS
        image.paste(colour, (*corner, corner[0] + width, corner[1] + height))
    return image


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    target = BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def gps(lat: Any = (35, 31, 10.6), lon: Any = (24, 1, 0.3), *, refs: tuple[Any, Any] = ("N", "E"), **tags: Any) -> dict[int, Any]:
    """Return an EXIF block of GPS: degrees, minutes, seconds (or what is to stand there instead); tags as ``t9="V"``."""
    return {1: refs[0], 2: lat, 3: refs[1], 4: lon, **{int(name[1:]): value for name, value in tags.items()}}


def exif(
    *, orientation: int | None = None, taken: str = "", offset: str = "", place: dict[int, Any] | None = None, secret: bool = False
) -> Image.Exif:
    block = Image.Exif()
    if orientation is not None:
        block[ORIENTATION] = orientation
    details: dict[int, Any] = {}
    if taken:
        details[TAKEN] = taken
    if offset:
        details[OFFSET] = offset
    if secret:
        block[ARTIST] = SECRET.decode()
        details[COMMENT] = b"ASCII\0\0\0" + SECRET
    if details:
        block._ifds[EXIF_IFD] = details
    if place:
        block._ifds[GPS_IFD] = place
    return block


def rational(numerator: int, denominator: int) -> TiffImagePlugin.IFDRational:
    return TiffImagePlugin.IFDRational(numerator, denominator)


def with_broken_rationals(content: bytes, good: tuple[int, int], bad: tuple[int, int]) -> bytes:
    """Exchange a rational in an EXIF block for one that no program would write by itself."""
    changed = content
    for order in ("<", ">"):
        changed = changed.replace(struct.pack(f"{order}LL", *good), struct.pack(f"{order}LL", *bad))
    assert changed != content
    return changed


def everything_attached() -> bytes:
    """Return a JPEG with EXIF, GPS, a thumbnail, XMP, IPTC, a colour profile, a comment and bytes behind its end, a secret in each."""
    block = exif(orientation=1, taken="2026:05:04 10:11:12", place=gps(), secret=True).tobytes()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = encoded(four_colours(), exif=block, icc_profile=profile, comment=SECRET)
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">L", len(SECRET) + 5) + b"\x1c\x02\x50\0" + bytes([len(SECRET)]) + SECRET
    thumbnail = b"JFXX\0\x10" + encoded(Image.new("RGB", (20, 20)), comment=SECRET)
    extra = b"".join(
        b"\xff" + bytes([marker]) + struct.pack(">H", len(payload) + 2) + payload
        for marker, payload in ((0xE0, thumbnail), (0xE1, xmp), (0xED, iptc), (0xEC, b"Ducky" + SECRET), (0xEF, SECRET))
    )
    # Behind the JFIF segment, which has to be the first.
    first = 2 + 2 + struct.unpack(">H", content[4:6])[0]
    return content[:first] + extra + content[first:] + SECRET


def segments(content: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """Return each segment's marker and payload, and what stands behind the end of the picture (ITU T.81 annex B)."""
    assert content[:2] == b"\xff\xd8"
    found: list[tuple[int, bytes]] = []
    at = 2
    while content[at : at + 2] != b"\xff\xd9":
        assert content[at] == 0xFF, f"no marker at {at}"
        length = struct.unpack(">H", content[at + 2 : at + 4])[0]
        found.append((content[at + 1], content[at + 4 : at + 2 + length]))
        at += 2 + length
        if found[-1][0] == 0xDA:
            while content[at] != 0xFF or content[at + 1] in (0x00, *range(0xD0, 0xD8)):
                at += 1
    return found, content[at + 2 :]


# Start of frame (baseline or progressive), Huffman and quantisation tables, restart interval, scan; JFIF's own segment.
NEEDED = {0xC0, 0xC2, 0xC4, 0xDB, 0xDD, 0xDA, 0xE0}
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
pillow_heif.register_heif_opener()
ATTACHED = exif(orientation=6, place=gps(), taken="2026:01:01 01:01:01").tobytes()
WHOLE = {kind: encoded(four_colours((64, 48)), kind, **({} if kind == "GIF" else {"exif": ATTACHED})) for kind in FORMATS}


def seen(picture: Picture) -> Image.Image:
    return Image.open(BytesIO(picture.jpeg))


def near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 40 for one, other in zip(pixel, colour, strict=True))


def colours_in(image: Image.Image) -> dict[str, tuple[int, int, int]]:
    width, height = image.size
    return {name: image.getpixel((int(x * width), int(y * height))) for name, (x, y) in CORNERS.items()}  # type: ignore[misc]


def is_four_colours(image: Image.Image) -> bool:
    return all(near(pixel, COLOURS[corner]) for corner, pixel in colours_in(image).items())


def is_of_pixels_alone(content: bytes) -> bool:
    found, behind = segments(content)
    (jfif,) = [payload for marker, payload in found if marker == 0xE0]
    # The last two bytes are the size of a thumbnail: none.
    has_thumbnail = jfif[:5] != b"JFIF\0" or jfif[-2:] != b"\0\0"
    return {marker for marker, _ in found} <= NEEDED and not has_thumbnail and not behind
