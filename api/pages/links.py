"""The links of a document as a page shows them: what opens as a page says so, under words that help."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

_DEFINED = "http://www.opengis.net/def/rel/ogc/1.0/"
# What these lead to comes as a page too, and a browser gets that.
_PAGES = frozenset({"items", "data", "conformance", f"{_DEFINED}queryables", f"{_DEFINED}sortables"})


def page_links(links: Iterable[Mapping[str, str]]) -> Iterator[dict[str, str]]:
    """Yield the ``links`` of a document but for those to itself, as {href, rel, title, note}."""
    for entry in links:
        if entry["rel"] == "self" or (entry["rel"] == "alternate" and entry["type"] == "text/html"):
            continue
        href, title = entry["href"], entry.get("title") or entry["href"]
        if entry["rel"] == "items":
            title = _("Τα στοιχεία της συλλογής")
        if entry["rel"] == "license":
            title = _("Άδεια: %(title)s") % {"title": title}
        if entry["rel"] == "service-desc":
            href += f"{'&' if '?' in href else '?'}f=json"
        yield {"href": href, "rel": entry["rel"], "title": title, "note": "" if entry["rel"] in _PAGES else entry.get("type", "")}
