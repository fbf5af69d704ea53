"""What a download asks for: read from an address, or from the row that a job left of it."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from django.conf import settings
from django.http import QueryDict

from api.downloads.about import active_language
from api.downloads.formats import Format, format_of
from api.downloads.models import Export
from api.features.query import SELECTION, feature_query
from layers.layer import FeatureQuery, Layer

# Not within: the file would be kept under the revision of its own layer alone.
TAKES = ("lang", *(name for name in SELECTION if name != "within"))


@dataclass(frozen=True, kw_only=True)
class Asked:
    """``given`` is the filter as text, in one order, without the language."""

    layer: Layer
    format: Format
    query: FeatureQuery
    given: str
    language: str

    def key(self, *, revision: int, changes_at: datetime | None) -> str:
        """Return what names the content: equal where the bytes would say the same."""
        facts = (settings.RELEASE, self.layer.slug, self.format.extension, self.given, self.language, revision, changes_at)
        return blake2b(repr(facts).encode(), digest_size=24).hexdigest()

    @property
    def file_name(self) -> str:
        """A name that a person finds again among their files."""
        view = "-view" if self.given else ""
        return f"{settings.MUNICIPALITY.code}-{self.layer.slug}{view}.{self.format.extension}"


def asked_of(given: QueryDict, layer: Layer, extension: str) -> Asked:
    """Return what the parameters of an address ask for, in the active language.

    Raises:
        UnknownFormat, UnknownParameter, InvalidParameter
    """
    wanted = format_of(extension)
    query = feature_query(given, layer, takes=TAKES)
    filters = QueryDict(mutable=True)
    for name in sorted(given):
        if name != "lang":
            filters.setlist(name, given.getlist(name))
    return Asked(layer=layer, format=wanted, query=query, given=filters.urlencode(), language=active_language())


def asked_by(export: Export, layer: Layer) -> Asked:
    """Return what a job was asked for, as ``layer`` understands it now; call it in the export's language.

    Raises:
        UnknownFormat, UnknownParameter, InvalidParameter
    """
    return asked_of(QueryDict(export.query), layer, export.format)
