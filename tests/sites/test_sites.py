"""Every site of the project reads its own saved pages. A new site adds its tests by adding its folder."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.loading import load_sites
from crawler.saved_pages import EXPECTED, FIELDS, check, folder_of, response_of
from crawler.scrub import scrub
from crawler.settings import Config

HERE = Path(__file__).parent
SITES = load_sites(Config(folder=HERE))


def things(name: str) -> list[str]:
    """What is compared on the saved pages of a site, as `page what`; a site without any is one red test."""
    return [f"{one.page} {one.what}" for one in check(SITES[name], HERE / name)]


def expected(name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((HERE / name / EXPECTED).read_text(encoding="utf-8"))
    return told


def test_no_site_file_is_broken() -> None:
    assert () == SITES.faults
    assert len(SITES) >= 4


@pytest.mark.parametrize("name", SITES)
def test_a_site_is_checked_by_its_fields(name: str) -> None:
    """Its index page, and every field of its listing page; its pages are where a command looks for them."""
    assert folder_of(SITES.files[name], name) == HERE / name
    assert {"index links", *(f"listing {field}" for field in FIELDS)} <= set(things(name))


@pytest.mark.parametrize(("name", "thing"), [(name, thing) for name in SITES for thing in things(name)])
def test_each_thing_is_read_as_a_person_saw_it(name: str, thing: str) -> None:
    """Each field, link and outcome is a result of its own; an unconfirmed site is red."""
    (one,) = [one for one in check(SITES[name], HERE / name) if f"{one.page} {one.what}" == thing]
    assert one.right, one.fault


@pytest.mark.parametrize("name", SITES)
def test_an_index_page_is_no_listing(name: str) -> None:
    """An index page gives no listing."""
    told = expected(name)
    page = response_of(HERE / name, "index", told["index"])
    assert () == SITES[name]().read_listings(page, datetime.fromisoformat(told["looked_at"]))


@pytest.mark.parametrize("page", sorted(HERE.glob("*/*.html")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_saved_pages_are_scrubbed(page: Path) -> None:
    """Nothing is left to scrub: no script, no token, no address, no telephone number."""
    text = page.read_text(encoding="utf-8")
    assert text == scrub(text)
    assert "@" not in text.replace("@mail.invalid", "").replace('"@', "")


def test_a_site_file_stays_short() -> None:
    """Under 30 lines by the median; a site of a family under 10. Blank lines do not count."""
    lines = {
        name: sum(bool(line.strip()) for line in path.read_text(encoding="utf-8").splitlines())
        for name, path in SITES.files.items()
    }
    assert sorted(lines.values())[len(lines) // 2] < 30
    of_families = [name for name in SITES if SITES[name].__mro__[1].__module__.startswith("spiders.families")]
    assert {name: lines[name] for name in of_families if lines[name] >= 10} == {}
