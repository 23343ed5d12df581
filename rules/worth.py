"""What a hit is worth: its strength, and the parts that its score is made of."""

from __future__ import annotations

from collections.abc import Sequence

from rules.matcher import Hit
from rules.terms import Strength
from rules.views import View

WORTH = {Strength.STRONG: 0.8, Strength.TOOL: 0.7, Strength.WEAK: 0.5, Strength.INTENT: 0.3, Strength.CONTEXT: 0.0}
IN_TITLE, WITH_SIGNAL, OBFUSCATED, ELSEWHERE = 0.1, 0.1, 0.1, 0.2
ALONE = (Strength.STRONG, Strength.TOOL)
SURE_LENGTH = 5


def strength(hit: Hit) -> Strength:
    """A term's strength; what was read with doubt, or is short and lacks its accents, is weak."""
    doubtful = not hit.sure or not (hit.accents or (hit.end - hit.start > SURE_LENGTH and hit.term.language != "vi"))
    return Strength.WEAK if doubtful and hit.term.strength in ALONE else hit.term.strength


def score_parts(hit: Hit, name: str, view: View, *, near: bool) -> list[tuple[str, float]]:
    """What a match is worth, part by part."""
    if name == "elsewhere":
        return [("elsewhere on the page", ELSEWHERE)]
    strong = strength(hit)
    parts = [(f"{strong} term" if strong is not Strength.TOOL else "tool", WORTH[strong])]
    parts += [("in the title", IN_TITLE)] if name == "title" else []
    parts += [("a signal near", WITH_SIGNAL)] if near else []
    return parts + ([("obfuscated", OBFUSCATED)] if view is View.OBFUSCATED else [])


def score(parts: Sequence[tuple[str, float]]) -> float:
    """The sum of the parts, 1 at most."""
    return min(1.0, round(sum(worth for _, worth in parts), 2))
