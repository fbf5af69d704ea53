import re

# What XML 1.0 §2.2 leaves out of its characters; a text file that staff imported may hold it.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Return ``text`` without the characters that no XML document may hold."""
    return _NOT_XML.sub("", text)
