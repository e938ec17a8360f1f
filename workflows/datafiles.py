"""Data files of the law (TOML), read strictly: what is wrong is said with file, line and reason."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
"""Where the shipped files lie."""
Place = tuple[str | int, ...]
"""Where a value stands in a file: the names of the tables, the numbers of the rows."""
TAGS = ("S", "S-partial", "M", "I")
"""How sure a value is: found in a source, partly found, from general knowledge, assumed."""


class DataFileError(ValueError):
    """A data file is refused; the message names file, line and reason."""

    def __init__(self, file: str, line: int, reason: str):
        super().__init__(f"{file}, line {line}: {reason}")
        self.file, self.line, self.reason = file, line, reason


@dataclass(frozen=True)
class DataFile:
    """The text of a file and what it says; numbers with a point are Decimal."""

    name: str
    text: str
    content: Mapping[str, Any]

    def line_of(self, *path: str | int) -> int:
        """The line on which a value begins, counted from 1; the last line if the file does not have it.

        tomllib knows no lines: the value stands in the first so many lines that are TOML of their own and hold it.
        """
        lines = self.text.splitlines()
        fewest, most = 1, len(lines) + 1
        while fewest < most:
            middle = (fewest + most) // 2
            if _holds(_beginning(lines, middle), path):
                most = middle
            else:
                fewest = middle + 1
        return max(self._first_line(lines, fewest) if fewest <= len(lines) else len(lines), 1)

    def _first_line(self, lines: list[str], last: int) -> int:
        """Where the statement begins that ends on the line ``last``."""
        for number in range(last, 0, -1):
            try:
                tomllib.loads("\n".join(lines[: number - 1]))
                tomllib.loads("\n".join(lines[number - 1 : last]))
            except tomllib.TOMLDecodeError:
                continue
            return number
        return last

    def refusal(self, reason: str, *path: str | int) -> DataFileError:
        """The error that says what is wrong with a value, to be raised."""
        return DataFileError(self.name, self.line_of(*path), reason)

    def at(self, *path: str | int) -> Any:
        """What the file says at ``path``; KeyError or IndexError if it says nothing there."""
        found: Any = self.content
        for step in path:
            found = found[step]
        return found

    def rows(self, key: str) -> list[Mapping[str, Any]]:
        """The tables of a list at the top of the file; DataFileError if there is none, or something else."""
        found = self.content.get(key)
        if not isinstance(found, list) or not found or not all(isinstance(row, dict) for row in found):
            raise self.refusal(f"there is no [[{key}]]", key)
        return found

    def table(self, *path: str | int, known: Collection[str]) -> Mapping[str, Any]:
        """The table at ``path``; DataFileError if it is none or has a key that nobody knows."""
        found = self.at(*path)
        if not isinstance(found, dict):
            raise self.refusal(f"„{path[-1]}“ is not a table", *path)
        for key in found:
            if key not in known:
                raise self.refusal(f"„{key}“ is not known here", *path, key)
        return found

    def text_at(self, table: Mapping[str, Any], key: str, *path: str | int) -> str:
        """A text that must be there and not be empty."""
        said = table.get(key)
        if not isinstance(said, str) or not said.strip():
            raise self.refusal(f"„{key}“ is left out", *path)
        return said

    def whole_at(self, table: Mapping[str, Any], key: str, *path: str | int) -> int:
        """A whole number that must be there."""
        said = table.get(key)
        if type(said) is not int:
            raise self.refusal(f"„{key}“ is no whole number", *path, key)
        return said


def read(file: Path) -> DataFile:
    """Read a file; DataFileError for what is no TOML (a key that is written twice, for example)."""
    name, text = f"{file.parent.name}/{file.name}", file.read_text(encoding="utf-8")
    try:
        return DataFile(name, text, tomllib.loads(text, parse_float=Decimal))
    except tomllib.TOMLDecodeError as problem:
        raise DataFileError(name, _line_in(problem, text), str(problem)) from None


def _line_in(problem: tomllib.TOMLDecodeError, text: str) -> int:
    words = str(problem).partition("at line ")[2].split(",")[0]
    return int(words) if words.isdigit() else max(len(text.splitlines()), 1)


def _beginning(lines: list[str], number: int) -> Any:
    """What the first so many lines say; if they end inside a value of several lines, what the lines before it say."""
    while number:
        try:
            return tomllib.loads("\n".join(lines[:number]))
        except tomllib.TOMLDecodeError:
            number -= 1
    return {}


def _holds(known: Any, path: tuple[str | int, ...]) -> bool:
    for step in path:
        if isinstance(step, int):
            if not isinstance(known, list) or step >= len(known):
                return False
        elif not isinstance(known, dict) or step not in known:
            return False
        known = known[step]
    return True
