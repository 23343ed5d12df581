"""A bar for long work on a terminal; nothing elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

One = TypeVar("One")
EVERY = 100


def counted(console: Console, what: str, some: Iterable[One], total: int) -> Iterator[One]:
    """Hand on each of `some`, and show how many of `total` have passed."""
    if not console.is_terminal:
        yield from some
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as progress:
        task = progress.add_task(what, total=total)
        for number, one in enumerate(some, 1):
            yield one
            if number % EVERY == 0:
                progress.update(task, completed=number)
