"""The register of source tables: what each file is, whence, of which edition, and under which licence."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from rules.faults import Fault
from rules.licences import ALLOWED

FILE = "sources.toml"
KEYS = ("title", "source", "edition", "licence", "ship")


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """What the register says of a file or of a pattern of files."""

    files: str
    title: str
    source: str
    edition: str
    licence: str
    ship: str


class Register:
    """The register of a folder of tables; collects its faults."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path, self.faults = folder, folder / FILE, list[Fault]()
        self._text = self.path.read_text(encoding="utf-8")
        self.sources = tuple(self._sources())
        for path in self.tables():
            self.of(path)

    def tables(self) -> list[Path]:
        """Return every table of the folder, in the order of their names."""
        return sorted(self.folder.rglob("*.csv"), key=self.name)

    def name(self, path: Path) -> str:
        """Return a table's name inside the folder, with slashes on every system."""
        return path.relative_to(self.folder).as_posix()

    def of(self, path: Path) -> Source | None:
        """Return what is said of a table, or None with a fault."""
        name = self.name(path)
        for source in self.sources:
            if fnmatchcase(name, source.files):
                return source
        remedy = f"add [{name!r}] with {', '.join(KEYS)} to {FILE}"
        self._fault(path, 1, f"the table is not in {FILE}", remedy)
        return None

    def _sources(self) -> list[Source]:
        try:
            said: Mapping[str, Mapping[str, str]] = tomllib.loads(self._text)
        except tomllib.TOMLDecodeError as error:
            self._fault(self.path, 1, f"this is not TOML: {error}", "look at brackets and quotes")
            return []
        return [Source(files=files, **{key: self._value(files, of, key) for key in KEYS}) for files, of in said.items()]

    def _value(self, files: str, of: Mapping[str, str], key: str) -> str:
        value, line = of.get(key, ""), self._line(files)
        if not value:
            self._fault(self.path, line, f"{files!r} has no {key!r}", f"add `{key} = ...`")
        elif key == "licence" and value not in ALLOWED:
            remedy = "leave the table out, or add the licence to rules/licences.py once it is known to allow shipping"
            self._fault(
                self.path, line, f"the licence {value!r} is not on the list of those that may be shipped", remedy
            )
        return value

    def _line(self, files: str) -> int:
        return self._text[: self._text.find(f'["{files}"]')].count("\n") + 1

    def _fault(self, path: Path, line: int, message: str, remedy: str) -> None:
        fault = Fault(path=path, line=line, message=message, remedy=remedy)
        if fault not in self.faults:
            self.faults.append(fault)
