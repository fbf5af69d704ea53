"""What must exist before the portal may start."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register
def check_secret_key(**_: Any) -> list[CheckMessage]:
    if settings.SECRET_KEY:
        return []
    return [
        Error(
            "There is no secret key.",
            hint="Set GEOPORTAL_SECRET_KEY to 50 random characters, or start through ./portal, which makes one.",
            id="site.E001",
        )
    ]


@register
def check_what_maps_are_drawn_with(**_: Any) -> list[CheckMessage]:
    return [
        Error(f"{name}={path}: there is no such file.", hint=hint, id=f"site.E{number:03d}")
        for number, name, path, hint in (
            (
                2,
                "GEOPORTAL_MAP_FONT",
                settings.MAP_FONT,
                "Install fonts-roboto-unhinted, or name a TrueType font with Greek letters.",
            ),
            (3, "GEOPORTAL_MAP_RENDERER_PYTHON", settings.MAP_RENDERER_PYTHON, "Name the Python that has python3-mapscript."),
        )
        if not Path(path).is_file()
    ]
