"""The embedded tile cache: a folder of files."""

import pickle
import random
import time
from typing import Any

from django.core.cache.backends.filebased import FileBasedCache

_MISSING = object()


class TileFiles(FileBasedCache):
    """Django's file cache for values that are compressed already, and many.

    Django compresses each value again (8 ms for a large tile) and lists the whole folder whenever it adds one (15 ms among 20,000); here
    they stay as they are, and one addition in a hundred looks for what is too much.
    """

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        try:
            with open(self._key_to_file(key, version), "rb") as file:  # type: ignore[attr-defined]  # noqa: PTH123
                content = file.read()
        except FileNotFoundError:
            return default
        expires_at, value = pickle.loads(content)  # noqa: S301  # our own files
        if expires_at is not None and expires_at < time.time():
            return default
        return value

    def _write_content(self, file: Any, timeout: Any, value: Any) -> None:
        file.write(pickle.dumps((self.get_backend_timeout(timeout), value), protocol=pickle.HIGHEST_PROTOCOL))

    def _is_expired(self, f: Any) -> bool:
        expires_at, _ = pickle.load(f)  # noqa: S301
        if expires_at is not None and expires_at < time.time():
            f.close()
            self._delete(f.name)  # type: ignore[attr-defined]
            return True
        return False

    def _cull(self) -> None:
        if random.random() < 0.01:  # noqa: S311  # no secret
            super()._cull()  # type: ignore[misc]
