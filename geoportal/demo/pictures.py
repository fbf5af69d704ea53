"""The demo's pictures: our own drawings, each with words for those who do not see it."""

from pathlib import Path
from typing import Any

from django.core.files.images import ImageFile
from wagtail.images.models import Image

from geoportal.demo.files import read


class Pictures:
    """The drawings of ``folder``, taken in once, when a page first asks for them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        words = folder / "images.json"
        self._words: dict[str, dict[str, str]] = read(words) if words.exists() else {}
        self._known = {image.title: image for image in Image.objects.filter(tags__name="demo")}

    def fields(self, name: str | None, *, language: str) -> dict[str, Any]:
        """Return what a page with the picture ``name`` holds, nothing where there is no such file."""
        path = self._folder / (name or "")
        if not name or not path.is_file():
            return {}
        words = self._words.get(name, {})
        alt = words.get(language) or words.get("el", "")
        return {"image": self._image(path, words.get("title", path.stem)), "image_alt": alt, "image_is_decorative": not alt}

    def _image(self, path: Path, title: str) -> Image:
        if title not in self._known:
            with path.open("rb") as file:
                image = Image(title=title, file=ImageFile(file, name=path.name))
                image.save()
            image.tags.add("demo")
            self._known[title] = image
        return self._known[title]
