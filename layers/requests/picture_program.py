"""The program that decodes what citizens send: started by layers.requests.pictures, it never sees Django or the database.

Standard input: a line of JSON (``format``, ``root`` and the limits), then the file's bytes. Standard output: a line of JSON, either
``{"refused": code, …}`` or ``{"picture": bytes, "preview": bytes, "width", "height", "lon_lat", "taken"}``, then the two derivatives.
"""

import json
import resource
import sys
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

PICTURE_PX, PREVIEW_PX, SMALLEST_PX = 2048, 480, 32
PICTURE_QUALITY, PREVIEW_QUALITY = 85, 78


class Refused(Exception):
    """The file makes no picture: ``code`` is one of ``pictures.Refusal``, ``details`` are the values of its message."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def main() -> None:
    request = json.loads(sys.stdin.buffer.readline())
    _limit_ourselves(request["memory_bytes"], request["cpu_s"])
    sys.path.insert(0, request["root"])
    # Our own limit is stricter; Pillow's would tell no size.
    Image.MAX_IMAGE_PIXELS = None
    content = sys.stdin.buffer.read()
    try:
        said, picture, preview = derive(content, kind=request["format"], max_pixels=request["max_pixels"])
    except Refused as refused:
        said, picture, preview = {"refused": refused.code, **refused.details}, b"", b""
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + picture + preview)


def derive(content: bytes, *, kind: str, max_pixels: int) -> tuple[dict[str, Any], bytes, bytes]:
    """Return what there is to say of the picture, and its two derivatives.

    Raises:
        Refused: if the bytes are no picture of the format ``kind``, or one too large or too small.
    """
    try:
        image = _opened(content, kind)
        _check_size(image, max_pixels)
        # A JPEG can be decoded at an eighth, a quarter or half its size: 50 megapixels then never stand in memory.
        image.draft(None, (PICTURE_PX, PICTURE_PX))
        image.load()
        camera = _camera(image)
        pixels = _pixels(image)
    except (Refused, MemoryError):
        raise
    # What a decoder makes of a broken file is not listed anywhere: struct.error, SyntaxError, IndexError, zlib.error …
    except Exception as error:
        raise Refused("broken") from error
    picture = _encoded(pixels, PICTURE_QUALITY)
    width, height = pixels.size
    pixels.thumbnail((PREVIEW_PX, PREVIEW_PX))
    preview = _encoded(pixels, PREVIEW_QUALITY)
    said = {"picture": len(picture), "preview": len(preview), "width": width, "height": height, **camera}
    return said, picture, preview


def _opened(content: bytes, kind: str) -> Image.Image:
    """Open with the one decoder asked for; only the head is read."""
    if kind == "HEIF":
        import pillow_heif  # noqa: PLC0415  # 20 MB of decoders that few pictures need

        pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
        pillow_heif.options.DECODE_THREADS = 1
    try:
        return Image.open(BytesIO(content), formats=[kind])
    except UnidentifiedImageError as error:
        raise Refused("broken") from error


def _check_size(image: Image.Image, max_pixels: int) -> None:
    width, height = image.size
    if width * height > max_pixels:
        raise Refused("too-many-pixels", width=width, height=height)
    if min(width, height) < SMALLEST_PX:
        raise Refused("too-small", width=width, height=height)


def _camera(image: Image.Image) -> dict[str, Any]:
    """What the camera wrote must not cost the picture: where it cannot be read, nothing is known."""
    from layers.requests.camera import lon_lat_of, taken_of  # noqa: PLC0415  # found once the path is set

    try:
        exif = image.getexif()
        return {"lon_lat": lon_lat_of(exif), "taken": taken_of(exif)}
    except Exception:  # noqa: BLE001
        return {"lon_lat": None, "taken": ("", "")}


def _pixels(image: Image.Image) -> Image.Image:
    """Return the first frame's pixels alone: upright, at most PICTURE_PX long, opaque, in sRGB, with nothing attached."""
    profile = image.info.get("icc_profile")
    image = _smooth(image)
    image.thumbnail((PICTURE_PX, PICTURE_PX), reducing_gap=3)
    # Exchanging the sides of the small one is cheap; a broken orientation is none.
    image = _upright(image)
    image = _in_srgb(_opaque(image), profile)
    alone = Image.new("RGB", image.size)
    alone.paste(image)
    return alone


def _smooth(image: Image.Image) -> Image.Image:
    """Return ``image`` in a mode whose values can be averaged; a palette's cannot, and 16 bits would be clipped instead of scaled."""
    if image.mode in ("RGB", "RGBA", "L", "LA", "CMYK"):
        return image
    if image.mode.startswith("I"):
        grey = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
        grey.info = dict(image.info)
        return grey
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # noqa: BLE001
        return image


def _opaque(image: Image.Image) -> Image.Image:
    """Lay what is transparent on white."""
    if image.mode in ("LA", "RGBA") or (image.mode in ("RGB", "L") and "transparency" in image.info):
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image).convert("RGB")
    return image


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert by the picture's own profile if it has one that fits, else plainly."""
    spaces = {"RGB": "RGB ", "CMYK": "CMYK", "L": "GRAY"}
    if profile:
        try:
            own = ImageCms.getOpenProfile(BytesIO(profile))
            if own.profile.xcolor_space == spaces.get(image.mode):
                converted = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
                return converted or image.convert("RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    return image.convert("RGB")


def _encoded(pixels: Image.Image, quality: int) -> bytes:
    target = BytesIO()
    pixels.save(target, "JPEG", quality=quality, optimize=True, progressive=True)
    return target.getvalue()


def _limit_ourselves(memory_bytes: int, cpu_s: int) -> None:
    for what, limit in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_CORE, 0),
        # Nothing is written to any file.
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 32),
    ):
        resource.setrlimit(what, (limit, limit))


if __name__ == "__main__":
    main()
