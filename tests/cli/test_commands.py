"""The command line: help for everyone, one clear message for every bad input."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from crawler.settings_file import load_config
from fieldsign.cli import main
from fieldsign.sweep import run_sweeps, worst
from storage.locks import held
from storage.store import Store
from storage.workspace import Workspace
from tests.cli.conftest import FakeSweeps, site_file, swept_at, until

ROOT = Path(__file__).parents[2]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


@pytest.mark.parametrize("path", [path for path, _ in commands(main)], ids=" ".join)
def test_every_command_has_one_line_of_help_and_an_example_that_parses(path: tuple[str, ...]) -> None:
    """The example begins with the command itself, and names only options that exist."""
    shown = run(*path, "--help")
    assert 0 == shown.exit_code
    command = dict(commands(main))[path]
    assert command.short_help
    assert len(command.short_help) <= 70
    example = re.search(r"Example:\s+(fieldsign .*)", shown.output)
    assert example
    assert example[1].split()[1 : 1 + len(path)] == list(path)
    for option in re.findall(r"--[\w-]+", example[1]):
        if not isinstance(command, click.Group):
            assert any(option in parameter.opts for parameter in command.params)


@pytest.mark.parametrize("command", [command for command in commands(main) if not isinstance(command[1], click.Group)])
def test_every_command_takes_a_workspace_and_prints_json(command: tuple[tuple[str, ...], click.Command]) -> None:
    """`init` names its folder and prints no results; `serve` prints none; `rules build` makes what is shipped."""
    path, known = command
    options = {option for parameter in known.params for option in parameter.opts}
    assert ("--workspace" in options) == (path not in {("init",), ("rules", "build")})
    assert ("--json" in options) == (path not in {("init",), ("serve",)})


def test_init_makes_a_workspace_and_keeps_what_is_there(tmp_path: Path) -> None:
    """Settings, database, evidence, sites and packs; a second time changes nothing."""
    folder = tmp_path / "watch"
    assert 0 == run("init", folder).exit_code
    assert {"fieldsign.toml", "fieldsign.db", "evidence", "sites", "packs"} <= {p.name for p in folder.iterdir()}
    (folder / "fieldsign.toml").write_text('contact = "a@b.example"\n')
    assert 0 == run("init", folder).exit_code
    assert 'contact = "a@b.example"\n' == (folder / "fieldsign.toml").read_text()


def test_init_refuses_a_folder_with_other_files(tmp_path: Path) -> None:
    """It names some of what is there and writes nothing."""
    (tmp_path / "thesis.doc").write_text("mine")
    result = run("init", tmp_path)
    assert (1, ["thesis.doc"]) == (result.exit_code, [p.name for p in tmp_path.iterdir()])
    assert "thesis.doc" in result.output


def bad_settings(workspace: Workspace) -> None:
    workspace.settings_file.write_text("delay = \n")


def no_folder(workspace: Workspace) -> None:
    workspace.folder.rename(workspace.folder.with_name("elsewhere"))


def newer_database(workspace: Workspace) -> None:
    with Store.open(workspace) as store:
        store.db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('fieldsign','m999','')"
        )
        store.db.conn.commit()


def broken_database(workspace: Workspace) -> None:
    workspace.database.write_bytes(b"not a database" * 1000)


def wrong_selector(workspace: Workspace) -> None:
    file = workspace.sites / "shop.py"
    file.write_text(file.read_text().replace('"a.ad"', '"a[[ad"'))


@pytest.mark.parametrize(
    ("spoil", "command", "code", "said"),
    [
        (bad_settings, ["sweep", "shop"], 1, "fieldsign.toml:1"),
        (no_folder, ["sweep", "shop"], 1, "fieldsign init"),
        (no_folder, ["status"], 1, "fieldsign init"),
        (None, ["sweep", "shopp"], 2, "did you mean shop?"),
        (None, ["sweep"], 2, "name a SITE, or a plan"),
        (None, ["sweep", "--plan", "weekly"], 2, "there is no plan 'weekly'"),
        (None, ["rules", "check", "no-such-folder"], 2, "does not exist"),
        (wrong_selector, ["sweep", "shop"], 1, "shop.py:"),
        (wrong_selector, ["sites", "list"], 1, "shop.py:"),
        (broken_database, ["status"], 1, "backup"),
        (newer_database, ["status"], 1, "newer"),
        (None, ["serve"], 2, "no timetables"),
    ],
)
def test_bad_input_gets_one_clear_message(
    workspace: Workspace, spoil: object, command: list[str], code: int, said: str
) -> None:
    """What was wrong, where and what to do; the exit code as documented; never a traceback."""
    if callable(spoil):
        spoil(workspace)
    result = run(*command, "--workspace", workspace.folder)
    assert code == result.exit_code, result.output
    assert said in result.output
    assert "Traceback" not in result.output


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """Read-only: the folder and what to do."""
    tmp_path.chmod(0o500)
    result = run("init", tmp_path / "watch")
    assert 1 == result.exit_code
    assert "write permission" in result.output


def test_four_first_starts_at_once(tmp_path: Path) -> None:
    """E01: each of them finds or makes the same workspace."""
    command = [sys.executable, "-m", "fieldsign", "init", str(tmp_path / "watch")]
    started = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(4)]
    assert [(0, b"")] * 4 == [(one.wait(60), one.communicate()[1]) for one in started]
    with Store.open(Workspace.open(tmp_path / "watch")) as store:
        assert [] == store.faults()


def test_a_second_sweep_of_a_site_says_who_is_sweeping_it(workspace: Workspace) -> None:
    """Exit code 1, and the process that has the site."""
    with held(workspace.locks / "sweep-shop.lock"):
        workspace.settings_file.write_text('delay = 0.0\nallowed_hosts = ["127.0.0.1:9"]\n')
        result = run("sweep", "shop", "--workspace", workspace.folder, "--json")
    (sweep,) = json.loads(result.stdout)["sweeps"]
    assert (1, 1) == (result.exit_code, sweep["exit_code"])
    assert f"process {os.getpid()}" in sweep["message"]


def test_several_sites_are_swept_in_their_order_and_the_worst_counts(workspace: Workspace, fake: FakeSweeps) -> None:
    """One that fails does not keep the next from being swept."""
    fake.by_site = {"a": "outside", "b": "crash", "c": "done"}
    ends = run_sweeps(workspace, load_config(workspace.folder), "abc", Console(quiet=True), fake.command)
    assert ["a", "b", "c"] == [end.site for end in ends]
    assert [1, 3, 3, 0] == [worst(ends), worst([ends[0]]), worst([ends[2], ends[0]]), worst([ends[2]])]


def test_ctrl_c_lets_the_sweep_put_its_work_down_and_begins_no_other(workspace: Workspace, fake: FakeSweeps) -> None:
    """One signal to the command: the child is told, its last word is kept, and the sites after it are not begun."""
    fake.how = "hang"
    config, quiet = load_config(workspace.folder), Console(quiet=True)
    press = threading.Thread(target=lambda: (until(fake.ran), os.kill(os.getpid(), signal.SIGINT)))
    press.start()
    ends = run_sweeps(workspace, config, ["shop", "forum"], quiet, fake.command)
    press.join()
    assert ["shop"] == [end.site for end in ends]
    assert (True, False) == (ends[0].stopped, ends[0].killed)


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_shown_on_a_terminal_and_in_a_log(workspace: Workspace, fake: FakeSweeps, terminal: bool) -> None:
    """A live line or plain lines; neither fails on anything the sweep says."""
    console = Console(record=True, force_terminal=terminal, width=160, file=open(os.devnull, "w"))  # noqa: SIM115, PTH123
    with console.file:
        run_sweeps(workspace, load_config(workspace.folder), ["shop"], console, fake.command)
    assert "shop" in console.export_text()


def test_status_shows_last_running_and_next(workspace: Workspace) -> None:
    """A row for each site: the last sweep, whether one runs, when the next is due."""
    swept_at(workspace, "shop", datetime(2026, 11, 23, 3, 0, 2, tzinfo=UTC))
    site_file(workspace, "forum")
    workspace.settings_file.write_text('[timetables.nightly]\nsites = ["shop"]\ncron = "0 3 * * *"\n')
    with held(workspace.locks / "sweep-forum.lock"):
        rows = {row["site"]: row for row in json.loads(run("status", "--workspace", workspace.folder, "--json").output)}
    assert ("done", "no") == (rows["shop"]["outcome"], rows["shop"]["running"])
    assert rows["shop"]["last_sweep"].startswith("2026-11-23T03:00:02")
    assert "T03:00" in rows["shop"]["next"]
    assert (None, "yes", None) == (rows["forum"]["outcome"], rows["forum"]["running"], rows["forum"]["next"])


def test_sites_list_names_each_site(workspace: Workspace) -> None:
    """The workspace's own sites are among them."""
    result = run("sites", "list", "--workspace", workspace.folder, "--json")
    assert "shop" in {site["site"] for site in json.loads(result.output)["sites"]}


def test_scrapy_lists_its_spiders() -> None:
    """`python -m scrapy list` works from the checkout."""
    listed = subprocess.run([sys.executable, "-m", "scrapy", "list"], cwd=ROOT, capture_output=True, text=True)
    assert (0, "") == (listed.returncode, listed.stderr)
