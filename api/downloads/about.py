"""What a file tells of itself: title, source, licence and the state of the data, in the language asked for."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from layers.layer import Layer


@dataclass(frozen=True, kw_only=True)
class About:
    """The metadata of one download, as plain text."""

    slug: str
    title: str
    description: str
    licence: str
    licence_url: str
    licence_code: str
    attribution: str
    publisher: str
    language: str
    revision: int

    def as_items(self) -> dict[str, str]:
        """Return the same as names and texts, for formats that keep such pairs."""
        return {
            "title": self.title,
            "description": self.description,
            "licence": self.licence,
            "licence_url": self.licence_url,
            "attribution": self.attribution,
            "publisher": self.publisher,
            "language": self.language,
            "revision": str(self.revision),
        }


def about(layer: Layer, *, revision: int) -> About:
    """Return what a file of ``layer`` at ``revision`` tells of itself, in the active language."""
    language = active_language()
    publisher = settings.MUNICIPALITY.name[language]
    return About(
        slug=layer.slug,
        title=str(layer.title),
        description=str(layer.description),
        licence=str(layer.licence.title),
        licence_url=layer.licence.url,
        licence_code=layer.licence.code,
        attribution=str(layer.attribution or publisher),
        publisher=publisher,
        language=language,
        revision=revision,
    )


def active_language() -> str:
    return (translation.get_language() or settings.LANGUAGE_CODE)[:2]
