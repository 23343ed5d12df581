"""Real marketplace and forum software on loopback, installed once and kept in a cache folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from platformdirs import user_cache_path

from storage.locks import LockHeld, held

TESTBED = Path(__file__).parent / "testbed" / "testbed.py"
WORDPRESS = TESTBED.with_name("wordpress.py")
INSTALL_SECONDS = 600
NOT_INSTALLED = 3

Run = Callable[..., dict[str, Any]]


def cache() -> Path:
    """Where the software is kept: TESTBED_HOME if it is set, else the platform's cache folder."""
    told = os.environ.get("TESTBED_HOME")
    return Path(told) if told else user_cache_path("fieldsign") / "testbed"


def own_folder(name: str, until: ExitStack) -> Path:
    """A work folder of one site that nobody else uses until the stack is left: two runs may not share one."""
    for number in count(1):
        folder = cache() / (name if number == 1 else f"{name}-{number}")
        folder.mkdir(parents=True, exist_ok=True)
        try:
            until.enter_context(held(folder / "used.lock"))
        except LockHeld:
            continue
        return folder
    raise AssertionError


def testbed(folder: Path, *words: str, script: Path) -> dict[str, Any]:
    """What one command of the test bed prints; the test fails with its message when it fails."""
    command = [sys.executable, str(script), words[0], "--home", str(folder), *words[1:]]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=INSTALL_SECONDS)
    if script is WORDPRESS and done.returncode == NOT_INSTALLED:
        pytest.skip(f"Debian's WordPress is not on this machine: {done.stderr.strip()}")
    if done.returncode:
        pytest.fail(f"{script.name} {' '.join(words)} ended with {done.returncode}: {done.stderr[-2000:]}")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.fixture(scope="session")
def wordpress() -> Iterator[Callable[[], Run]]:
    """A function that gives a board of its own, to run the commands of wordpress.py on; a socket needs a short path."""
    with ExitStack() as until:

        def board() -> Run:
            folder = Path(until.enter_context(TemporaryDirectory(prefix="wordpress-")))
            until.callback(testbed, folder, "down", script=WORDPRESS)
            return partial(testbed, folder, script=WORDPRESS)

        yield board


@pytest.fixture(scope="session")
def testbed_site(wordpress: Callable[[], Run]) -> Iterator[Run]:
    """A function that starts a site by name, freshly seeded with a number of listings, on a free port."""
    folders: dict[str, Path] = {}
    with ExitStack() as until:

        def up(name: str, listings: int = 40) -> dict[str, Any]:
            if name == "wordpress":
                return wordpress()("up", "--listings", str(listings))
            if name not in folders:
                folders[name] = own_folder(name, until)
                until.callback(testbed, folders[name], "down", name, script=TESTBED)
            words = ("up", name, "--port", "0", "--listings", str(listings), "--fresh")
            return testbed(folders[name], *words, script=TESTBED)

        yield up
