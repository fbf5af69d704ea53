"""Each kind of complaint has a drawing of its own, of lines alone, which pages and pins may put anywhere."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings

from layers.requests.service_file import read_services

FOLDER = settings.BASE_DIR / "static" / "img" / "services"
CODES = sorted(service.code for service in read_services(settings.BASE_DIR / "data" / "services.toml").services)
SVG = "{http://www.w3.org/2000/svg}"
STYLE = {"viewBox": "0 0 24 24", "fill": "none", "stroke": "currentColor", "stroke-width": "2", "stroke-linecap": "round"}


def drawing(code: str) -> ET.Element:
    return ET.fromstring((FOLDER / f"{code}.svg").read_text("utf-8"))  # noqa: S314  # our own file


def test_every_kind_has_its_drawing_and_no_drawing_is_left_over() -> None:
    assert sorted(path.stem for path in FOLDER.iterdir()) == CODES
    assert len({Path(FOLDER / f"{code}.svg").read_bytes() for code in CODES}) == len(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_drawing_is_of_lines_in_the_one_style(code: str) -> None:
    root = drawing(code)

    assert root.tag == f"{SVG}svg"
    assert STYLE.items() <= root.attrib.items()
    assert {part.tag.removeprefix(SVG) for part in root.iter()} <= {"svg", "path", "circle", "ellipse", "rect"}
    assert not "".join(root.itertext()).strip()


@pytest.mark.parametrize("code", CODES)
def test_a_drawing_asks_for_nothing_and_does_nothing(code: str) -> None:
    allowed = {"d", "cx", "cy", "r", "rx", "ry", "x", "y", "width", "height", "stroke-width"}
    text = (FOLDER / f"{code}.svg").read_text("utf-8")

    assert {name for part in drawing(code).iter() for name in part.attrib} <= allowed | set(STYLE) | {"stroke-linejoin"}
    assert not re.search(r"script|href|url\(|style|<!|<\?|on[a-z]+=|data:", text)
    assert text.count("http") == text.count('xmlns="http://www.w3.org/2000/svg"') == 1
    assert len(text) < 700
