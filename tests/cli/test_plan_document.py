"""docs/plan-a-sweep.md is right: its plan is shown as it stands there, and its columns exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from fieldsign.cli import main
from storage.store import Store
from storage.workspace import Workspace

DOCS = Path(__file__).resolve().parents[2] / "docs"
DOCUMENT = (DOCS / "plan-a-sweep.md").read_text(encoding="utf-8")
SITE = re.findall(r"```python\n(.*?)```", (DOCS / "add-a-site.md").read_text(encoding="utf-8"), re.DOTALL)[0]


def block(kind: str) -> str:
    found = re.search(rf"```{kind}\n(.*?)```", DOCUMENT, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.usefixtures("few_rules")
def test_the_plan_is_shown_as_the_document_says(workspace: Workspace) -> None:
    """The worked example: the plan of the page, on the site of docs/add-a-site.md, line by line."""
    workspace.settings_file.write_text(block("toml"), encoding="utf-8")
    (workspace.sites / "example_classifieds.py").write_text(SITE, encoding="utf-8")
    result = CliRunner().invoke(main, ["plans", "show", "ivory_weekly", "--workspace", str(workspace.folder)])
    assert 0 == result.exit_code, result.output
    assert block("text").strip() == result.output.strip()


def test_the_queries_of_the_document_can_be_asked(workspace: Workspace) -> None:
    """Every column that is shown is one of its view."""
    queries = re.findall(r'"(select .*?)" --table', DOCUMENT, re.DOTALL)
    assert 2 == len(queries)
    with Store.open(workspace) as store:
        for query in queries:
            assert [] == store.db.execute(query).fetchall()


def test_the_document_names_every_way_in_which_coverage_changes() -> None:
    """As the database writes them."""
    query = (DOCS.parent / "storage" / "effort.py").read_text(encoding="utf-8")
    written = set(re.findall(r"THEN '\s?(first|[a-z]+ |incomplete)\s?'", query)) | {"incomplete"}
    assert {"first", "frame", "rules", "site", "incomplete"} == {one.strip() for one in written}
    assert all(f"`{one}`" in DOCUMENT or f" {one}\n" in DOCUMENT for one in ("frame", "rules", "site", "incomplete"))
