from __future__ import annotations

from pathlib import Path

import pytest

from storage.errors import WorkspaceError
from storage.workspace import Workspace


def test_a_made_workspace_opens(tmp_path: Path) -> None:
    made = Workspace.create(tmp_path / "a" / "b", settings="# ours\n")
    assert made == Workspace.open(tmp_path / "a" / "b")
    assert all(part.is_dir() for part in (made.evidence, made.sites, made.packs, made.logs, made.tmp, made.locks))


def test_making_it_again_changes_nothing(tmp_path: Path) -> None:
    Workspace.create(tmp_path, settings="# first\n")
    again = Workspace.create(tmp_path, settings="# second\n")
    assert again.settings_file.read_text() == "# first\n"


def test_no_workspace_is_told_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"nowhere: no such folder\. Make a workspace there: fieldsign init"):
        Workspace.open(tmp_path / "nowhere")
    with pytest.raises(WorkspaceError, match=r"not a workspace: it has no fieldsign\.toml.*fieldsign init"):
        Workspace.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "evidence").write_text("mine")
    with pytest.raises(WorkspaceError, match="evidence is a file where a folder is needed"):
        Workspace.create(tmp_path)
    assert (tmp_path / "evidence").read_text() == "mine"
