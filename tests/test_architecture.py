"""The one rule: imports point one way. And the names of the packages mean this checkout."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "rules": set(),
    "storage": {"rules"},
    "crawler": {"storage", "rules"},
    "spiders": {"crawler", "storage", "rules"},
    "measure": {"storage", "rules"},
    "review": {"measure", "storage", "rules"},
    "fieldsign": {"spiders", "crawler", "review", "measure", "storage", "rules"},
}
VAGUE = {"utils", "helpers", "base", "common", "core", "misc", "lib"}


def imported(source: str, package: str) -> Iterator[tuple[int, str]]:
    """Line and top package of every import in a module of `package`, at whatever depth it stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, package if node.level else (node.module or "").partition(".")[0]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("__import__", "importlib.import_module"):
            named = node.args[0] if node.args else None
            if isinstance(named, ast.Constant) and isinstance(named.value, str):
                yield node.lineno, named.value.partition(".")[0]


def wrong_ways(source: str, package: str) -> list[str]:
    """Every import of one of our packages that the one rule forbids, tests included."""
    ours = set(MAY_IMPORT) | {"tests", "bench"}
    allowed = MAY_IMPORT[package] | {package}
    return [
        f"line {line}: {package} imports {name}" for line, name in imported(source, package) if name in ours - allowed
    ]


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_point_one_way(package: str) -> None:
    """No module imports from a package that stands above or beside its own."""
    wrong = {
        str(path.relative_to(ROOT)): faults
        for path in sorted((ROOT / package).rglob("*.py"))
        if (faults := wrong_ways(path.read_text(encoding="utf-8"), package))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("rules", "import storage"),
        ("storage", "from crawler.site import Site"),
        ("storage", "def later():\n    import crawler.run"),
        ("crawler", "from spiders import families"),
        ("crawler", "import json, fieldsign.cli"),
        ("measure", "from review.app import app"),
        ("review", "from crawler import browser"),
        ("spiders", "importlib.import_module('fieldsign.cli')"),
        ("storage", "from tests.server import serving"),
    ],
)
def test_an_import_the_wrong_way_is_caught(package: str, source: str) -> None:
    """The guard can fail: each sample breaks the rule once."""
    assert len(wrong_ways(source, package)) == 1


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("storage", "from rules import Match"),
        ("crawler", "from . import site"),
        ("fieldsign", "import review.app, json"),
    ],
)
def test_an_import_the_right_way_passes(package: str, source: str) -> None:
    assert wrong_ways(source, package) == []


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_package_names_mean_this_checkout(package: str) -> None:
    """The names are generic: what is imported is the folder beside this test and nothing installed elsewhere."""
    found = importlib.import_module(package).__file__
    assert found is not None
    assert ROOT / package / "__init__.py" == Path(found).resolve()


def test_no_module_has_a_name_that_says_nothing() -> None:
    """utils, helpers, base, common and core are where ideas go to hide."""
    parts = (*MAY_IMPORT, "tests", "bench")
    files = [path for part in parts for path in (ROOT / part).rglob("*.py") if "thirdparty" not in path.parts]
    vague = [path for path in files if {path.stem, path.parent.name} & VAGUE]
    assert vague == []
    assert len(files) > 20
