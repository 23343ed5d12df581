"""E02: kill -9 at random moments, and start again."""

from __future__ import annotations

import os
import random
import signal
import threading
from contextlib import closing
from pathlib import Path

import pytest

from storage import evidence
from storage.database import connect
from storage.store import Store
from storage.workspace import Workspace
from tests.storage.samples import SITE
from tests.storage.writers import started

COUNT = 120


def written_until_killed(folder: Path, delay: float) -> tuple[set[int], bool]:
    """Let a writer go on with the sweep and kill it `delay` seconds after its first finding; what it said it kept."""
    process = started("write", folder, 1, COUNT)
    assert process.stdout is not None
    process.stdout.readline()
    said = {int(process.stdout.readline() or 0)} - {0}
    timer = threading.Timer(delay, os.kill, (process.pid, signal.SIGKILL))
    timer.start()
    out, err = process.communicate(timeout=60)
    timer.cancel()
    timer.join()
    assert err == ""
    return said | {int(line) for line in out.splitlines() if line.isdigit()}, process.returncode == -signal.SIGKILL


def check_whole(workspace: Workspace, said: set[int]) -> int:
    """Nothing that was said to be kept is lost, nothing is half there; how many files were set aside."""
    with Store.open(workspace) as store:
        assert store.faults() == []
        kept = [int(row["url"].rsplit("/")[-1]) for row in store.suspects()]
        assert sorted(set(kept)) == sorted(kept)
        assert said <= set(kept)
        quarantined = store.quarantined
    with closing(connect(workspace.database)) as db:
        assert evidence.strays(db, workspace.folder) == []
    return quarantined


def kill_and_resume(folder: Path, rounds: int, seed: int) -> None:
    chance, workspace = random.Random(seed), Workspace.create(folder)
    said: set[int] = set()
    aside = kills = 0
    for _ in range(rounds):
        new, killed = written_until_killed(folder, chance.uniform(0, 0.15))
        said |= new
        kills += killed
        aside += check_whole(workspace, said)
    new, _ = written_until_killed(folder, 50)
    check_whole(workspace, said | new)
    with Store.open(workspace) as store:
        kept = {int(row["url"].rsplit("/")[-1]) for row in store.suspects()}
        assert set(range(1, COUNT + 1)) == kept
        sweep = store.unfinished_sweep(SITE)
        assert sweep is not None
        assert store.totals(sweep.id).findings_new == COUNT
        assert store.totals(sweep.id).findings_again == 0
    assert aside == len(list((workspace.evidence / "quarantine").glob("*")))
    assert kills > 0


def test_a_writer_killed_at_random_moments_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Killed twice, then let through: every finding once, every row's file there with the right hash."""
    kill_and_resume(tmp_path / "programme", rounds=2, seed=random.randrange(10**6))


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10))
def test_a_writer_killed_often(tmp_path: Path, seed: int) -> None:
    kill_and_resume(tmp_path / "programme", rounds=5, seed=seed)
