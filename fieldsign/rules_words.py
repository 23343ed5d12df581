"""How matches and texts are shown on one line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rules import Match

MOST = 160


def shortened(text: str, most: int = MOST) -> str:
    """A text on one line, cut where it grows long."""
    plain = " ".join(text[: most * 4].split())
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"


def words_by_rule(matches: Iterable[Match]) -> dict[str, list[str]]:
    """The words that each rule fired on, as they stand in the text, each once."""
    words: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for match in matches:
        words[match.rule].setdefault(match.quote)
    return {rule: list(quotes) for rule, quotes in sorted(words.items())}


def quoted(words: Iterable[str]) -> str:
    """Words in quotation marks."""
    return ", ".join(f"“{word}”" for word in words)
