"""Run one sweep as a child process: its events, its deadline, and nothing left behind when it ends."""

from __future__ import annotations

import json
import logging
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from fieldsign.scratch import Scratch, scratch, scratch_root
from storage.workspace import Workspace

log = logging.getLogger(__name__)

GRACE = 25.0
LONGEST_LOOK = 0.2
ROOT = Path(__file__).resolve().parent.parent

Event = dict[str, Any]


class ChildCommand(Protocol):
    """What makes the command of the child process that sweeps a site."""

    def __call__(
        self, workspace: Workspace, site: str, late_by: float | None = None, plan: str | None = None
    ) -> list[str]: ...


class Stoppable(Protocol):
    """Whoever can ask a sweep to stop."""

    @property
    def asked(self) -> bool: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class ChildEnd:
    """How a child ended. `last` is its last `end` or `error` event; `code` is negative after a signal."""

    site: str
    code: int
    last: Event
    stopped: bool = False
    overdue: bool = False
    killed: bool = False

    @property
    def exit_code(self) -> int:
        """As the command line gives it: 0, 1 or 3."""
        return self.code if self.code in (0, 3) else 1

    @property
    def message(self) -> str:
        """What there is to say about an end that is not a plain success."""
        return str(self.last.get("note") or self.last.get("message") or "")


def sweep_command(workspace: Workspace, site: str, late_by: float | None = None, plan: str | None = None) -> list[str]:
    """The command of the child process that sweeps `site` by `plan`."""
    late = ["--late-by", f"{late_by:.0f}"] if late_by else []
    planned = ["--plan", plan] if plan else []
    return [sys.executable, "-m", "fieldsign.child", str(workspace.folder), site, *planned, *late]


def run_child(
    command: Sequence[str],
    *,
    workspace: Workspace,
    site: str,
    deadline: float,
    stop: Stoppable,
    on_event: Callable[[Event], None] = lambda _event: None,
    grace: float = GRACE,
) -> ChildEnd:
    """Run a sweep to its end; it has `deadline` seconds, and `grace` seconds more to put its work down.

    The child leads a process group of its own and is told to stop alone, so that it can close its browser.
    Raises StorageError when the workspace cannot hold its temporary files.
    """
    with scratch(scratch_root(workspace.tmp)) as place:
        return _Watch(command, place, site, deadline, grace).run(stop, on_event)


class _Watch:
    """One child while it runs."""

    def __init__(self, command: Sequence[str], place: Scratch, site: str, deadline: float, grace: float) -> None:
        self.place, self.site, self.grace = place, site, grace
        self.complaints = place.folder / "stderr.txt"
        with self.complaints.open("wb") as stderr:
            self.child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=stderr,
                start_new_session=True,
                env=_environment(place.folder),
                pass_fds=(place.descriptor,),
            )
        self.ends_at = time.monotonic() + deadline
        self.kill_at: float | None = None
        self.last: Event = {}
        self.stopped = self.overdue = self.killed = False

    def run(self, stop: Stoppable, on_event: Callable[[Event], None]) -> ChildEnd:
        assert self.child.stdout is not None  # noqa: S101
        with closing(self.child.stdout) as stream:
            try:
                for event in self._events(stream, stop):
                    if event.get("event") in ("end", "error"):
                        self.last = event
                    on_event(event)
            finally:
                self._bury()
        return self._end()

    def _events(self, stream: IO[bytes], stop: Stoppable) -> Iterator[Event]:
        rest = b""
        while self._running() or select.select([stream], [], [], 0)[0]:
            self._keep_time(stop)
            if not select.select([stream], [], [], self._patience())[0]:
                continue
            chunk = os.read(stream.fileno(), 65_536)
            if not chunk:
                self._wait_for_exit(stop)
                return
            *lines, rest = (rest + chunk).split(b"\n")
            yield from filter(None, map(_event, lines))

    def _running(self) -> bool:
        return os.waitid(os.P_PID, self.child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def _wait_for_exit(self, stop: Stoppable) -> None:
        """The child has closed its output; it may still be closing its browser."""
        pause = threading.Event()
        while self._running():
            self._keep_time(stop)
            pause.wait(min(0.02, self._patience()))

    def _patience(self) -> float:
        until = self.kill_at if self.kill_at is not None else self.ends_at
        return max(0.0, min(LONGEST_LOOK, until - time.monotonic()))

    def _keep_time(self, stop: Stoppable) -> None:
        now = time.monotonic()
        if self.kill_at is None and (stop.asked or now >= self.ends_at):
            self.stopped, self.overdue = stop.asked, not stop.asked
            self.kill_at = now + self.grace
            self.child.terminate()
        elif self.kill_at is not None and now >= self.kill_at and not self.killed:
            self.killed = True
            log.warning("%s did not stop within %g s and is killed", self.site, self.grace)
            _kill_group(self.child.pid)

    def _bury(self) -> None:
        """Kill what is left of the group before its leader's number is given back, then what left the group."""
        if self._running():
            self.killed = True
        _kill_group(self.child.pid)
        self.child.wait()
        self.place.kill_strays()

    def _end(self) -> ChildEnd:
        last = self.last or {"event": "error", "site": self.site, "message": self._obituary()}
        return ChildEnd(
            site=self.site,
            code=self.child.returncode,
            last=last,
            stopped=self.stopped,
            overdue=self.overdue,
            killed=self.killed,
        )

    def _obituary(self) -> str:
        if self.overdue:
            return "reached its deadline and did not stop by itself; the next sweep carries on from the ledger"
        told = self.complaints.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        how = f"signal {-self.child.returncode}" if self.child.returncode < 0 else f"code {self.child.returncode}"
        return f"the sweep ended with {how} and without a word" + (f": {told[-1]}" if told else "")


def _environment(tmp: Path) -> dict[str, str]:
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    return {**os.environ, "TMPDIR": str(tmp), "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}


def _event(line: bytes) -> Event | None:
    try:
        told = json.loads(line)
    except ValueError:
        log.warning("not an event: %.200r", line)
        return None
    return told if isinstance(told, dict) else None


def _kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        log.debug("no process group %s any more", leader)
