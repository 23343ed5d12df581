"""Every family reads the pages kept for it. A new family adds its tests by adding its folder."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from scrapy.http import HtmlResponse, JsonResponse, TextResponse

from crawler.declaration import DeclarationError
from crawler.loading import load_sites
from crawler.outcome import said
from crawler.recognise import recognised
from crawler.saved_pages import FIELDS, as_written
from crawler.scrub import blank_contacts, scrub
from crawler.settings import Config
from crawler.site import Forum, Site
from crawler.tree import visible_text
from spiders import families

HERE = Path(__file__).parent
SITES = HERE.parent / "sites"
DOCUMENT = HERE.parents[1] / "docs" / "families.md"
HAND_MADE = re.compile(r"<!-- hand-made in the markup of [^\n]+; not saved from a site -->\n")
FIVE_LINES = {"schema_org": {"browse", "links", "native_id"}, "telegram": {"browse"}}
UNVERIFIED = (
    "unverified: not run against the real software yet; run `fieldsign sites doctor NAME --live` on a site of it"
)


def family_in(module: str) -> type[Site]:
    """The one family of a module."""
    loaded = importlib.import_module(f"{families.__name__}.{module}")
    defined = [one for one in vars(loaded).values() if isinstance(one, type) and one.__module__ == loaded.__name__]
    (family,) = (one for one in defined if issubclass(one, Site))
    return family


FAMILIES = {one.name: family_in(one.name) for one in pkgutil.iter_modules(families.__path__)}
TOLD: dict[str, dict[str, Any]] = {
    path.parent.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(HERE.glob("*/expected.json"))
}
PROJECT_SITES = load_sites(Config(folder=HERE))


def kept_with(what: str) -> list[tuple[str, str]]:
    """Family and page of every expectation that says `what`."""
    return [
        (name, page)
        for name, told in TOLD.items()
        for page, value in told.items()
        if page != "site" and isinstance(value, dict) and what in value
    ]


def saved(name: str, page: str) -> TextResponse:
    told = TOLD[name][page]
    path = HERE / name / (page if "." in page else f"{page}.html")
    kind = JsonResponse if path.suffix == ".json" else HtmlResponse
    return kind(told["url"], status=told.get("status", 200), body=path.read_bytes(), encoding="utf-8")


def site_of(name: str, **more: Any) -> type[Site]:
    """A site of a family in four lines, and what its expectations add."""
    family = FAMILIES[name]
    lines = {"name": f"{name}_example", "home": TOLD[name]["home"], "languages": ["en"], "expect": (1, 100)}
    made: type[Site] = type(f"{family.__name__}Example", (family,), lines | more)
    return made


def whole_site_of(name: str) -> Site:
    return site_of(name, **TOLD[name].get("site", {}))()


def sites_kept(family: type[Site]) -> Iterator[Path]:
    """The folders in tests/sites of the project's own sites of a family."""
    return (SITES / name for name, site in PROJECT_SITES.items() if issubclass(site, family))


PAGES = [(name, path) for name in FAMILIES for path in sorted((HERE / name).glob("*.html"))]
ALL_PAGES = PAGES + [
    (name, path) for name, family in FAMILIES.items() for folder in sites_kept(family) for path in folder.glob("*.html")
]
NAMED = {"ids": lambda value: f"{value.parent.name}-{value.stem}" if isinstance(value, Path) else str(value)}


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_has_its_pages(name: str) -> None:
    """A family without an index page and a listing page, its own or those of a site of it, is red until it has them."""
    folders = [HERE / name, *sites_kept(FAMILIES[name])]
    assert any({"index.html", "listing.html"} <= {path.name for path in folder.glob("*.html")} for folder in folders)


@pytest.mark.parametrize("name", TOLD)
def test_every_page_is_expected(name: str) -> None:
    """No folder without a family, no page without an expectation, and no expectation without its page."""
    assert name in FAMILIES
    pages = {page.name.removesuffix(".html") for page in (HERE / name).iterdir()} - {"expected.json"}
    assert pages == {page for page, value in TOLD[name].items() if isinstance(value, dict) and page != "site"}


@pytest.mark.parametrize(("name", "page"), kept_with("links"))
def test_an_index_page_is_read(name: str, page: str) -> None:
    """Links, those paid for, the next page and the marker of an empty result are what a person sees."""
    told = TOLD[name][page]
    index = whole_site_of(name).read_index(saved(name, page))
    assert told["links"] == [link.url for link in index.links]
    assert told.get("promoted", []) == [link.url for link in index.links if link.promoted]
    assert (told["next_url"], told["empty"]) == (index.next_url, index.empty)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(("name", "page"), kept_with("listings"))
