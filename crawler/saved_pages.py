"""The saved pages of a site, and whether the site file still reads in them what a person saw."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from scrapy.http import HtmlResponse

from crawler.outcome import said
from crawler.site import Site
from storage.records import Listing

ROOT = Path(__file__).resolve().parent.parent
FIELDS = ("native_id", "title", "text", "price", "posted", "seller", "place", "images")
INDEXES, NEEDED = ("index", "empty"), ("index", "listing")
EXPECTED = "expected.json"


class SavedPagesError(Exception):
    """Saved pages that cannot be used; the sentence says what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """One thing that was compared: on which page, what, and how it stands; `fault` is "" when it is right."""

    page: str
    what: str
    read: Any = None
    fault: str = ""

    @property
    def right(self) -> bool:
        """Tell whether it is as a person saw it."""
        return not self.fault


def folder_of(path: Path, name: str) -> Path:
    """Return where the saved pages of a site are whose file is `path`: those of the project stand with its tests."""
    if path.resolve().parent == ROOT / "spiders":
        return ROOT / "tests" / "sites" / name
    return path.parent / "tests" / name


def response_of(folder: Path, page: str, told: dict[str, Any]) -> HtmlResponse:
    """Return a saved page as if it had just been fetched. Raises OSError."""
    body = (folder / f"{page}.html").read_bytes()
    return HtmlResponse(told["url"], status=told.get("status", 200), body=body, encoding="utf-8")


def index_as_written(site: type[Site], response: HtmlResponse) -> dict[str, Any]:
    """Return what a site reads from an index page, in the shape of expected.json."""
    page = site().read_index(response)
    links = list(dict.fromkeys(link.url for link in page.links))
    return {"url": response.url, "links": links, "next_url": page.next_url, "empty": page.empty}


def listings_as_written(site: type[Site], response: HtmlResponse, looked_at: datetime) -> dict[str, Any]:
    """Return what a site reads from a listing's page, in the shape of expected.json."""
    read = site().read_listings(response, looked_at)
    return {"url": response.url, "listings": [{name: as_written(one, name) for name in FIELDS} for one in read]}


def state_as_written(site: type[Site], response: HtmlResponse) -> dict[str, Any]:
    """Return what a site takes a page that is no live listing for, in the shape of expected.json."""
    return {"url": response.url, "status": response.status, "outcome": said(site, response)}


def as_written(listing: Listing, field: str) -> Any:  # noqa: ANN401
    """Return a field of a listing in the shape of expected.json."""
    value = getattr(listing, field)
    if field == "price" and value:
        return [str(value.amount) if value.amount is not None else value.raw, value.currency]
    if field == "posted" and value:
        return [value.at.isoformat() if value.at else value.raw, value.precision]
    return list(value) if field == "images" else value


def as_read(site: type[Site], what: str, response: HtmlResponse, now: datetime) -> dict[str, Any]:
    """Return what a site reads from a saved page of that kind, in the shape of expected.json."""
    if what in INDEXES:
        return index_as_written(site, response)
    return listings_as_written(site, response, now) if what == "listing" else state_as_written(site, response)


def expected_of(folder: Path) -> dict[str, Any]:
    """Return what was seen on the saved pages in a folder. Raises SavedPagesError."""
    path = folder / EXPECTED
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        datetime.fromisoformat(told["looked_at"])
    except (OSError, ValueError, TypeError, KeyError) as error:
        why = f"it says no {error}" if isinstance(error, KeyError) else str(error)
        raise SavedPagesError(
            f"{path} cannot be used ({why}): save the pages with fieldsign sites new or snapshot"
        ) from error
    return dict(told)


def keep_expected(folder: Path, told: Mapping[str, Any]) -> None:
    """Write what was seen on the saved pages of a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / EXPECTED).write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def keep_pages(site: type[Site], folder: Path, pages: Mapping[str, HtmlResponse], now: datetime) -> dict[str, Any]:
    """Save pages with what the site reads from each, to be confirmed; others that were saved stay. Returns it all."""
    try:
        told = expected_of(folder)
    except SavedPagesError:
        told = {}
    told |= {"looked_at": now.isoformat(), "confirmed": None}
    folder.mkdir(parents=True, exist_ok=True)
    for what, response in pages.items():
        (folder / f"{what}.html").write_bytes(response.body)
        told[what] = as_read(site, what, response, now)
    keep_expected(folder, told)
    return told


def check(site: type[Site], folder: Path) -> list[Checked]:
    """Compare what a site reads from each saved page with what was seen there, thing by thing.

    A site without saved pages, or whose readings nobody has confirmed, is not right.
    """
    try:
        told = expected_of(folder)
    except SavedPagesError as error:
        return [Checked(page=EXPECTED, what="what was seen", fault=str(error))]
    return [
        *_confirmed(told),
        *_missing(folder, told),
        *(one for page in told for one in _page(site, folder, page, told)),
    ]


def _confirmed(told: dict[str, Any]) -> Iterator[Checked]:
    who = told.get("confirmed")
    fault = "" if who else "nobody has confirmed it yet: compare it with the page, then add --confirm YOUR-NAME"
    yield Checked(page=EXPECTED, what="confirmed", read=who, fault=fault)


def _missing(folder: Path, told: dict[str, Any]) -> Iterator[Checked]:
    for page in NEEDED:
        if page not in told or not (folder / f"{page}.html").is_file():
            yield Checked(page=page, what="saved page", fault=f"{folder / page}.html is missing: save one")


def _page(site: type[Site], folder: Path, page: str, told: dict[str, Any]) -> Iterator[Checked]:
    seen = told[page]
    if not isinstance(seen, dict) or "url" not in seen or not (folder / f"{page}.html").is_file():
        return
    response = response_of(folder, page, seen)
    if page in INDEXES:
        read = index_as_written(site, response)
        yield from _compared(page, seen, read, ("links", "next_url", "empty"))
        if page == "empty" and not read["empty"]:
            fault = "the site file has no sign by which this page is known to be empty: write `empty`"
            yield Checked(page=page, what="is told", read=False, fault=fault)
    elif "listings" in seen:
        read = listings_as_written(site, response, datetime.fromisoformat(told["looked_at"]))
        yield from _fields(page, seen["listings"], read["listings"])
    else:
        yield from _compared(page, seen, state_as_written(site, response), ("outcome",))


def _compared(page: str, seen: dict[str, Any], read: dict[str, Any], names: tuple[str, ...]) -> Iterator[Checked]:
    for name in names:
        yield Checked(page=page, what=name, read=read[name], fault=_difference(seen.get(name), read[name]))


def _fields(page: str, seen: list[dict[str, Any]], read: list[dict[str, Any]]) -> Iterator[Checked]:
    for name in FIELDS:
        before, now = [one.get(name) for one in seen], [one[name] for one in read]
        yield Checked(page=page, what=name, read=now, fault=_difference(before, now))


def _difference(before: Any, now: Any) -> str:  # noqa: ANN401
    return "" if before == now else f"{_short(before)} was seen, {_short(now)} is read"


def _short(value: Any) -> str:  # noqa: ANN401
    value = value[0] if isinstance(value, list) and len(value) == 1 else value
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:117]}..."
