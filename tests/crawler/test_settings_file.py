"""fieldsign.toml: read strictly, every fault at once with its line, and never guessed."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from crawler.settings import CaptureCaps, Config, Plan, SiteSettings, Timetable
from crawler.settings_file import SettingsError, known_settings, load_config
from fieldsign.init import SETTINGS

OPERATE = Path(__file__).parents[2] / "docs" / "operate.md"


def config(folder: Path, text: str) -> Config:
    (folder / "fieldsign.toml").write_text(text, encoding="utf-8")
    return load_config(folder)


def faults(folder: Path, text: str) -> list[tuple[int | None, str, str]]:
    with pytest.raises(SettingsError) as raised:
        config(folder, text)
    return [(fault.line, fault.key, f"{fault.message} {fault.remedy}") for fault in raised.value.faults]


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    """Nothing needs to be said."""
    assert Config(folder=tmp_path) == config(tmp_path, "")


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    """Each kind of value arrives as its own type, paths from the workspace folder."""
    text = """
    contact = "a@b.example"
    delay = 2
    allowed_hosts = ["LOCALHOST:80", "10.0.0.1", "[::1]:8"]
    packs = ["packs"]
    browser = "/opt/chromium"
    capture.viewport = [800, 600]
    sites.shop = {queries = ["ivory", "象牙"], home = "https://shop.example/"}
    [timetables.often]
    sites = ["shop"]
    every = "6h"
    """
    assert Config(
        folder=tmp_path,
        contact="a@b.example",
        delay=2.0,
        allowed_hosts=frozenset({"localhost:80", "10.0.0.1", "[::1]:8"}),
        packs=(tmp_path / "packs",),
        browser=Path("/opt/chromium"),
        capture=CaptureCaps(viewport=(800, 600)),
        sites={"shop": SiteSettings(queries=("ivory", "象牙"), home="https://shop.example/")},
        timetables=(Timetable(name="often", sites=("shop",), every=21_600.0),),
    ) == config(tmp_path, text)


def test_all_faults_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    """A file with five faults gives five, each with its line and key."""
    text = 'page_budgett = 3\ntimeout = "long"\n\n[capture]\nmax_height = 0\n'
    text += '[timetables.night]\nsites = []\nzone = "Mars"\n'
    found = faults(tmp_path, text)
    assert [
        (1, "page_budgett"),
        (2, "timeout"),
        (5, "capture.max_height"),
        (6, "timetables.night"),
        (6, "timetables.night"),
        (8, "timetables.night.zone"),
    ] == [(line, key) for line, key, _ in found]
    assert "Did you mean page_budget?" in found[0][2]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("delay = 0.5\n", 1, "floor of 1 s"),
        ("delay = -1\n", 1, "not a number"),
        ("delay = true\n", 1, "not a number"),
        ("page_budget = 2.5\n", 1, "whole number"),
        ('practice = "yes"\n', 1, "true or false"),
        ('contact = "nobody"\n', 1, "e-mail"),
        ('contact = "a@b.example\\r\\nX: y"\n', 1, "one line"),
        ('packs = "packs"\n', 1, "not a list"),
        ('allowed_hosts = ["http://x/"]\n', 1, "not a host"),
        ("capture = 3\n", 1, "a table is needed"),
        ("[sites]\nshop = 3\n", 2, "a table is needed"),
        ('\n[sites."a b"]\nhome = "shop"\n', 3, "web address"),
        ('[timetables.x]\nsites=["a"]\ncron="0 3 * *"\n', 3, "five"),
        ('[timetables.x]\nsites=["a"]\ncron="0 25 * * *"\n', 3, "not a time"),
        ('[timetables.x]\nsites=["a"]\ncron="0 3 1 * 1"\n', 3, "two timetables"),
        ('[timetables.x]\nsites=["a"]\nevery="1s"\n', 3, "1 minute"),
        ('[timetables.x]\nsites=["a"]\nevery="1h"\ncron="0 3 * * *"\n', 1, "exactly one"),
        ("\ndelay = \n", 2, "not TOML"),
        ("a = 1\na = 2\n", 2, "not TOML"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    """One fault, one line, what is wrong or what to do."""
    ((found, _, message),) = faults(tmp_path, text)
    assert line == found
    assert said in message


def test_a_fast_pace_is_only_for_hosts_of_ones_own(tmp_path: Path) -> None:
    """Under one second is taken when the workspace names its own hosts."""
    assert 0.0 == config(tmp_path, 'delay = 0.0\nallowed_hosts = ["127.0.0.1:8"]').delay


def test_a_file_that_is_not_text_is_named_with_its_line(tmp_path: Path) -> None:
    """Bytes that are not UTF-8: the line where they stand."""
    (tmp_path / "fieldsign.toml").write_bytes(b"delay = 5\ncontact = '\xff'\n")
    with pytest.raises(SettingsError, match=r"fieldsign\.toml:2: is not UTF-8"):
        load_config(tmp_path)


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    """No fieldsign.toml: the command that makes one."""
    with pytest.raises(SettingsError, match="fieldsign init"):
        load_config(tmp_path)


def test_the_environment_plays_no_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables with the names of settings change nothing."""
    for name in ("DELAY", "FIELDSIGN_DELAY", "CONTACT"):
        monkeypatch.setenv(name, "9")
    assert Config(folder=tmp_path) == config(tmp_path, "")


