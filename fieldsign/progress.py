"""What a person sees of sweeps while they run: one live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from fieldsign.children import ChildEnd, Event

PLAIN_EVERY = 10.0


class _Left(ProgressColumn):
    """Time left for the pages planned so far; more may be planned."""

    def render(self, task: Task) -> Text:
        left = task.time_remaining
        return Text(f"about {_clock(left)} left" if left is not None else "", style="dim")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _skipped(event: Mapping[str, object]) -> int:
    skips = event.get("skips")
    return sum(skips.values()) if isinstance(skips, dict) else 0


def _counts(event: Event) -> str:
    return (
        f"{event.get('fetched', 0)} of {event.get('planned', 0)} pages, {event.get('listings', 0)} listings, "
        f"{event.get('findings', 0)} new findings, {event.get('again', 0)} seen again, {_skipped(event)} skipped"
    )


class LiveProgress:
    """A bar for the sweep that runs, for a terminal."""

    def __init__(self, console: Console, site: str) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("[bold]{task.fields[site]}"),
            BarColumn(bar_width=20),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            _Left(),
            console=console,
            transient=True,
        )
        self._task = self._progress.add_task("starting", site=site, total=None)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, event: Event) -> None:
        """Take in one event."""
        if "planned" in event:
            done = int(event.get("fetched", 0)) + _skipped(event)
            self._progress.update(
                self._task, description=_counts(event), completed=done, total=max(int(event["planned"]), done, 1)
            )


class PlainProgress:
    """A line when something is found or skipped, and one every ten seconds, for a log."""

    def __init__(self, console: Console, site: str) -> None:
        self._console, self._site = console, site
        self._said_at = time.monotonic()

    def __enter__(self) -> Self:
        self._say("sweep begins")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def show(self, event: Event) -> None:
        """Take in one event."""
        if event.get("event") == "skip":
            self._say(f"skipped {event.get('url')}: {event.get('reason')}: {event.get('detail')}")
        elif event.get("event") == "finding":
            self._say(f"suspect {event.get('url', '')} {event.get('title', '')}".rstrip())
        elif time.monotonic() - self._said_at >= PLAIN_EVERY and "planned" in event:
            self._say(_counts(event))

    def _say(self, what: str) -> None:
        self._said_at = time.monotonic()
        self._console.print(Text(f"{self._site}: {what}"), soft_wrap=True)


def progress(console: Console, site: str) -> LiveProgress | PlainProgress:
    """The right kind of progress for the console."""
    return LiveProgress(console, site) if console.is_terminal else PlainProgress(console, site)


def summary(ends: Sequence[ChildEnd]) -> Table:
    """A table of sweeps with every skip reason and its count."""
    table = Table(title="Sweeps", title_justify="left", title_style="bold")
    table.add_column("site", overflow="fold")
    table.add_column("outcome")
    for column in ("pages", "listings", "new findings", "seen again"):
        table.add_column(column, justify="right")
    table.add_column("not read", overflow="fold")
    table.add_column("note", overflow="fold")
    for end in ends:
        table.add_row(*map(Text, _row(end)))
    return table


def _row(end: ChildEnd) -> tuple[str, ...]:
    last = end.last
    outcome = str(last.get("outcome") or "failed").replace("_", " ")
    skips = ", ".join(f"{count} {reason}" for reason, count in sorted(last.get("skips", {}).items()))
    pages = f"{last['fetched']} of {last['planned']}" if "planned" in last else "-"
    counts = (str(last.get(key, "-")) for key in ("listings", "findings", "again"))
    return (end.site, outcome, pages, *counts, skips or "-", _note(end))


def _note(end: ChildEnd) -> str:
    notes = [end.message, "reached its deadline" if end.overdue else "", "killed" if end.killed else ""]
    return "; ".join(filter(None, notes))
