"""Every site of the project reads its own saved pages. A new site adds its tests by adding its folder."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import HtmlResponse

from crawler.loading import load_sites
from crawler.scrub import scrub
from crawler.settings import Config
from storage.records import Listing

HERE = Path(__file__).parent
SITES = load_sites(Config(folder=HERE))
FIELDS = ("native_id", "title", "text", "price", "posted", "seller", "place", "images")
SAVED = [(name, kind) for name in SITES for kind in ("index", "empty") if (HERE / name / f"{kind}.html").exists()]


def expected(name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((HERE / name / "expected.json").read_text(encoding="utf-8"))
    return told


def saved(name: str, kind: str) -> HtmlResponse:
    body = (HERE / name / f"{kind}.html").read_bytes()
    return HtmlResponse(expected(name)[kind]["url"], body=body, encoding="utf-8")


def as_written(listing: Listing, field: str) -> Any:
    """A field of a listing in the shape of expected.json."""
    value = getattr(listing, field)
    if field == "price" and value:
        return [str(value.amount), value.currency]
    if field == "posted" and value:
        return [value.at.isoformat(), value.precision]
    return list(value) if field == "images" else value


def test_no_site_file_is_broken() -> None:
    assert () == SITES.faults
    assert len(SITES) >= 4


@pytest.mark.parametrize("name", SITES)
def test_a_site_has_its_saved_pages(name: str) -> None:
    """A site without saved pages is red until it has them."""
    assert (HERE / name / "index.html").exists()
    assert (HERE / name / "listing.html").exists()


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("name", SITES)
def test_each_field_is_read(name: str, field: str) -> None:
    """The field of every listing on the saved page is what a person read there."""
    told = expected(name)
    read = SITES[name]().read_listings(saved(name, "listing"), datetime.fromisoformat(told["looked_at"]))
    assert [one[field] for one in told["listing"]["listings"]] == [as_written(one, field) for one in read]


@pytest.mark.parametrize(("name", "kind"), SAVED)
def test_an_index_page_is_read(name: str, kind: str) -> None:
    """Links, the next page and the marker of an empty result are what a person saw."""
    told = expected(name)[kind]
    page = SITES[name]().read_index(saved(name, kind))
    assert told["links"] == [link.url for link in page.links]
    assert (told["next_url"], told["empty"]) == (page.next_url, page.empty)


@pytest.mark.parametrize("name", SITES)
def test_a_listing_page_is_no_index_and_the_reverse(name: str) -> None:
    """An index page gives no listing."""
    told = expected(name)
    assert () == SITES[name]().read_listings(saved(name, "index"), datetime.fromisoformat(told["looked_at"]))


@pytest.mark.parametrize("page", sorted(HERE.glob("*/*.html")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_saved_pages_are_scrubbed(page: Path) -> None:
    """Nothing is left to scrub: no script, no token, no address, no telephone number."""
    text = page.read_text(encoding="utf-8")
    assert text == scrub(text)
    assert "@" not in text.replace("@mail.invalid", "").replace('"@', "")
