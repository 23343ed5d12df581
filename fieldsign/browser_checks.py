"""Look at the browser as a sweep would use it: does it start, is its sandbox on, which scripts can it draw."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler.fonts import missing_scripts
from playwright.async_api import Error, async_playwright

from fieldsign.checks import Check

START = 30.0
FONTS = "fonts-noto-cjk fonts-noto-core fonts-noto-color-emoji"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Seen:
    """What one start of the browser showed; `fault` when it did not start."""

    version: str = ""
    undrawn: tuple[str, ...] = ()
    fault: str = ""


def browser_checks(path: Path | None) -> Iterator[Check]:
    """Look at the browser at `path`. Its sandbox needs rights that root does not need and a container may not give."""
    get_it = "As root: apt-get install chromium. Without: python -m playwright install chromium"
    if path is None:
        yield Check(name="browser", ok=False, told="none found", remedy=get_it)
        return
    sandbox = os.geteuid() != 0
    seen = asyncio.run(_look(path, sandbox=sandbox))
    without = asyncio.run(_look(path, sandbox=False)) if seen.fault and sandbox else seen
    told = f"{path} {without.version}" if not without.fault else f"{path}: {without.fault}"
    yield Check(name="browser", ok=not without.fault, told=told, remedy=get_it)
    if without.fault:
        return
    yield _sandbox(sandbox, seen.fault)
    yield _fonts(without.undrawn)


def _sandbox(wanted: bool, fault: str) -> Check:
    remedy = (
        "Allow user namespaces: sysctl -w kernel.unprivileged_userns_clone=1; on Ubuntu also "
        "kernel.apparmor_restrict_unprivileged_userns=0; in Docker run with the seccomp profile of Playwright."
    )
    if not wanted:
        return Check(
            name="browser sandbox",
            ok=False,
            told="off, because you are root",
            remedy="Run sweeps as an ordinary user: then what a page does stays in the sandbox.",
            needed=False,
        )
    return Check(name="browser sandbox", ok=not fault, told=fault or "on", remedy=remedy)


def _fonts(undrawn: tuple[str, ...]) -> Check:
    told = f"no font for {', '.join(undrawn)}" if undrawn else "Chinese, Thai, Arabic and emoji are drawn"
    return Check(name="fonts", ok=not undrawn, told=told, remedy=f"As root: apt-get install {FONTS}")


async def _look(path: Path, *, sandbox: bool) -> _Seen:
    try:
        async with asyncio.timeout(START + 30), async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=path, chromium_sandbox=sandbox, timeout=START * 1000
            )
            try:
                page = await browser.new_page()
                return _Seen(version=browser.version, undrawn=tuple(await missing_scripts(page)))
            finally:
                await browser.close()
    except (Error, TimeoutError, OSError) as error:
        first = str(error).strip().splitlines() or ["did not answer in time"]
        return _Seen(fault=first[0])
