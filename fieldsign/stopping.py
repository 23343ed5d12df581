"""A stop signal as something that can be waited for, so that no handler interrupts work half done."""

from __future__ import annotations

import select
import signal
import socket
from types import FrameType, TracebackType
from typing import Self

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class StopSignal:
    """While open, SIGTERM and SIGINT only set `asked`; `fileno()` becomes readable. Main thread only.

    A second signal is like the first: whoever waits for the end has a deadline of their own.
    """

    def __init__(self) -> None:
        self.asked = False
        self._heard, self._told = socket.socketpair()
        self._before: dict[int, object] = {}
        self._fd_before = -1

    def __enter__(self) -> Self:
        self._told.setblocking(False)
        self._fd_before = signal.set_wakeup_fd(self._told.fileno(), warn_on_full_buffer=False)
        for number in SIGNALS:
            self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        signal.set_wakeup_fd(self._fd_before)
        self._heard.close()
        self._told.close()

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True

    def fileno(self) -> int:
        """For select: readable once a signal came."""
        return self._heard.fileno()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until a stop is asked for, or for so many seconds; whether it was."""
        if not self.asked:
            select.select([self._heard], [], [], seconds)
        return self.asked
