"""Serve the practice sites until told to stop: `python -m tests.served --port 0` prints where as JSON."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading

from tests.served.serving import base_url, listening


def main() -> int:
    """Serve until SIGTERM or SIGINT; 3 when the port is taken."""
    parser = argparse.ArgumentParser(prog="python -m tests.served", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    wanted = parser.parse_args()
    try:
        server = listening(wanted.port)
    except OSError as error:
        print(f"port {wanted.port}: {error.strerror}", file=sys.stderr)
        return 3
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, lambda *_: threading.Thread(target=server.shutdown).start())
    print(json.dumps({"url": base_url(server)}), flush=True)
    with server:
        server.serve_forever(poll_interval=0.1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