def test_each_field_is_read(name: str, page: str, field: str) -> None:
    """The field of every listing on the page is what a person reads there."""
    told = TOLD[name]
    read = whole_site_of(name).read_listings(saved(name, page), datetime.fromisoformat(told["looked_at"]))
    assert [one[field] for one in told[page]["listings"]] == [as_written(one, field) for one in read]


@pytest.mark.parametrize(("name", "page"), kept_with("listings"))
def test_a_listing_has_the_address_that_people_see(name: str, page: str) -> None:
    """A page that was scanned as data too; `data_url` says where the data are, if not in the page itself."""
    told, site = TOLD[name][page], whole_site_of(name)
    read = site.read_listings(saved(name, page), datetime.fromisoformat(TOLD[name]["looked_at"]))
    shown = told.get("shown_at", told["url"])
    assert {shown} == {listing.url for listing in read}
    assert (told.get("data_url") or told["url"]) == site.data_url(told["url"])


@pytest.mark.parametrize(("name", "page"), kept_with("links"))
def test_an_index_page_gives_no_listing(name: str, page: str) -> None:
    assert () == whole_site_of(name).read_listings(saved(name, page), datetime.fromisoformat(TOLD[name]["looked_at"]))


@pytest.mark.parametrize(("name", "page"), kept_with("outcome"))
def test_a_page_says_what_became_of_its_listing(name: str, page: str) -> None:
    """The page itself says it: without its status it says the same."""
    response = saved(name, page)
    assert TOLD[name][page]["outcome"] == said(FAMILIES[name], response)
    assert TOLD[name][page]["outcome"] == said(FAMILIES[name], response.replace(status=200))


@pytest.mark.parametrize(("name", "path"), ALL_PAGES, **NAMED)
def test_a_page_is_recognised_by_its_own_family(name: str, path: Path) -> None:
    """By no other one either; a family that is no software has no marks."""
    page = HtmlResponse("https://somewhere.example/", body=path.read_bytes(), encoding="utf-8")
    assert (FAMILIES[name] if FAMILIES[name].marks else None) is recognised(page, FAMILIES.values())


@pytest.mark.parametrize("name", [name for name in FAMILIES if name in TOLD])
def test_a_site_of_a_family_is_four_lines(name: str) -> None:
    """Name, home, languages and the range; a family that cannot know more says in its docstring what is wanted."""
    if name not in FIVE_LINES:
        made = site_of(name)
        assert made.browse or made.search
        assert made.links
        return
    with pytest.raises(DeclarationError) as wrong:
        site_of(name)
    asked = {fault.attribute or "browse" for fault in wrong.value.faults}
    assert asked == FIVE_LINES[name]
    assert all(f"`{one}" in (FAMILIES[name].__doc__ or "") for one in asked)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_says_whether_somebody_swept_it(name: str) -> None:
    family = FAMILIES[name]
    if family.verified:
        assert re.fullmatch(r"[\w-]+ [\d.]+, \d{4}-\d\d-\d\d", family.verified)
    assert bool(family.verified) is not ("unverified" in (family.__doc__ or ""))


@pytest.mark.parametrize(("name", "path"), PAGES, **NAMED)
def test_a_page_says_where_it_is_from(name: str, path: Path) -> None:
    """A hand-made page says that it is; one that was saved from the software is scrubbed. Neither leads to a person."""
    text = path.read_text(encoding="utf-8")
    if TOLD[name]["handmade"]:
        assert HAND_MADE.match(text)
    else:
        assert text == scrub(text)
    shown = visible_text(html.fromstring(text.encode("utf-8")))
    assert shown.replace("name@mail.invalid", "") == blank_contacts(shown).replace("name@mail.invalid", "")


@pytest.mark.parametrize("path", sorted(HERE.glob("*/*.json")), **NAMED)
def test_hand_made_json_says_so(path: Path) -> None:
    assert "handmade" in json.loads(path.read_text(encoding="utf-8"))


def test_the_document_has_every_family() -> None:
    """docs/families.md names each with its kind and with what it was verified against."""
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| (\w+) \| (.+) \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    expected = {
        (name, "forum" if issubclass(family, Forum) else "marketplace", family.verified or UNVERIFIED)
        for name, family in FAMILIES.items()
    }
    assert expected == set(rows)
    assert len(rows) == len(FAMILIES)
