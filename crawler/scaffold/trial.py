"""The proposal put to the test: the class is made, the product reads the pages with it, and only what holds is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crawler import outcome
from crawler.declared_values import READ_FIELDS
from crawler.scaffold.details import LOOKED_AT
from crawler.scaffold.evidence import Seen
from crawler.scaffold.naming import carries_site
from crawler.scaffold.opened import Opened, key_of
from crawler.scaffold.pages import Roles
from crawler.scaffold.proposal import Confidence, Part, missing
from crawler.site import Forum, Site
from storage.records import Listing, PostedAt, Price

FROM_OPEN_GRAPH = "OpenGraph's title, which may carry the site's name too"
PLAIN = (
    "home",
    "hosts",
    "search",
    "browse",
    "languages",
    "expect",
    "currency",
    "date_order",
    "links",
    "next_page",
    "empty",
)
READ = ("native_id", "promoted", "gone", "wall", "posts", "post_id")
MUCH = 160


def class_name(name: str) -> str:
    """Return the name of the class of a site, such as ExampleClassifieds for example_classifieds."""
    said = "".join(part[:1].upper() + part[1:] for part in name.split("_") if part)
    return f"{said}Site" if said in ("", "Site", "Marketplace", "Forum") else said


def made(base: type[Site], name: str, parts: Mapping[str, Part], url: str) -> type[Site]:
    """Return the class that the parts declare; what a site cannot do without is filled in, so that pages can be read.

    Raises crawler.declaration.DeclarationError.
    """
    declared: dict[str, Any] = {key: part.value for key in (*PLAIN, *READ) if (part := parts.get(key)) and part.value}
    fields = {key[7:]: part.value for key, part in parts.items() if key.startswith("fields.") and part.value}
    needed: dict[str, Any] = {
        "home": url if url.startswith("http") else "https://unknown.example/",
        "browse": [url if url.startswith("http") else "https://unknown.example/"],
        "languages": ["en"],
        "expect": (1, 1000),
        "links": "a",
        "native_id": "(?!)",
    }
    needed = {key: value for key, value in needed.items() if not getattr(base, key, None)}
    if issubclass(base, Forum) and not base.posts:
        needed["posts"] = "article"
    declared = needed | declared | ({"fields": {**base.fields, **fields}} if fields else {})
    inner = {"name": name, "__module__": "proposed", "__doc__": "Proposed.", **declared}
    if not issubclass(base, Forum):
        inner = {key: value for key, value in inner.items() if key not in ("posts", "post_id")}
    site: type[Site] = type(class_name(name), (base,), inner)
    return site


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """Parts that are to be read with."""

    base: type[Site]
    name: str
    roles: Roles
    parts: Mapping[str, Part]
    seen: tuple[Seen, ...]

    def tried(self) -> tuple[dict[str, Part], tuple[str, ...]]:
        """Return the parts that hold, with what the product reads with each, and notes on those which did not."""
        parts, notes = dict(self.parts), []
        for check in (self._index, self._fields, self._signs):
            for key, part, note in map(self._without_site, check(parts)):
                if note:
                    notes.append(note)
                parts[key] = part
        return parts, tuple(notes)

    def _site(self, parts: Mapping[str, Part]) -> Site:
        page = self.roles.index or self.roles.listings[0]
        return made(self.base, self.name, parts, page.url)()

    def _index(self, parts: Mapping[str, Part]) -> list[tuple[str, Part, str]]:
        group = self.roles.group
        if group is None or not parts["links"].value:
            return []
        read = self._site(parts).read_index(group.page.response)
        said = f"{len(read.links)} listings, the first {read.links[0].url}" if read.links else "none"
        changes = [("links", replace(parts["links"], read={group.page.url: said}), "")]
        ids = [link.native_id for link in read.links if not link.promoted]
        if not {link.native_id for link in read.links} >= set(group.ids):
            lost = missing("the selector does not read back what was seen")
            return [("links", lost, "links: the product reads other listings than were seen")]
        following = parts["next_page"]
        if following.value and (
            read.next_url is None or key_of(read.next_url) != key_of(following.read[group.page.url])
        ):
            changes.append(
                ("next_page", missing("the product reads another next page"), "next_page does not read back")
            )
        if parts["promoted"].value and not ids:
            changes.append(("promoted", missing("all of the listings would be promoted"), ""))
        if self.roles.empty is not None and parts["empty"].value and not self._is_empty(parts, self.roles.empty):
            changes.append(("empty", missing("the empty page does not read as empty"), "empty does not read back"))
        return changes

    def _is_empty(self, parts: Mapping[str, Part], page: Opened) -> bool:
        return self._site(parts).read_index(page.response).empty

    def _fields(self, parts: Mapping[str, Part]) -> list[tuple[str, Part, str]]:
        if not parts["native_id"].value:
            return []
        site = self._site(parts)
        changes: list[tuple[str, Part, str]] = []
        read = {page.url: site.read_listings(page.response, LOOKED_AT) for page in self.roles.listings}
        if parts.get("posts", Part()).value and read and not any(read.values()):
            lost = missing("the product reads no post with what was found")
            changes.append(("posts", lost, "posts does not read back"))
        for name in READ_FIELDS:
            part = parts.get(f"fields.{name}")
            if part is not None and self.roles.listings:
                changes.append(self._field(name, part, read))
        return changes

    def _field(self, name: str, part: Part, read: Mapping[str, Sequence[Listing]]) -> tuple[str, Part, str]:
        key = f"fields.{name}"
        shown = {url: as_read(listings, name) for url, listings in read.items()}
        got = {url: value for url, value in shown.items() if value}
        if part.found and not got:
            return key, missing(f"the product reads no {name} with what was found"), f"{key} does not read back"
        if not part.found and name == "price" and issubclass(self.base, Forum):
            how = "a line of a post that is one price and names its currency"
            return key, (Part(how=how, confidence=Confidence.LIKELY, read=got) if got else part), ""
        if not part.found and got and name == "title" and issubclass(self.base, Forum):
            how = "the page's title element, which may carry the site's name too"
            return key, Part(how=how, confidence=Confidence.GUESS, read=got), ""
        if not part.found and got and name == "title" and not any(one.said.is_item for one in self.seen):
            return key, Part(how=FROM_OPEN_GRAPH, confidence=Confidence.GUESS, read=got), ""
        if not part.found and got and len(got) == len(shown) and name != "text":
            return key, Part(how="structured data", confidence=Confidence.LIKELY, read=got), ""
        return key, replace(part, read=got), ""

    def _without_site(self, change: tuple[str, Part, str]) -> tuple[str, Part, str]:
        """Take back a title that carries the site's name: no element of the pages gave it."""
        key, part, _ = change
        if key != "fields.title" or part.value or not part.found:
            return change
        pages = {page.url: page for page in self.roles.listings}
        index = [(self.roles.index, self.roles.index.title)] if self.roles.index else []
        if carries_site([*((pages[url], title) for url, title in part.read.items() if url in pages), *index]):
            return key, missing("the only title that was found carries the site's name: look for its heading"), ""
        return change

    def _signs(self, parts: Mapping[str, Part]) -> list[tuple[str, Part, str]]:
        if not parts["gone"].value or self.roles.gone is None:
            return []
        site = type(self._site(parts))
        wanted = next(iter(parts["gone"].value))
        gone = outcome.said(site, self.roles.gone.response)
        others = {outcome.said(site, page.response) for page in self.roles.listings}
        if gone != wanted or wanted in others:
            return [("gone", missing("listings that are there would read as gone too"), "gone does not read back")]
        return []


def as_read(listings: Sequence[Listing], name: str) -> str:
    """Return what was read for a field on a page, in short; of posts the first that has it."""
    for listing in listings:
        value = getattr(listing, name)
        if isinstance(value, Price):
            return _price(value)
        if isinstance(value, PostedAt):
            return _date(value)
        if isinstance(value, tuple):
            value = f"{len(value)}, the first {value[0]}" if value else ""
        if value:
            return " ".join(str(value).split())[:MUCH]
    return ""


def _date(posted: PostedAt) -> str:
    """Return a date that says its year; of one that is told from the day of the look, such as "2 days ago", the words.

    The pages were looked at on a day that is not known.
    """
    if posted.at is None or posted.at.year >= LOOKED_AT.year:
        return " ".join(posted.raw.split())
    year = str(posted.at.year)
    return posted.at.isoformat() if year in posted.raw or year[2:] in posted.raw else " ".join(posted.raw.split())


def _price(price: Price) -> str:
    if price.amount is None:
        return f"{price.raw} (not sure how to read it)"
    return f"{price.amount} {price.currency or ''}".strip()
