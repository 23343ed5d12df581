"""One sweep as a child: its end is always told, its deadline is kept, nothing is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from fieldsign.children import ChildEnd, Event, run_child
from fieldsign.scratch import LONGEST_ROOT, scratch, scratch_root, sweep_up
from storage.workspace import Workspace
from tests.cli.conftest import FakeSweeps, Switch, until


def run(
    workspace: Workspace,
    command: list[str],
    stop: Switch | None = None,
    deadline: float = 30,
    grace: float = 5,
    events: list[Event] | None = None,
) -> ChildEnd:
    heard = events if events is not None else []
    return run_child(
        command,
        workspace=workspace,
        site="shop",
        deadline=deadline,
        stop=stop or Switch(),
        on_event=heard.append,
        grace=grace,
    )


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return "State:\tZ" in Path(f"/proc/{pid}/status").read_text()


@pytest.mark.parametrize(("how", "code"), [("done", 0), ("outside", 3), ("crash", 1)])
def test_the_exit_code_says_how_it_ended(workspace: Workspace, fake: FakeSweeps, how: str, code: int) -> None:
    """Done is 0, outside what was expected is 3, anything else is 1."""
    fake.how = how
    assert code == run(workspace, fake.command(workspace, "shop")).exit_code


def test_a_crash_without_a_word_is_told_with_its_last_line(workspace: Workspace, fake: FakeSweeps) -> None:
    """A child that dies leaves its code and the last line of its complaint."""
    fake.how = "crash"
    end = run(workspace, fake.command(workspace, "shop"))
    assert "code 7" in end.message
    assert "ValueError: no such thing" in end.message


def test_events_arrive_whole(workspace: Workspace, fake: FakeSweeps) -> None:
    """Each line is one event, and the last one is kept."""
    events: list[Event] = []
    end = run(workspace, fake.command(workspace, "shop"), events=events)
    assert ["page", "end"] == [event["event"] for event in events]
    assert events[-1] == end.last


def test_noise_on_standard_output_is_no_event(workspace: Workspace) -> None:
    """A line that is not JSON, or not an object, is passed over."""
    code = 'print(\'hello\'); print(\'[1]\'); print(\'{"event": "end", "outcome": "done"}\')'
    events: list[Event] = []
    run(workspace, [sys.executable, "-c", code], events=events)
    assert ["end"] == [event["event"] for event in events]


def test_a_stop_lets_the_child_put_its_work_down(workspace: Workspace, fake: FakeSweeps) -> None:
    """F12: the child alone is told to stop, and says that it was interrupted."""
    fake.how, stop = "hang", Switch()
    heard: list[Event] = []
    threading.Thread(target=lambda: (until(lambda: len(heard) > 1), setattr(stop, "asked", True))).start()
    end = run(workspace, fake.command(workspace, "shop"), stop=stop, events=heard)
    assert (True, False, "interrupted") == (end.stopped, end.killed, end.last["outcome"])


def test_a_hanging_sweep_ends_at_its_deadline(workspace: Workspace, fake: FakeSweeps) -> None:
    """F04: at the deadline the child is told to stop; it is called overdue, and failed."""
    fake.how = "hang"
    end = run(workspace, fake.command(workspace, "shop"), deadline=1.5)
    assert (True, False, 1) == (end.overdue, end.killed, end.exit_code)


def test_a_stubborn_sweep_is_killed_with_all_it_started(workspace: Workspace, fake: FakeSweeps) -> None:
    """A21: who does not listen is killed, and the message says so."""
    fake.how, stop = "stubborn", Switch()
    heard: list[Event] = []
    threading.Thread(target=lambda: (until(lambda: len(heard) > 1), setattr(stop, "asked", True))).start()
    end = run(workspace, fake.command(workspace, "shop"), stop=stop, grace=0.3, events=heard)
    assert (True, True, 1) == (end.stopped, end.killed, end.exit_code)
    assert "signal 9" in end.message
    assert gone(fake.ran()[0]["pid"])


def test_what_left_the_process_group_is_found_too(workspace: Workspace, tmp_path: Path) -> None:
    """A21: a browser that made a session of its own does not outlive its sweep."""
    told = tmp_path / "pid"
    code = (
        "import subprocess, sys, pathlib; command = [sys.executable, '-c', 'import time; time.sleep(99)'];"
        "stray = subprocess.Popen(command,"
        f" start_new_session=True, stdout=subprocess.DEVNULL); pathlib.Path({str(told)!r}).write_text(str(stray.pid))"
    )
    run(workspace, [sys.executable, "-c", code])
    until(lambda: gone(int(told.read_text())))


def test_temporary_files_go_with_the_sweep(workspace: Workspace, fake: FakeSweeps) -> None:
    """A20: the sweep has a temporary folder of its own, gone when it ends."""
    run(workspace, fake.command(workspace, "shop"))
    (ran,) = fake.ran()
    assert scratch_root(workspace.tmp) == Path(ran["tmp"]).parent
    assert [] == list(scratch_root(workspace.tmp).glob("sweep-*"))


def test_a_long_path_of_the_workspace_leaves_room_for_a_browsers_socket() -> None:
    """A socket's path has 107 bytes: temporary files of a deep workspace go to a short folder, always the same."""
    short, deep = Path("/w/tmp"), Path("/") / ("long" * 30) / "tmp"
    assert short == scratch_root(short)
    assert scratch_root(deep) == scratch_root(deep)
    assert len(str(scratch_root(deep))) <= LONGEST_ROOT


def test_leftovers_of_the_killed_go_at_the_next_start_and_only_ours(tmp_path: Path) -> None:
    """A20: a folder whose lock nobody holds is removed; one in use and a foreign one are not."""
    root = tmp_path / "tmp"
    (root / "sweep-dead").mkdir(parents=True)
    (root / "sweep-dead" / "profile").write_text("x" * 100)
    (root / "holiday").mkdir()
    with scratch(root) as mine:
        assert {"holiday", mine.folder.name} == {entry.name for entry in root.iterdir() if entry.is_dir()}
        assert 0 == sweep_up(root)
        assert mine.folder.is_dir()
    assert ["holiday"] == [entry.name for entry in root.iterdir() if entry.is_dir()]


def test_a_folder_stays_in_use_while_an_orphan_has_it(tmp_path: Path) -> None:
    """When only the parent is killed, the temporary folder is not taken from under its child."""
    parent = """
import os, subprocess, sys
from pathlib import Path
from fieldsign.scratch import scratch
with scratch(Path(sys.argv[1])) as mine:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=0, pass_fds=(mine.descriptor,))
    print(flush=True)
    os._exit(9)
"""
    command = [sys.executable, "-c", parent, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as killed:
        killed.wait(20)
        assert 0 == sweep_up(tmp_path)
        assert killed.stdin is not None
        killed.stdin.close()
        until(lambda: sweep_up(tmp_path) == 1)
