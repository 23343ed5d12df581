"""Finding the site classes: those that come with the project, and those in a workspace's `sites` folder."""

from __future__ import annotations

import ast
import difflib
import hashlib
import importlib
import importlib.util
import pkgutil
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from crawler.declaration import DeclarationError
from crawler.settings import Config
from crawler.site import Site


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteFault:
    """A site file that cannot be used: which one, the line if known, and what to do."""

    path: Path
    line: int | None
    message: str

    def __str__(self) -> str:
        return f"{self.path}{f':{self.line}' if self.line else ''}: {self.message}"


class SiteFileError(Exception):
    """Site files that cannot be used, or a site that does not exist; str() prints one fault per line."""

    def __init__(self, message: str, faults: tuple[SiteFault, ...] = ()) -> None:
        super().__init__(message)
        self.faults = faults


class Sites(dict[str, type[Site]]):
    """The sites by name. `faults` are the files that could not be used; they do not hide the others.

    Asking for a name that is not there raises SiteFileError, with the fault of its file if that is why.
    """

    def __init__(self) -> None:
        super().__init__()
        self.faults: tuple[SiteFault, ...] = ()
        self.files: dict[str, Path] = {}
        self._twice: set[str] = set()

    def __missing__(self, name: str) -> type[Site]:
        about = tuple(fault for fault in self.faults if fault.path.stem == name or f"`{name}`" in fault.message)
        if about:
            raise SiteFileError("\n".join(map(str, about)), about)
        near = difflib.get_close_matches(name, self, n=1)
        remedy = f"did you mean {near[0]}?" if near else "`fieldsign sites list` names them all"
        faults = "".join(f"\n{fault}" for fault in self.faults)
        raise SiteFileError(f"there is no site {name!r}: {remedy}{faults}", self.faults)

    def add(self, path: Path, site: type[Site]) -> None:
        """Add a site; a name that is used twice is a fault, and then nobody has it."""
        if site.name in self or site.name in self._twice:
            other = self.files[site.name]
            message = f"the name `{site.name}` is also used in {other}: give one of the two another name"
            self.faults += (SiteFault(path=path, line=_line_of(path, site.__name__, "name"), message=message),)
            self._twice.add(site.name)
            self.pop(site.name, None)
            return
        self[site.name] = site
        self.files[site.name] = path


def load_sites(config: Config, package: str = "spiders") -> Sites:
    """Return all sites, at the home that the workspace gives them.

    `package` names the package with the sites of the project; the workspace's own are the files in its `sites` folder.
    """
    sites = Sites()
    for path, load in (*_in_package(package), *_in_folder(config.folder / "sites")):
        try:
            for site in _declared(load()):
                sites.add(path, site)
        except DeclarationError as error:
            sites.faults += tuple(
                SiteFault(path=path, line=_line_of(path, fault.owner, fault.attribute), message=str(fault))
                for fault in error.faults
            )
        except Exception as error:  # noqa: BLE001 - a site file is a user's program and may raise anything
            sites.faults += (_fault(path, error),)
    for name, told in config.sites.items():
        if told.home and name in sites:
            sites[name] = sites[name].at(told.home)
    return sites


class _Loader:
    """One site file that is to be imported by name, or by its path under a name that shadows nothing."""

    def __init__(self, name: str, path: Path | None = None) -> None:
        self._name, self._path = name, path

    def __call__(self) -> ModuleType:
        if self._path is None:
            return importlib.import_module(self._name)
        spec = importlib.util.spec_from_file_location(self._name, self._path)
        if spec is None or spec.loader is None:
            raise ImportError(f"{self._path} cannot be imported")
        module = importlib.util.module_from_spec(spec)
        sys.modules[self._name] = module
        try:
            spec.loader.exec_module(module)
        except BaseException:
            del sys.modules[self._name]
            raise
        return module


def _in_package(package: str) -> Iterator[tuple[Path, _Loader]]:
    parent = importlib.import_module(package)
    for found in pkgutil.iter_modules(parent.__path__):
        if not found.ispkg:
            yield Path(parent.__path__[0]) / f"{found.name}.py", _Loader(f"{package}.{found.name}")


def _in_folder(folder: Path) -> Iterator[tuple[Path, _Loader]]:
    for path in sorted(folder.glob("*.py")):
        if not path.name.startswith("_"):
            folder_id = hashlib.sha256(str(path.parent.resolve()).encode()).hexdigest()[:12]
            yield path, _Loader(f"workspace_sites_{folder_id}_{path.stem}", path)


def _declared(module: ModuleType) -> Iterator[type[Site]]:
    """Yield the site classes that a module defines or makes; what it imported is not its own."""
    for value in list(vars(module).values()):
        own = isinstance(value, type) and issubclass(value, Site) and value.__module__ == module.__name__
        if own and getattr(value, "name", None):
            yield value


def _fault(path: Path, error: Exception) -> SiteFault:
    if isinstance(error, SyntaxError):
        return SiteFault(path=Path(error.filename or path), line=error.lineno, message=f"not Python: {error.msg}")
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename) == path]
    message = f"{type(error).__name__}: {error}: correct the file, or move it out of the folder"
    return SiteFault(path=path, line=lines[-1] if lines else None, message=message)


def _line_of(path: Path, owner: str, attribute: str | None) -> int | None:
    """Return the line where a class says an attribute, or where the class begins; None when it is not in the file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name == owner:
            return next((said.lineno for said in node.body if attribute in _names(said)), node.lineno)
    return None


def _names(said: ast.stmt) -> list[str]:
    if isinstance(said, ast.Assign):
        return [target.id for target in said.targets if isinstance(target, ast.Name)]
    if isinstance(said, ast.AnnAssign) and isinstance(said.target, ast.Name):
        return [said.target.id]
    return [said.name] if isinstance(said, ast.FunctionDef | ast.AsyncFunctionDef) else []
