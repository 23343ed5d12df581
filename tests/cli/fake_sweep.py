"""A sweep that does nothing but say what it is told to: `python -m tests.cli.fake_sweep NOTES HOW SITE`."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

COUNTS = {"planned": 3, "fetched": 2, "listings": 2, "findings": 1, "again": 0, "skips": {"not_found": 1}}


def say(event: str, **more: object) -> None:
    """Print one event."""
    print(json.dumps({"event": event, **COUNTS, **more}), flush=True)


def end(outcome: str) -> None:
    """Print the last event."""
    say("end", outcome=outcome, note="")


def main(notes: Path, how: str, site: str, *more: str) -> int:
    """Note that it ran and with what, then end as `how` says."""
    with notes.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"site": site, "more": more, "tmp": os.environ["TMPDIR"], "pid": os.getpid()}) + "\n")
    say("page", site=site, url="http://shop/1")
    match how:
        case "done":
            end("done")
            return 0
        case "slow":
            time.sleep(1.5)
            end("done")
            return 0
        case "outside":
            end("outside_expected")
            return 3
        case "crash":
            print("Traceback\nValueError: no such thing", file=sys.stderr)
            return 7
        case "hang":
            signal.signal(signal.SIGTERM, lambda *_: (end("interrupted"), sys.exit(1)))
        case "stubborn":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if how in ("hang", "stubborn"):
        say("ready")
        while True:
            time.sleep(60)
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
