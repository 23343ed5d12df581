"""Get a machine ready before anything else runs: `make` starts this with the system's Python, standard library only.

`prepare` looks for what only an administrator can install. As root it installs that; otherwise it changes nothing,
prints the one command to run and ends with 1. `browser` then looks for a browser and gets one if there is none.
"""

from __future__ import annotations

import ctypes.util
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

OLDEST = (3, 11)
BROWSERS = ("chromium", "chromium-browser", "chromium-headless-shell", "google-chrome", "google-chrome-stable")
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")
FONT_PACKAGES = {
    "fonts-noto-cjk": ("*CJK*", "wqy-*", "*Han*"),
    "fonts-noto-core": ("NotoSansThai*", "NotoSansArabic*", "Loma*"),
    "fonts-noto-color-emoji": ("*Emoji*",),
}
UBUNTU_LIBRARIES = (
    "libnss3",
    "libatk-bridge2.0-0",
    "libgbm1",
    "libxkbcommon0",
    "libxdamage1",
    "libpango-1.0-0",
    "libcairo2",
)
LIBRARIES = ("nss3", "nspr4", "atk-bridge-2.0", "gbm", "asound", "xkbcommon", "Xdamage", "pango-1.0")


def browser_folder(environment: Mapping[str, str]) -> Path:
    """Where Playwright keeps its browsers."""
    told = environment.get("PLAYWRIGHT_BROWSERS_PATH")
    if told:
        return Path(told)
    return Path(environment.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ms-playwright"


def found_browser(environment: Mapping[str, str]) -> Path | None:
    """A Chromium on the search path, or one that Playwright downloaded."""
    for name in BROWSERS:
        path = shutil.which(name, path=environment.get("PATH", ""))
        if path and not _only_points_to_snap(Path(path)):
            return Path(path)
    patterns = ("chromium*/chrome-*/chrome", "chromium*/chrome-*/headless_shell", "chromium*/*/chrome-headless-shell")
    for pattern in patterns:
        if found := sorted(browser_folder(environment).glob(pattern)):
            return found[-1]
    return None


def _only_points_to_snap(path: Path) -> bool:
    """Ubuntu has a script of that name that starts a snap, or tells you to install one."""
    with path.open("rb") as file:
        start = file.read(4096)
    return start.startswith(b"#!") and b"/snap/" in start


def missing_fonts(folders: Sequence[Path] = FONT_FOLDERS) -> list[str]:
    """The packages whose scripts no font file seems to cover."""
    return [
        package
        for package, patterns in FONT_PACKAGES.items()
        if not any(next(folder.rglob(pattern), None) for folder in folders if folder.is_dir() for pattern in patterns)
    ]


def missing_packages(venv: Path, environment: Mapping[str, str]) -> list[str]:
    """The packages that only an administrator can install."""
    packages = missing_fonts()
    if not (venv / "bin" / "python").exists() and importlib.util.find_spec("ensurepip") is None:
        packages.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    browser = found_browser(environment)
    no_libraries = [name for name in LIBRARIES if ctypes.util.find_library(name) is None]
    if browser is None and (no_libraries or packages):
        packages += _browser_packages()
    return packages


def _browser_packages() -> list[str]:
    """Ubuntu's chromium is a snap, which a container cannot run: there only what a downloaded browser needs."""
    if "ubuntu" not in _distribution():
        return ["chromium"]
    sound = "libasound2t64" if _ubuntu_year() >= 24 else "libasound2"
    return [*UBUNTU_LIBRARIES, sound]


def _distribution() -> str:
    release = Path("/etc/os-release")
    return release.read_text(encoding="utf-8").lower() if release.exists() else ""


def _ubuntu_year() -> int:
    _, _, version = _distribution().partition("version_id=")
    return int(version.strip('"')[:2] or 0) if version else 0


def command_for(packages: Sequence[str]) -> str:
    """The one command that an administrator runs."""
    return f"sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends {' '.join(packages)}'"


def install(packages: Sequence[str]) -> bool:
    """Install packages as root; whether that worked."""
    print(f"Installing with apt-get, as root: {' '.join(packages)}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages])
    return all(subprocess.run(step, env=environment, check=False).returncode == 0 for step in steps)


def prepare(venv: Path) -> int:
    """See the module. Returns the exit code."""
    if sys.version_info < OLDEST:
        print(f"Python {'.'.join(map(str, OLDEST))} or newer is needed; this is {sys.version.split()[0]}.")
        print("Name another one: make PYTHON=python3.12 demo")
        return 1
    packages = missing_packages(venv, os.environ)
    return _installed(packages) if packages else 0


def _installed(packages: list[str]) -> int:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        if install(packages):
            return 0
        print("apt-get did not succeed; what it printed above says why.")
        return 1
    print(f"Missing on this machine: {', '.join(packages)}. Nothing was changed. An administrator runs:")
    print(f"\n    {command_for(packages)}\n\nand then you run make again.")
    return 1


def browser() -> int:
    """Find a browser, or get one: first with Playwright, into your own cache; then, as root, with apt-get."""
    if found := found_browser(os.environ):
        print(f"Browser: {found}")
        return 0
    print(f"No browser found. Playwright downloads Chromium into {browser_folder(os.environ)}", flush=True)
    command = [sys.executable, "-m", "playwright", "install", "chromium", "--only-shell"]
    if subprocess.run(command, check=False, timeout=900).returncode == 0 and found_browser(os.environ):
        return 0
    print("The download did not succeed.")
    return _installed(_browser_packages())


def main(arguments: Sequence[str]) -> int:
    """`prepare VENV` or `browser`."""
    match arguments:
        case ["prepare", venv]:
            return prepare(Path(venv))
        case ["browser"]:
            return browser()
    print("usage: python -m fieldsign.machine prepare VENV | browser", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
