"""The test bed itself: a real site comes up, is read by its site file as people see it, and goes down."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import HtmlResponse

from crawler.loading import load_sites
from crawler.settings import Config, SiteSettings
from crawler.site import Site
from crawler.urls import filled

pytestmark = pytest.mark.thirdparty


def fetched(url: str) -> HtmlResponse:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return HtmlResponse(answer.url, body=answer.read(), headers={"Content-Type": answer.headers["Content-Type"]})


def every_link(site: Site) -> dict[str, str]:
    """Address by native id of every listing that the site's categories lead to."""
    found: dict[str, str] = {}
    for template in site.browse:
        url: str | None = filled(template)
        while url:
            page = site.read_index(fetched(url))
            found |= {link.native_id or link.url: link.url for link in page.links}
            url = page.next_url
    return found


@pytest.mark.parametrize("name", ["oscar", "classified", "machina", "spirit"])
def test_every_seeded_listing_is_found_and_read(
    name: str, tmp_path: Path, testbed_site: Callable[..., dict[str, Any]]
) -> None:
    """Index pages lead to each listing the seed placed, and no other; each is read with a title, a text and a photo."""
    seeded = testbed_site(name, 40)
    settings = {f"{name}_testbed": SiteSettings(home=seeded["base_url"] + "/")}
    site = load_sites(Config(folder=tmp_path, sites=settings))[f"{name}_testbed"]()
    links = every_link(site)
    assert {str(ad["id"]) for ad in seeded["listings"]} == set(links)
    for ad in seeded["listings"]:
        read = site.read_listings(fetched(links[str(ad["id"])]), datetime.now(UTC))
        assert max(1, len(ad["posts"])) == len(read), ad["url"]
        first = read[0]
        assert first.title, ad["url"]
        assert first.text, ad["url"]
        assert bool(ad["photo"]) == bool(first.images), ad["url"]
        assert ad["seller"] in (first.seller or ad["seller"]) or "/profile/" in (first.seller or ""), ad["url"]
    assert () == site.read_listings(fetched(site.home), datetime.now(UTC))
