from typing import Any


class ReaderError(Exception):
    """What a reader understood to be wrong with the file; importers.sandbox hears ``code`` and ``detail``."""

    def __init__(self, code: str, detail: Any = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
