"""How values become what SQLite can hold: text without poison, times in UTC, lists as JSON, and hashes of content."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from storage.records import Listing

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """`text` with each NUL and lone surrogate replaced by U+FFFD; the length, and so every span, stays the same."""
    return _UNSTORABLE.sub("\ufffd", text)


def clean_or_none(text: str | None) -> str | None:
    return None if text is None else clean(text)


def instant(at: datetime) -> str:
    """UTC in ISO-8601 with milliseconds and `Z`. Raises ValueError for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError(f"a time without a zone cannot be stored: {at}")
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    """The aware time that `instant` wrote."""
    return datetime.fromisoformat(text)


def array(values: Iterable[str]) -> str:
    """A JSON array of cleaned strings."""
    return json.dumps([clean(value) for value in values], ensure_ascii=False)


def cleaned(listing: Listing) -> Listing:
    """The same listing, storable; every field that had to be changed is named in its notes."""
    texts = {
        name: value
        for name in ("native_id", "url", "title", "text", "elsewhere", "seller", "place", "language")
        if isinstance(value := getattr(listing, name), str)
    }
    changed: dict[str, Any] = {name: clean(value) for name, value in texts.items() if _UNSTORABLE.search(value)}
    notes = tuple(f"{name}: characters that cannot be stored were replaced" for name in changed)
    return replace(listing, **changed, notes=(*listing.notes, *notes))


def content_sha256(listing: Listing) -> str:
    """Hex SHA-256 of what the advert says: title, text and price as written, blanks counted alike.

    Addresses, pictures and the rest of the page are left out: they change while the advert does not.
    """
    told = (listing.title, listing.text, listing.price.raw if listing.price else "")
    plain = json.dumps([" ".join(clean(part).split()) for part in told], ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()
