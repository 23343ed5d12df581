"""Run every benchmark and print its ratio; exit code 1 when one misses what is wanted of it."""

from __future__ import annotations

import sys

from bench import matching, memory, plain, render, replay

sys.exit(max(main() for main in (matching.main, replay.main, plain.main, render.main, memory.main)))
