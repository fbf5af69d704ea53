"""Pictures in place of a map that is not drawn (OGC 06-042 §7.3.3.11): blank, or with the reason written on it."""

import textwrap
from io import BytesIO

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from api.wms.formats import PictureFormat

_SIZE_PX, _LINE_PX, _MARGIN_PX = 13, 17, 6
_INK = "#a83f24"


def blank(width_px: int, height_px: int, picture: PictureFormat, *, background: str | None, text: str = "") -> bytes:
    """Return a picture of one colour (None: transparent), with ``text`` on it."""
    image = Image.new("RGBA", (width_px, height_px), background or (255, 255, 255, 0))
    if text:
        _write(image, text)
    target = BytesIO()
    (image.convert("RGB") if background is not None else image).save(target, picture.pillow)
    return target.getvalue()


def _write(image: Image.Image, text: str) -> None:
    letters = max(int((image.width - 2 * _MARGIN_PX) / (_SIZE_PX * 0.58)), 4)
    lines = textwrap.wrap(text, letters)[: max(image.height // _LINE_PX, 1)]
    font = ImageFont.truetype(settings.MAP_FONT, _SIZE_PX)
    drawing = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        drawing.text((_MARGIN_PX, _MARGIN_PX + number * _LINE_PX), line, font=font, fill=_INK)
