"""Sweeps of marketplace and forum software that nobody here wrote."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from storage.workspace import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.thirdparty]

ADS = Path(__file__).parent / "testbed" / "listings.csv"
UNPLAIN = ("evasive", "code word", "relist")
ALL_ADS = {"oscar": 123, "classified": 123, "machina": 46, "spirit": 46, "wordpress": 41}
SITES = tuple(ALL_ADS)


def plainly_suspect() -> set[str]:
    """Ids of the ads that say openly what they offer; evasive wording is what the full engine is for."""
    with ADS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["id"] for row in rows if row["suspect"] == "1" and not any(word in row["why"] for word in UNPLAIN)}


def sweep(folder: Path, name: str, base_url: str) -> dict[str, Any]:
    Workspace.create(folder)
    netloc = base_url.removeprefix("http://")
    settings = f'delay = 0.0\nallowed_hosts = ["{netloc}"]\nindex_pages = 20\n'
    settings += f'[sites.{name}_testbed]\nhome = "{base_url}/"\n'
    (folder / "fieldsign.toml").write_text(settings)
    command = [sys.executable, "-m", "fieldsign.child", str(folder), f"{name}_testbed"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert done.stdout, done.stderr
    end: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert done.returncode == 0, end
    return end


def found(folder: Path) -> list[sqlite3.Row]:
    sql = """select listings.native_id, listings.url, listings.title, evidence.path from findings
        join listings on listings.id = findings.listing_id join captures on captures.id = findings.capture_id
        left join evidence on evidence.sha256 = captures.screenshot_sha256"""
    with closing(sqlite3.connect(folder / "fieldsign.db")) as db:
        db.row_factory = sqlite3.Row
        return db.execute(sql).fetchall()


def native_id(ad: dict[str, Any]) -> str:
    return f"{ad['id']}/{ad['posts'][0]}" if ad["posts"] else str(ad["id"])


@pytest.mark.parametrize(
    ("name", "count"),
    [pytest.param(name, 40, id=name) for name in SITES]
    + [pytest.param(name, count, id=f"{name}-all", marks=pytest.mark.soak) for name, count in ALL_ADS.items()],
)
def test_nine_in_ten_plainly_suspect_listings_are_found_with_a_screenshot(
    name: str, count: int, tmp_path: Path, testbed_site: Callable[..., dict[str, Any]]
) -> None:
    """A sweep of the real software finds what the seed marks as plainly suspect, each with a picture of its page."""
    site = testbed_site(name, count)
    end = sweep(tmp_path / "workspace", name, site["base_url"])
    rows = found(tmp_path / "workspace")
    plain = plainly_suspect()
    wanted = {native_id(ad): ad for ad in site["listings"] if ad["csv_id"] in plain}
    seen = {row["native_id"] for row in rows}
    missed = [ad for key, ad in wanted.items() if key not in seen]
    hits = len(wanted) - len(missed)
    print(f"{name}: {hits} of {len(wanted)} plainly suspect found; {end['listings']} listings seen")
    for ad in missed:
        print(f"  missed {ad['csv_id']} ({ad['lang']}) {ad['url']}")
    assert len(missed) <= len(wanted) / 10
    assert {site.get("suspect_comment")} - {None} <= seen
    for row in rows:
        picture = tmp_path / "workspace" / row["path"]
        with Image.open(io.BytesIO(picture.read_bytes())) as image:
            assert image.width >= 1000, row["url"]
