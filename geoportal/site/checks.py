"""What must exist before the portal may start."""

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
