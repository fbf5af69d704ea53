"""Text that XML can hold: what people wrote or uploaded may have characters for which XML 1.0 (§2.2) has no form."""

import re

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# XML 1.0 §2.3, NameStartChar without the colon, and NameChar.
_START = (
    "A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
)
_NO_NAME = re.compile(f"[^{_START}0-9.\\-\xb7\u0300-\u036f\u203f\u2040]")
_NO_START = re.compile(f"^(?![{_START}])")


def plain(text: str) -> str:
    """Return ``text`` with a question mark for each character that XML cannot hold."""
    return _NO_XML.sub("?", text)


def xml_name(name: str) -> str:
    """Return ``name`` as the name of an element (XML Namespaces §3): what cannot stand in one is an underscore."""
    return _NO_START.sub("_", _NO_NAME.sub("_", name))
