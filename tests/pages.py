"""What the tests of pages ask of them all."""

import re

ITEMS = "/api/collections/places/items"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
HOSTILE = "</script><script>alert('κακό')</script><img src=x onerror=alert(1)>\"'&"


def greek_in(body: str) -> list[str]:
    """Return the Greek words of a page, but for the switch of languages and what scripts read."""
    visible = re.sub(r"<(script|style).*?</\1>|<a[^>]*data-language-switch[^>]*>[^<]*</a>", "", body, flags=re.DOTALL)
    return re.findall(r"[Α-Ωα-ωά-ώ]{3,}", visible)
