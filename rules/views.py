"""In which view of a text a term was read, and in what words to say so."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from rules.fold import HAN, OVERLAYS, fold, plainly
from rules.letters import Kind, kind_of
from rules.lexicon import HIDDEN, MISSPELT, SPACED, SPLIT
from rules.matcher import Hit


class View(StrEnum):
    """How a term was read. OBFUSCATED means that somebody hid it."""

    PLAIN = "plain"
    CHINESE = "chinese"
    ARABIC = "arabic"
    ACCENT_FREE = "accent-free"
    SPACED = "spaced"
    MISSPELT = "misspelt"
    OBFUSCATED = "obfuscated"


# a joiner or non-joiner is spelling in Persian and Indic scripts, one soft hyphen is a line break
HIDING = OVERLAYS | frozenset(
    "\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\u034f\u180e\ufeff\u115f\u1160\u3164\uffa0"
)
JOINERS = frozenset("\u200c\u200d\u00ad")
WORDS = {
    View.PLAIN: "",
    View.CHINESE: "in another form of Chinese characters",
    View.ARABIC: "with letters and signs of Arabic that are typed one for the other",
    View.ACCENT_FREE: "without accents",
    View.SPACED: "after closing the spaces",
    View.MISSPELT: "with a slip of the pen",
}


def _hides(quote: str) -> bool:
    """Whether characters that cannot be seen stand between letters, where no spelling puts them."""
    inner = unicodedata.normalize("NFC", quote)[1:]
    if any(char in HIDING for char in inner):
        return True
    joiners = sum(char in JOINERS for char in inner)
    spelt = any(kind_of(char) in (Kind.LETTER, Kind.UNSPACED) for char in fold(quote).text)
    return joiners > 0 and not spelt and (joiners > 1 or "\u00ad" not in inner)


def _is_heading(quote: str) -> bool:
    """Whether letters are spread as in a heading: all capitals, nothing but spaces between."""
    return quote == quote.upper() != quote.lower() and re.fullmatch(r"\w(?:\s+\w)+", quote) is not None


def undone(hit: Hit, quote: str) -> frozenset[str]:
    """What was undone to read a hit, invisible characters included."""
    return hit.undone | ({HIDDEN} if _hides(quote) else frozenset())


def view_of(hit: Hit, quote: str) -> View:
    """Return the view in which a hit was read from its original characters."""
    steps = undone(hit, quote)
    if steps and steps <= {SPLIT, SPACED} and (not hit.sure or _is_heading(quote)):
        return View.SPACED
    if steps:
        return View.MISSPELT if steps == {MISSPELT} else View.OBFUSCATED
    if not hit.accents:
        return View.ACCENT_FREE
    read, plain = fold(quote).text, " ".join(plainly(quote).split())
    if read == plain or sorted(read) == sorted(plain):
        return View.PLAIN
    if HAN.search(read):
        return View.CHINESE
    return View.ARABIC if any("\u0600" <= char <= "\u06ff" for char in read) else View.PLAIN