def test_the_file_that_init_writes_is_good_with_and_without_its_comments(tmp_path: Path) -> None:
    """Every line that is commented out is a setting that works, with the default as its value."""
    assert Config(folder=tmp_path) == config(tmp_path, SETTINGS)
    told = config(tmp_path, re.sub(r"(?m)^# (?=\[|\w+ = )", "", SETTINGS))
    same = {"delay", "timeout", "page_budget", "index_pages", "max_crawl_delay", "sweep_deadline", "capture"}
    assert {name: getattr(Config(folder=tmp_path), name) for name in same} == {
        name: getattr(told, name) for name in same
    }
    assert ("nightly", "ivory_weekly") == tuple(timetable.name for timetable in told.timetables)


def test_every_setting_can_be_read_and_is_described() -> None:
    """Each field of the records is a key of the file, and each key has a row in docs/operate.md."""
    known = known_settings()
    assert {entry.name for entry in fields(Config)} - {"folder", "capture", "sites", "timetables", "plans"} == set(
        known[""]
    )
    assert {entry.name for entry in fields(CaptureCaps)} == set(known["capture"])
    assert {entry.name for entry in fields(SiteSettings)} == set(known["sites.NAME"])
    assert {entry.name for entry in fields(Timetable)} - {"name"} == set(known["timetables.NAME"])
    when = {"cron", "every", "zone"}
    assert {entry.name for entry in fields(Plan)} - {"name"} | when == set(known["plans.NAME"])
    rows = set(re.findall(r"(?m)^\| `([\w.]+)` \|", OPERATE.read_text(encoding="utf-8")))
    assert {f"{table}.{key}" if table else key for table, keys in known.items() for key in keys} == rows


def test_the_workspaces_own_rules_are_always_read_and_last(tmp_path: Path) -> None:
    """`packs/` needs no setting; a rule in it replaces one of a shared pack."""
    (tmp_path / "packs").mkdir()
    (tmp_path / "fieldsign.toml").write_text('packs = ["shared"]\n', encoding="utf-8")
    assert (tmp_path / "shared", tmp_path / "packs") == load_config(tmp_path).packs


PLANS = """
index_pages = 4
audit_rate = 0.1
[plans.weekly]
sites = ["shop"]
depth = 40
queries = ["ivory"]
categories = []
every = "7d"
[plans.deep]
sites = ["shop", "forum"]
pages = 8
[timetables.night]
sites = ["shop"]
cron = "0 3 * * *"
plan = "deep"
"""


def test_a_plan_takes_what_it_leaves_out_from_the_general_settings(tmp_path: Path) -> None:
    """And a plan that names a time has a timetable of its own."""
    told = config(tmp_path, PLANS)
    weekly, deep = told.plans["weekly"], told.plans["deep"]
    assert (4, 40, 100, 0.1, ("ivory",), ()) == (
        weekly.pages,
        weekly.depth,
        weekly.listings,
        weekly.audit_rate,
        weekly.queries,
        weekly.categories,
    )
    assert (8, 8, None) == (deep.pages, deep.depth, deep.queries)
    assert {("night", "deep"), ("weekly", "weekly")} == {(one.name, one.plan) for one in told.timetables}
    assert (4, 4) == (told.plan(None).pages, told.plan(None).depth)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[plans.x]\npages = 3\n", 1, "names no sites"),
        ('[plans.x]\nsites = ["a"]\npages = 9\ndepth = 3\n', 4, "less than pages"),
        ('[plans.x]\nsites = ["a"]\nevery = "1d"\ncron = "0 3 * * *"\n', 1, "both cron and every"),
        ('[plans.x]\nsites = ["a"]\ncategories = ["antiques"]\n', 3, "not a web address"),
        ('[plans.x]\nsites = ["a"]\npagse = 3\n', 3, "Did you mean pages?"),
        ('[timetables.x]\nsites = ["a"]\ncron = "0 3 * * *"\nplan = "y"\n', 4, "there is no plan 'y'"),
    ],
)
def test_a_fault_in_a_plan_has_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        config(tmp_path, text)
    (fault,) = caught.value.faults
    assert (line, True) == (fault.line, said in str(fault)), str(fault)
