"""The file that staff get: short, as ruff would have it, and a site that reads the pages."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.http import HtmlResponse

from crawler.loading import load_sites
from crawler.scaffold import Proposal, propose, source
from crawler.settings import Config
from tests.scaffold.made_pages import board, index, listing, shop, thread
from tests.scaffold.test_known_sites import FAMILIES, proposed

TALK = [("anna", "I found this old thing in the attic"), ("bert", "That depends on its age and on its make")]


def board_example() -> Proposal:
    return propose([board(), thread(1, TALK), thread(2, TALK)], name="board_example")


FILES = {
    "shop": shop,
    "board": board_example,
    "no_listing": lambda: propose([index()], name="shop_example"),
    "no_index": lambda: propose([listing(0), listing(1)], name="shop_example", without_index=True),
    **{name: lambda name=name: proposed(name) for name in FAMILIES},
    **{f"{name}_family": lambda name=name: proposed(name, family=FAMILIES[name]) for name in FAMILIES},
}


@pytest.mark.parametrize("name", FILES)
def test_the_file_is_short_and_as_ruff_writes_it(name: str) -> None:
    text = source(FILES[name]())
    assert len([line for line in text.splitlines() if line.strip()]) < 30
    for command in (
        ["format", "--check", "--isolated", "--line-length=120", "-"],
        ["check", "--isolated", "--line-length=120", "--select=E,F,I,W,N", "-"],
    ):
        told = subprocess.run(
            [sys.executable, "-m", "ruff", *command], input=text, text=True, capture_output=True, timeout=60
        )
        assert told.returncode == 0, (text, told.stdout, told.stderr)


@pytest.mark.parametrize("name", ["shop", "board", "oscar", "machina_family"])
def test_the_file_is_loaded_and_reads_what_was_proposed(name: str, tmp_path: Path) -> None:
    """What is written is what was tried."""
    proposal = FILES[name]()
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "new.py").write_text(source(proposal), encoding="utf-8")
    sites = load_sites(Config(folder=tmp_path))
    assert () == sites.faults
    loaded = sites[proposal.name]
    for key in ("links", "native_id", "next_page", "browse", "search", "fields", "expect", "languages"):
        assert getattr(proposal.site, key) == getattr(loaded, key), key


def test_the_file_of_a_family_says_only_what_the_site_adds() -> None:
    text = source(proposed("machina", family=FAMILIES["machina"]))
    assert "from spiders.families.django_machina import DjangoMachina" in text
    assert "links =" not in text
    assert "posts =" not in text


def test_addresses_that_the_family_has_too_are_left_out() -> None:
    """A site of a family is its name, its home, its languages and what it gives."""
    text = source(proposed("oscar", family=FAMILIES["oscar"]))
    assert {"name", "home", "languages", "expect", "currency"} == set(re.findall(r"^    (\w+) = ", text, re.MULTILINE))
    assert "browse = " in source(proposed("machina", family=FAMILIES["machina"]))


def test_what_is_missing_is_said_in_the_file() -> None:
    """A site cannot do without links: the file says what to do before it is loaded."""
    text = source(propose([listing(0), listing(1)], name="shop_example", without_index=True))
    assert "# write links:" in text


def test_the_page_is_read_by_what_is_written() -> None:
    page = index()
    response = HtmlResponse(page.url, body=str(page.body), encoding="utf-8")
    assert len(shop().site().read_index(response).links) == 6
