"""Signs that stand for letters: look-alike letters of other scripts, digits and signs, in classes.

Two members of a class may stand for each other unless both are letters of one script: `1` for `i` and for `l`, Cyrillic
`о` for Latin `o` and the other way round, but `l` never for `i`. The classes were put together by hand after the
confusables of Unicode Technical Standard 39 and what sellers type; small capitals, circled and flag letters are added
from their names.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rules.letters import Kind, kind_of

CLASSES = (
    "a4@αа∀ʌλ△∆ч",
    "b8вьƅʙб6ß",
    "cсϲᴄ¢©ςↄ",
    "dԁɗᴅ∂ժ",
    "e3е€єεᴇҽ℮əзэ",
    "fғƒϝꜰ",
    "g9ɡɢց",
    "hнһհʜћ",
    "il1!|іιɪӏ¡ⅼʟ∣ї",
    "jјʝᴊ",
    "kкκᴋқ",
    "mмᴍϻ",
    "nпηɴոռи",
    "o0οоσᴏօθ○◯●°ʘ⊙",
    "pрρᴘþ",
    "qԛգ",
    "rгʀяɾ®",
    "s5$ѕꜱƨ§ʂ",
    "t7+тτᴛ†",
    "uυսᴜцμʊ",
    "vνѵᴠ∨√",
    "wшщωᴡѡ",
    "xхχ×",
    "yуγʏү¥ყ",
    "z2ᴢʐʒ",
)
STROKES = {"đ": "d", "ł": "l", "ø": "o"}
MASKS = "*#•_"


def _classes() -> dict[str, str]:
    found: dict[str, str] = {}
    for members in CLASSES:
        for char in members:
            found.setdefault(char, members[0])
    return found


_CLASS = _classes()
_SPELT = ("SMALL CAPITAL ", "CAPITAL LETTER ", "SYMBOL LETTER ", "SMALL LETTER ", "LETTER ")


@lru_cache(maxsize=4096)
def _spelt(char: str) -> str:
    """The Latin letter that a sign's name ends in, such as that of a flag letter or a small capital; or nothing."""
    name = unicodedata.name(char, "")
    letter = next((name.split(word, 1)[1] for word in _SPELT if word in name), "").lower()
    return letter if len(letter) == 1 and "a" <= letter <= "z" else ""


@lru_cache(maxsize=65_536)
def base(char: str) -> str:
    """A Latin letter without its accents; any other character as it is."""
    return STROKES.get(char) or (unicodedata.normalize("NFD", char)[0] if kind_of(char) == Kind.ACCENTED else char)


@lru_cache(maxsize=65_536)
def likeness(char: str) -> str:
    """The first member of the class a character belongs to, accents aside; itself if it belongs to none."""
    plain = base(char)
    if plain in _CLASS:
        return _CLASS[plain]
    spelt = _spelt(char) if kind_of(char) in (Kind.LOOKALIKE, Kind.OTHER, Kind.GREEK) else ""
    return _CLASS.get(spelt, spelt) or plain


@lru_cache(maxsize=65_536)
def stands_for(sign: str, letter: str) -> bool:
    """Tell whether a folded sign may stand for another, folded letter."""
    if sign == letter or likeness(sign) != likeness(letter):
        return False
    kinds = {kind_of(base(sign)), kind_of(base(letter))}
    return len(kinds) == 2 or not kinds <= {Kind.LATIN, Kind.CYRILLIC, Kind.GREEK, Kind.DIGIT}
