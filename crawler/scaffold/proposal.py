"""What is proposed for a site, part by part: each with how it was found, how sure that is, and what it reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from crawler.site import Site


class ScaffoldError(Exception):
    """Pages from which no site can be proposed; str() says what, where and what to do."""


class Confidence(StrEnum):
    """How much a part can be relied on: `guess` is to be looked at before the first sweep."""

    SURE = "sure"
    LIKELY = "likely"
    GUESS = "guess"
    NOT_FOUND = "not found"


class Role(StrEnum):
    """What a given page is."""

    INDEX = "index"
    LISTING = "listing"
    EMPTY = "empty"
    GONE = "gone"
    WALL = "wall"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class SavedPage:
    """One page as it was fetched or saved; `url` may be "" or a file's, then the page itself is asked for it."""

    url: str
    body: bytes | str
    status: int = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenPage:
    """A page with the role it was given and why."""

    url: str
    role: Role
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One attribute of the declaration.

    `value` is None when the file leaves it out: because structured data says it, or because it was not found, as
    `confidence` tells; `how` are words for a person, and `read` is what was read with it, by page address.
    """

    value: Any = None
    how: str = ""
    confidence: Confidence = Confidence.NOT_FOUND
    read: Mapping[str, str] = field(default_factory=dict)

    @property
    def found(self) -> bool:
        """Tell whether the part is known, by a selector or from structured data."""
        return self.confidence is not Confidence.NOT_FOUND


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A declaration for a site that nobody has seen. `site` is the class made of it, with which all was read.

    `parts` are by attribute (`links`, `native_id`, ...), those of `fields` as `fields.title` and so on.
    """

    name: str
    base: type[Site]
    site: type[Site]
    pages: tuple[GivenPage, ...]
    parts: Mapping[str, Part]
    notes: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """Return `Marketplace`, `Forum` or the name of the family."""
        return self.base.__name__

    @property
    def fields(self) -> dict[str, Part]:
        """Return the parts of `fields`, by field."""
        return {key.removeprefix("fields."): part for key, part in self.parts.items() if key.startswith("fields.")}


def missing(reason: str) -> Part:
    """Return a part that was not found, with the reason."""
    return Part(how=reason)
