"""docs/add-a-site.md is right: its examples are sites, and its table has every attribute."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crawler.declared_values import CHECKS, FIELDS, OUTCOMES
from crawler.loading import load_sites
from crawler.settings import Config

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "add-a-site.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_load(example: str, tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "example.py").write_text(example, encoding="utf-8")
    sites = load_sites(Config(folder=tmp_path))
    assert () == sites.faults
    named = re.findall(r'name = "(\w+)"', example)
    assert set(named) <= set(sites)


def test_the_table_has_every_attribute() -> None:
    assert set(CHECKS) == set(re.findall(r"^\| `(\w+)` \|", DOCUMENT, re.MULTILINE))
    for name in (*FIELDS, *OUTCOMES):
        assert f"`{name}`" in DOCUMENT
