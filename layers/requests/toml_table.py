"""One table of a TOML file, read field by field; what is wrong is noted with its place, its value and the remedy, and reading goes on."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from layers.municipality import Bilingual

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class TomlTable:
    """``place`` is how sentences name the table; ``problems`` is where they go. A field that is wrong comes out as an empty value."""

    def __init__(self, content: Mapping[str, Any], *, place: str, problems: list[str]) -> None:
        self._content = content
        self._read: set[str] = set()
        self.place = place
        self.problems = problems

    def has(self, name: str) -> bool:
        return name in self._content

    def shown(self, name: str) -> str:
        """Return the field as a sentence shows it, whatever it is."""
        return repr(self._content[name]) if name in self._content else "without a name"

    def wrong(self, name: str, remedy: str) -> None:
        what = f"is {self._content[name]!r}" if name in self._content else "is missing"
        self.problems.append(f"{self.place}: {name} {what}; {remedy}.")

    def close(self) -> None:
        """Note the fields that nobody asked for: one that is misspelt would be left out in silence."""
        for name in self._content:
            if name not in self._read:
                self.wrong(name, f"there is no such field: leave it out or write one of {', '.join(sorted(self._read))}")

    def text(self, name: str, *, most: int = 500) -> str:
        text = self._take(name)
        if not isinstance(text, str) or not text.strip() or len(text) > most:
            self.wrong(name, f"write a text of at most {most} characters")
            return ""
        return text.strip()

    def both(self, name: str, *, most: int = 500) -> Bilingual:
        return Bilingual(el=self.text(f"{name}_el", most=most), en=self.text(f"{name}_en", most=most))

    def code(self, name: str) -> str:
        code = self._take(name)
        if not isinstance(code, str) or not _CODE.fullmatch(code) or len(code) > 50:
            self.wrong(name, "write small Latin letters and digits with hyphens between words, 50 at most")
            return ""
        return code

    def one_of(self, name: str, choices: Collection[str]) -> str:
        chosen = self._take(name)
        if not isinstance(chosen, str) or chosen not in choices:
            self.wrong(name, f"write one of: {', '.join(choices)}")
            return ""
        return chosen

    def number(self, name: str, *, least: int, most: int) -> int:
        number = self._take(name)
        # TOML's true is Python's 1.
        if not isinstance(number, int) or isinstance(number, bool) or not least <= number <= most:
            self.wrong(name, f"write a whole number from {least} to {most}" if least < most else f"write {least}")
            return least
        return number

    def flag(self, name: str) -> bool:
        flag = self._take(name)
        if not isinstance(flag, bool):
            self.wrong(name, "write true or false")
            return False
        return flag

    def words(self, name: str) -> tuple[str, ...]:
        words = self._take(name)
        if not isinstance(words, list) or not words or not all(isinstance(word, str) and word.strip() for word in words):
            self.wrong(name, 'write a list of words like ["λακκούβα", "τρύπα"]')
            return ()
        if len({word.casefold() for word in words}) < len(words):
            self.wrong(name, "write each word once")
        return tuple(words)

    def table(self, name: str) -> "TomlTable | None":
        """Return the table ``name``, None where there is none."""
        table = self._take(name)
        if table is not None and not isinstance(table, dict):
            self.wrong(name, "write a table")
            return None
        return None if table is None else TomlTable(table, place=f"{self.place}, {name}", problems=self.problems)

    def tables(self, name: str) -> list["TomlTable"]:
        """Return the tables of the list ``name``, none where there is no such list."""
        tables = self._take(name)
        if tables is None:
            return []
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self.wrong(name, f"write tables, each under [[{name}]]")
            return []
        return [TomlTable(table, place=f"{self.place}, {name}", problems=self.problems) for table in tables]

    def _take(self, name: str) -> Any:  # anything that TOML knows
        self._read.add(name)
        return self._content.get(name)
