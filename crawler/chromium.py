"""Which browser is used, and how it is started: the user's choice, Playwright's own, then the system's."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

HOW_TO_GET_ONE = (
    "get one with `python -m playwright install --with-deps chromium`, or on Debian and Ubuntu with "
    '`sudo apt-get install chromium`, or set browser = "/path/to/chromium" in fieldsign.toml'
)
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PLAYWRIGHTS = (
    "chromium_headless_shell-*/*/chrome-headless-shell",
    "chromium_headless_shell-*/*/headless_shell",
    "chromium-*/*/chrome",
    "chromium-*/*/Chromium.app/Contents/MacOS/Chromium",
)
NO_SANDBOX = ("No usable sandbox", "setuid sandbox", "Failed to move to new namespace")
SMALL_SHARED_MEMORY = 256 * 2**20

ARGUMENTS = (
    "--block-new-web-contents",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-quic",
    "--disable-sync",
    "--disable-features=OptimizationHints,MediaRouter,Translate",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
)


class NoBrowserError(Exception):
    """No browser was found, or it does not start; the sentence says how to get one."""


def find_browser(chosen: Path | None = None) -> Path:
    """Return the executable to use. Raises NoBrowserError."""
    if chosen:
        if os.access(chosen, os.X_OK) and chosen.is_file():
            return chosen
        raise NoBrowserError(f"there is no browser at {chosen}, which fieldsign.toml names; {HOW_TO_GET_ONE}")
    found = next(iter(_playwrights()), None) or next(iter(_systems()), None)
    if found is None:
        raise NoBrowserError(f"no browser was found: {HOW_TO_GET_ONE}")
    return found


def _playwrights() -> list[Path]:
    told = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    folder = Path(told) if told else user_cache_path("ms-playwright")
    return [path for pattern in PLAYWRIGHTS for path in sorted(folder.glob(pattern), reverse=True)]


def _systems() -> list[Path]:
    return [Path(path) for path in map(shutil.which, NAMES) if path]


def sandboxed() -> bool:
    """Tell whether the browser's sandbox is used: always, but for root, with whom Chromium's does not start."""
    return not (hasattr(os, "geteuid") and os.geteuid() == 0)


def shared_memory() -> int | None:
    """Return the size of /dev/shm in bytes, None where there is none."""
    if not sys.platform.startswith("linux") or not Path("/dev/shm").is_dir():  # noqa: S108
        return None
    status = os.statvfs("/dev/shm")  # noqa: S108
    return status.f_frsize * status.f_blocks


def launch_options(executable: Path, proxy_port: int | None) -> dict[str, Any]:
    """Return what Playwright's launch takes. With a proxy everything goes through it, loopback as well."""
    room = shared_memory()
    small = ["--disable-dev-shm-usage"] if room is not None and room < SMALL_SHARED_MEMORY else []
    options: dict[str, Any] = {
        "executable_path": executable,
        "args": [*ARGUMENTS, *small],
        # Playwright lets every page open windows, and their documents would be asked for unchecked
        "ignore_default_args": ["--disable-popup-blocking"],
        "chromium_sandbox": sandboxed(),
        "headless": True,
        "timeout": 30_000,
        "handle_sigint": False,
        "handle_sigterm": False,
        "handle_sighup": False,
    }
    if proxy_port is not None:
        options["proxy"] = {"server": f"http://127.0.0.1:{proxy_port}", "bypass": "<-loopback>"}
    return options


def launch_trouble(error: Exception, executable: Path) -> NoBrowserError:
    """Say in words why a browser that is there did not start."""
    text = str(error)
    if sandboxed() and any(sign in text for sign in NO_SANDBOX):
        return NoBrowserError(
            f"{executable} cannot start its sandbox: allow unprivileged user namespaces "
            "(sysctl kernel.unprivileged_userns_clone=1, or an AppArmor profile for it); fieldsign does not run without"
        )
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = next((line for line in lines if "ERROR" in line or "FATAL" in line), lines[0] if lines else "no reason")
    return NoBrowserError(f"{executable} does not start ({telling[:300]}); {HOW_TO_GET_ONE}")
