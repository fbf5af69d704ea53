"""./portal bench lighthouse: what Lighthouse says of five kinds of pages, in both languages, as a telephone and as a desk sees them.

The demo's site is served as in production: compressed and hashed static files, no third party's tiles. Each page is opened three times and
told by its median performance; the other three figures do not vary.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from geoportal.demo.content import load_demo
from tests.bench.processes import gunicorn

PORT = 9474
PAGES = {
    "home": "/",
    "article": "/city/old-harbour/",
    "list": "/events/",
    "map": "/map/",
    # The sign-in page keeps search engines away: its figure would be of that.
    "form": "/map/here/",
}
GOALS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
LANGUAGES = {"el": "", "en": "/en"}
FORMS = {"mobile": (), "desktop": ("--preset=desktop",)}
_CHROME_FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-component-update --disable-sync"
)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="./portal bench lighthouse", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--page", choices=PAGES, action="append", help="only this one")
    parser.add_argument("--form", choices=FORMS, action="append", help="only this one")
    parser.add_argument("--language", choices=LANGUAGES, action="append", help="only this one")
    options = parser.parse_args()
    database = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        load_demo()
        with gunicorn("geoportal.settings.test", port=PORT, probe="/readyz"):
            for form in options.form or FORMS:
                for page, language in product(options.page or PAGES, options.language or LANGUAGES):
                    path = LANGUAGES[language] + PAGES[page]
                    tell(f"{page}, {language}", form, [report(path, form) for _ in range(options.runs)])
    finally:
        connection.creation.destroy_test_db(database, verbosity=0)


def report(path: str, form: str) -> dict[str, Any]:
    """Return Lighthouse's report on one opening of a page."""
    program = settings.BASE_DIR / "node_modules" / ".bin" / "lighthouse"
    chrome = os.environ.get("CHROME_PATH") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert chrome, "no Chromium: install chromium-headless-shell, or let CHROME_PATH name one"
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "report.json"
        command = [str(program), f"http://127.0.0.1:{PORT}{path}", "--quiet", "--output=json", f"--output-path={target}"]
        subprocess.run(
            [*command, f"--chrome-flags={_CHROME_FLAGS}", *FORMS[form]],
            check=True, capture_output=True, timeout=180, env={**os.environ, "CHROME_PATH": chrome},
        )  # fmt: skip
        document: dict[str, Any] = json.loads(target.read_text())
    return document


def tell(page: str, form: str, reports: list[dict[str, Any]]) -> None:
    scores = {name: round(100 * statistics.median(entry["categories"][name]["score"] for entry in reports)) for name in GOALS}
    is_met = all(scores[name] >= goal for name, goal in GOALS.items())
    figures = "  ".join(f"{name} {score:3d}" for name, score in scores.items())
    audits = [entry["audits"] for entry in reports]
    times = "  ".join(
        f"{name} {_median(audits, audit):.0f} ms"
        for name, audit in (("FCP", "first-contentful-paint"), ("LCP", "largest-contentful-paint"), ("TBT", "total-blocking-time"))
    )
    shift, kilobytes = _median(audits, "cumulative-layout-shift"), _median(audits, "total-byte-weight") / 1024
    print(f"  {'met   ' if is_met else 'MISSED'}  {page:16} {form:8} {figures}   {times}  CLS {shift:.3f}  {kilobytes:.0f} KB", flush=True)
    for line in () if is_met else complaints(reports[-1]):
        print(f"            {line}", flush=True)


def _median(audits: list[dict[str, Any]], name: str) -> float:
    return statistics.median(entry[name]["numericValue"] for entry in audits)


def complaints(report: dict[str, Any]) -> Iterator[str]:
    """Yield what took something from a figure."""
    for name, category in report["categories"].items():
        for reference in category["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                yield f"{name}: {audit['id']} {audit.get('displayValue', '')}"
