"""The forms that a picture comes in."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from api.wms.errors import ServiceException


@dataclass(frozen=True, kw_only=True)
class PictureFormat:
    """``driver`` and ``options`` are MapServer's; ``pillow`` is what Pillow calls it. Names in further cases mean the same."""

    media_type: str
    driver: str
    pillow: str
    options: dict[str, str] = field(default_factory=dict)
    can_be_transparent: bool = True
    also: tuple[str, ...] = ()


# A level of compression of 1 takes a fifth of the time of zlib's own 6; pictures of maps grow by a tenth.
_FAST = {"COMPRESSION": "1"}
PNG = PictureFormat(
    media_type="image/png", driver="AGG/PNG", pillow="PNG", options=_FAST, also=("image/png; mode=24bit", "image/png;mode=32bit")
)
PNG8 = PictureFormat(
    media_type="image/png; mode=8bit",
    driver="AGG/PNG",
    pillow="PNG",
    options={**_FAST, "QUANTIZE_FORCE": "ON", "QUANTIZE_COLORS": "256"},
    also=("image/png8",),
)
JPEG = PictureFormat(
    media_type="image/jpeg", driver="AGG/JPEG", pillow="JPEG", options={"QUALITY": "88"}, can_be_transparent=False, also=("image/jpg",)
)
FORMATS = (PNG, PNG8, JPEG)
_BY_NAME = {name.replace(" ", ""): entry for entry in FORMATS for name in (entry.media_type, *entry.also)}


def format_of(name: str) -> PictureFormat:
    """Return the format called ``name``.

    Raises:
        ServiceException: InvalidFormat
    """
    found = _BY_NAME.get(name.lower().replace(" ", ""))
    if found is None:
        text = _("FORMAT=%(value)s: οι χάρτες δίνονται ως %(known)s.") % {
            "value": name[:60],
            "known": ", ".join(entry.media_type for entry in FORMATS),
        }
        raise ServiceException("InvalidFormat", text, locator="FORMAT")
    return found
