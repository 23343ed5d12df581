"""The documents say what the program does: every name in them exists, and every name of the program is in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fieldsign import options
from fieldsign.cli import main
from fieldsign.init import SETTINGS
from storage.records import Degraded, PageReason, SweepOutcome

ROOT = Path(__file__).parents[2]
REASONS = (ROOT / "docs" / "exit-codes-and-reasons.md").read_text(encoding="utf-8")


def section(title: str) -> list[str]:
    """The first cells of the table under a heading, without code marks."""
    body = REASONS.split(f"## {title}\n")[1].split("\n## ")[0]
    return [row.strip("`") for row in re.findall(r"(?m)^\| ([^|]+?) \|", body)][1:]


@pytest.mark.parametrize(
    ("title", "names"),
    [
        (
            "Exit codes",
            [str(code) for code in sorted({options.DONE, options.FAILED, options.USAGE, options.OUTSIDE_EXPECTED})],
        ),
        ("Outcomes of a sweep", [str(name) for name in SweepOutcome]),
        ("Reasons why a page was not read", [str(name) for name in PageReason]),
        ("Why a capture is less than whole", [str(name) for name in Degraded]),
    ],
)
def test_every_stop_has_its_row(title: str, names: list[str]) -> None:
    """Each name of the program has one row, and there is no row for a name that is not."""
    assert sorted(names) == sorted(name for name in section(title) if not name.startswith("---"))


@pytest.mark.parametrize(
    "document", ["README.md", "CONTRIBUTING.md", "docs/first-sweep.md", "docs/operate.md", "docs/add-a-rule.md"]
)
def test_every_command_in_a_document_exists(document: str) -> None:
    """Each `fieldsign NAME` and each `make TARGET` in a console block or in code marks."""
    text = (ROOT / document).read_text(encoding="utf-8")
    named = re.findall(r"(?:\$ |`)fieldsign ([a-z]+)", text)
    targets = re.findall(r"(?:\$ |`)make ([a-z]+)", text)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert set() == set(named) - set(main.commands)
    assert set() == {target for target in targets if not re.search(rf"(?m)^{target}:", makefile)}


@pytest.mark.parametrize(
    "document",
    [*(path.name for path in ROOT.glob("*.md")), "docs/first-sweep.md", "docs/operate.md", "docs/add-a-rule.md"],
)
def test_links_lead_somewhere(document: str) -> None:
    """Each relative link of a document is a file of the project."""
    path = ROOT / document
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", path.read_text(encoding="utf-8"))
    assert [] == [link for link in links if not (path.parent / link).exists()]


def test_the_settings_that_init_writes_name_a_document_that_exists() -> None:
    """The comments send the reader to pages of the project."""
    named = set(re.findall(r"docs/[\w-]+\.md", SETTINGS))
    assert {"docs/operate.md", "docs/plan-a-sweep.md"} == named
    assert all((ROOT / name).is_file() for name in named)


def test_every_alert_is_named_with_what_to_do() -> None:
    """The kinds that a sweep can give are those of the table and of the data dictionary."""
    given = set(re.findall(r'kind="(\w+)"', (ROOT / "crawler" / "health.py").read_text(encoding="utf-8")))
    section = REASONS.partition("## Alerts")[2].partition("\n## ")[0]
    assert given == set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))
    dictionary = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8").partition("\n## alerts")[2]
    assert all(f"`{kind}`" in dictionary for kind in given)
