"""The demonstration, from an empty folder to findings with their screenshots."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from fieldsign.demo import practice_sites, practice_workspace
from tests.served.adverts import BAZAAR, MARKET, THREADS

ROOT = Path(__file__).parents[2]


def demo(folder: Path) -> tuple[int, dict[str, list[dict[str, object]]]]:
    command = [sys.executable, "-m", "fieldsign", "demo", "--json", "--port", "0", "--workspace", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def test_a_taken_port_is_made_up_for_by_another() -> None:
    """The sites are served all the same."""
    with socket.create_server(("127.0.0.1", 0)) as taken, practice_sites(taken.getsockname()[1]) as url:
        assert f":{taken.getsockname()[1]}/" not in url


def test_the_practice_workspace_follows_the_port(tmp_path: Path) -> None:
    """Site files and allowed hosts name the port in use; other lines of the settings stay."""
    practice_workspace(tmp_path, "http://127.0.0.1:4001/")
    settings = tmp_path / "fieldsign.toml"
    settings.write_text(settings.read_text() + "page_budget = 77\n")
    workspace, names = practice_workspace(tmp_path, "http://127.0.0.1:4002/")
    assert ["practice_bazaar", "practice_forum", "practice_market"] == names
    written = settings.read_text() + "".join(file.read_text() for file in workspace.sites.glob("*.py"))
    assert ("127.0.0.1:4002" in written, "127.0.0.1:4001" in written) == (True, False)
    assert "page_budget = 77" in written


@pytest.mark.browser
def test_from_nothing_to_suspect_listings_with_their_proof(tmp_path: Path) -> None:
    """Every suspect practice advert is a finding with a screenshot, no innocent one is, and a second run adds none."""
    folder = tmp_path / "practice"
    code, told = demo(folder)
    assert 0 == code, told["sweeps"]
    titles = {finding["title"] for finding in told["findings"]}
    assert {a.title for a in (*MARKET, *BAZAAR) if a.suspect} <= titles
    assert set() == {a.title for a in (*MARKET, *BAZAAR) if not a.suspect} & titles
    assert {t.title for t in THREADS if any(post.suspect for post in t.posts)} <= titles
    assert all(Path(str(finding["screenshot"])).stat().st_size > 5000 for finding in told["findings"])
    _, again = demo(folder)
    assert [f["finding_id"] for f in told["findings"]] == [f["finding_id"] for f in again["findings"]]
    assert {0} == {sweep["findings"] for sweep in again["sweeps"]}
