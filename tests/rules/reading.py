"""Packs written for a test and read back."""

from __future__ import annotations

from pathlib import Path

from rules import Rule
from rules.pack import read_rules
from rules.terms import shipped_lists

GOOD = """id: test-rule
title: A test
status: trial
level: low
why: Because.
any: [products/rhino-horn]
tests:
  hit: ["rhino horn"]
  miss: ["oak"]
"""


def alone(folder: Path) -> list[Rule]:
    """The rules of a folder, without the shipped ones."""
    return list(read_rules((folder,), shipped_lists()))


def read(folder: Path, text: str) -> Rule:
    """The one rule of a folder, once written there."""
    (folder / "rule.yaml").write_text(text, encoding="utf-8")
    (rule,) = alone(folder)
    return rule
