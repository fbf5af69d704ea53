"""What the portal runs on is what a newcomer gets: its packages are those of requirements.txt, not the tests' own."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from django.conf import settings

OURS = ("geoportal", "layers", "api", "importers")
# The first is the distribution's own (apt.txt), the second only what ./portal check runs needs.
EXCEPTED = {"mapscript": "worker.py", "polib": "check_translations.py"}
PINNED = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==", re.MULTILINE)


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def normalised(name: str) -> str:
    """PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_everything_that_is_imported_is_installed_without_the_tests_packages() -> None:
    installed = {normalised(name) for name in PINNED.findall((settings.BASE_DIR / "requirements.txt").read_text())}
    distributions = packages_distributions()
    files = [path for folder in OURS for path in (settings.BASE_DIR / folder).rglob("*.py")]
    names = {(name, path.name) for path in files for name in imported(path)}
    foreign = {entry for entry in names if entry[0] not in {*OURS, *sys.stdlib_module_names} and entry not in EXCEPTED.items()}

    assert len(foreign) > 20
    missing = {entry for entry in foreign if not {normalised(name) for name in distributions[entry[0]]} & installed}
    assert missing == set()
