"""XML that came from outside, as the library's elements: bounded before anything else looks at it."""

from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _
from gisserver.parsers.xml import NSElement, NSTreeBuilder

from api.wfs.refusals import unreadable

# A filter of people is a dozen deep; each level may cost a frame of some stack, and each namespace is copied to every element.
MAX_DEPTH = 40
MAX_ELEMENTS = 5_000
MAX_NAMESPACES = 60


class _TooMuch(ValueError):
    pass


class _Builder(NSTreeBuilder):
    """The library's builder, which gives up at the bounds."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.elements = self.namespaces = 0

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > MAX_ELEMENTS or len(self.ns_stack) > MAX_DEPTH + 2:
            raise _TooMuch
        super().start(tag, attrs)

    def start_ns(self, prefix: str, uri: str) -> None:
        self.namespaces += 1
        if self.namespaces > MAX_NAMESPACES:
            raise _TooMuch
        super().start_ns(prefix, uri)


def read_xml(text: str | bytes, aliases: dict[str, str], *, locator: str = "") -> NSElement:
    """Return the root of ``text``; ``aliases`` are namespaces by prefixes that hold where it declares no others.

    Raises:
        Refused: also for entities, a document type and anything outside (OWASP: XXE, billion laughs).
    """
    builder = _Builder(extra_ns_aliases=aliases)
    parser = DefusedXMLParser(target=builder, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(text.encode() if isinstance(text, str) else text)
        root: NSElement = parser.close()
    except DefusedXmlException as error:
        raise unreadable(locator, _("Η XML δεν επιτρέπεται να έχει DOCTYPE, οντότητες ή αναφορές προς τα έξω.")) from error
    except _TooMuch as error:
        told = _("Η XML είναι πολύ μεγάλη: δεκτά είναι έως %(elements)d στοιχεία, το ένα μέσα στο άλλο έως %(depth)d.")
        raise unreadable(locator, told % {"elements": MAX_ELEMENTS, "depth": MAX_DEPTH}) from error
    except ParseError as error:
        line, column = error.position
        told = _("Η XML δεν διαβάζεται: γραμμή %(line)d, στήλη %(column)d.")
        raise unreadable(locator, told % {"line": line, "column": column + 1}) from error
    except (ValueError, LookupError) as error:
        raise unreadable(locator, _("Η XML δεν διαβάζεται: δηλώστε κωδικοποίηση UTF-8.")) from error
    return root


def local_name(element: NSElement) -> str:
    return str(element.tag).rpartition("}")[2]


def namespace_of(element: NSElement) -> str:
    return str(element.tag).rpartition("}")[0].removeprefix("{")
