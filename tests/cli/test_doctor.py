"""doctor and the machine: each lack is named with the way to get it, and nothing is changed without the right to."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler import chromium
from fieldsign import browser_checks, doctor, machine
from fieldsign.checks import Check
from fieldsign.cli import main

NOW = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.mark.parametrize(
    ("check", "ok"),
    [
        (lambda _: doctor.clock(NOW, NOW - timedelta(days=3)), True),
        (lambda _: doctor.clock(datetime(1970, 1, 1, tzinfo=UTC), NOW), False),
        (lambda _: doctor.clock(datetime(2099, 1, 1, tzinfo=UTC), NOW), False),
        (lambda tmp: doctor.disk_space(tmp), True),
        (lambda tmp: doctor.write_access(tmp / "not" / "there" / "yet"), True),
        (lambda _: doctor.enough_shared_memory(64 * 2**20), False),
        (lambda _: doctor.python_version(), True),
    ],
)
def test_each_check_tells_good_from_bad(tmp_path: Path, check: Callable[[Path], Check], ok: bool) -> None:
    """What is looked at is said either way, and how to get what is missing."""
    found = check(tmp_path)
    assert ok == found.ok
    assert found.told
    assert found.remedy


def test_a_full_disk_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too little room is named with the number."""
    monkeypatch.setattr(doctor, "LITTLE_ROOM", 2**62)
    assert not doctor.disk_space(tmp_path).ok


def test_no_browser_says_how_to_get_one(tmp_path: Path) -> None:
    """Without a browser there is one line, with both ways to get it."""
    (check,) = browser_checks.browser_checks(tmp_path / "none")
    assert not check.ok
    assert "apt-get install chromium" in check.told + check.remedy
    assert "playwright install" in check.told + check.remedy


def test_make_looks_for_the_browsers_that_a_sweep_takes() -> None:
    """The list that needs no library and the list of the crawler name the same programs."""
    assert set(chromium.NAMES) == set(machine.BROWSERS)


def test_a_browser_that_does_not_start_is_missing(tmp_path: Path) -> None:
    """A file that is no browser is found out by starting it."""
    fake = tmp_path / "chromium"
    fake.write_text("#!/bin/sh\nexit 3\n")
    fake.chmod(0o755)
    (check,) = browser_checks.browser_checks(fake)
    assert not check.ok


def test_missing_fonts_are_named_by_script() -> None:
    """The lack is a fault, because the screenshot would show boxes."""
    assert not browser_checks.fonts(("Thai",)).ok
    assert "Thai" in browser_checks.fonts(("Thai",)).told


def test_doctor_ends_with_1_when_something_needed_is_missing(tmp_path: Path) -> None:
    """A workspace that names a browser that is not there."""
    (tmp_path / "fieldsign.toml").write_text('browser = "/no/such/browser"\n')
    result = CliRunner().invoke(main, ["doctor", "--workspace", str(tmp_path), "--json"])
    found = {check["name"]: check["ok"] for check in json.loads(result.output)}
    assert (1, False, True) == (result.exit_code, found["browser"], found["Python"])


def test_the_machine_needs_no_packages_that_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fonts by their files, a browser on the search path."""
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    assert list(machine.FONT_PACKAGES) == machine.missing_fonts([fonts])
    for name in ("NotoSansCJK-Regular.ttc", "NotoSansThai-Regular.ttf", "NotoColorEmoji.ttf"):
        (fonts / name).touch()
    assert [] == machine.missing_fonts([fonts])
    (tmp_path / "chromium").write_text("")
    (tmp_path / "chromium").chmod(0o755)
    assert tmp_path / "chromium" == machine.found_browser({"PATH": str(tmp_path)})
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert machine.found_browser({"PATH": "", "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "none")}) is None


def test_a_downloaded_browser_is_found(tmp_path: Path) -> None:
    """Playwright's own folder is looked through."""
    place = tmp_path / "chromium_headless_shell-1200" / "chrome-linux" / "headless_shell"
    place.parent.mkdir(parents=True)
    place.touch()
    assert place == machine.found_browser({"PATH": "", "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)})


def test_without_root_nothing_is_changed_and_one_command_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What only an administrator can install is named in one command, and the exit code is 1."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(machine, "missing_packages", lambda *_: ["chromium", "fonts-noto-cjk"])
    monkeypatch.setattr(machine, "install", lambda _: pytest.fail("installed without the right to"))
    assert 1 == machine.prepare(tmp_path)
    told = capsys.readouterr().out
    assert "apt-get install -y --no-install-recommends chromium fonts-noto-cjk" in told
    assert "Nothing was changed" in told
    assert [] == list(tmp_path.iterdir())
