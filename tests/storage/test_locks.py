from __future__ import annotations

import os
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.locks import LockHeld, held
from tests.storage.writers import running


def test_a_held_lock_names_its_holder(tmp_path: Path) -> None:
    """The second comer learns the pid, since when, and what to do."""
    with (
        running("hold_lock", tmp_path / "a.lock") as holder,
        pytest.raises(LockHeld) as caught,
        held(tmp_path / "a.lock"),
    ):
        pass
    assert caught.value.pid == holder.pid
    assert caught.value.since is not None
    assert datetime.now(UTC) - caught.value.since < timedelta(minutes=1)
    assert f"held by process {holder.pid} since 20" in str(caught.value)


def test_a_lock_dies_with_its_holder(tmp_path: Path) -> None:
    """kill -9 leaves the file but no lock: there is no such thing as a stale one."""
    with running("hold_lock", tmp_path / "a.lock") as holder:
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait(10)
        with held(tmp_path / "a.lock"):
            assert (tmp_path / "a.lock").exists()


def test_waiting_gets_the_lock_when_it_comes_free(tmp_path: Path) -> None:
    with running("hold_lock", tmp_path / "a.lock") as holder:
        with pytest.raises(LockHeld), held(tmp_path / "a.lock", wait=0.05):
            pass
        os.kill(holder.pid, signal.SIGKILL)
        with held(tmp_path / "a.lock", wait=10):
            pass


def test_a_second_hold_in_one_process_is_refused(tmp_path: Path) -> None:
    with held(tmp_path / "a.lock"), pytest.raises(LockHeld, match=f"process {os.getpid()}"), held(tmp_path / "a.lock"):
        pass
