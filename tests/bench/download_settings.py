"""The portal's settings, with files of any size made while one waits: what a worker does is measured in a server process."""

from pathlib import Path
from tempfile import gettempdir

from geoportal.settings.test import *  # noqa: F403

DOWNLOAD_DIRECT_MAX = 10_000_000
VAR_DIR = Path(gettempdir()) / "geoportal-bench"
