"""Picture signs that stand for words: `🐅 skin` is tiger skin, in any language whose lists say so.

What a picture is called comes from the names of Unicode's CLDR; a term counts only if the rest of it stands beside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from rules.disguise import Disguised, phrases
from rules.letters import is_unspaced
from rules.lexicon import Lexicon, Reading
from rules.terms import shipped_lists

PICTURE = "pictures for words"
UNDONE = frozenset({PICTURE})


@cache
def picture_names() -> Mapping[str, tuple[str, ...]]:
    """Return what each picture sign of an animal or a part of one is called, folded, in all languages there are."""
    lists = shipped_lists()
    names: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for name in lists:
        folder, _, concept = name.partition("/")
        if folder == "emoji" and f"animals/{concept}" in lists:
            for picture in lists[name]:
                called = (term.literal for term in lists[f"animals/{concept}"] if term.language != picture.language)
                names[picture.literal].update(dict.fromkeys(one for one in called if " " not in one))
    return {picture: tuple(called) for picture, called in names.items() if len(picture) == 1}


def read_pictures(text: str, places: Sequence[int], lexicon: Lexicon) -> Iterator[Disguised]:
    """Yield the terms of which a word is drawn at one of the places of a folded text."""
    names = picture_names()
    for place in places:
        for name in names.get(text[place], ()):
            if is_unspaced(name[0]):
                yield from _joined(text, place, name, lexicon)
            elif name in lexicon.words:
                drawn = Reading(name, place, place + 1, UNDONE, sure=True)
                yield from phrases(text, place, place + 1, drawn, lexicon, alone=False)
                yield from _two_pictures(text, place, name, lexicon)


def _two_pictures(text: str, place: int, name: str, lexicon: Lexicon) -> Iterator[Disguised]:
    """Terms of two words that are both drawn, with nothing between."""
    for other in picture_names().get(text[place + 1 : place + 2], ()):
        for form, _ in lexicon.before.get(name, {}).get(other, ()):
            if lexicon.forms[form] == f"{name} {other}":
                yield Disguised(form, place, place + 2, "", UNDONE, sure=True)


def _joined(text: str, place: int, name: str, lexicon: Lexicon) -> Iterator[Disguised]:
    """Terms of an unspaced script that begin or end with the name, and whose other characters stand beside."""
    after, before = text[place + 1 : place + 2], text[place - 1 : place] if place else ""
    for form, last in lexicon.pairs.get(name[-1] + after, ()) if after else ():
        rest = lexicon.forms[form][last + 1 :]
        if lexicon.forms[form][: last + 1] == name and text.startswith(rest, place + 1):
            yield Disguised(form, place, place + 1 + len(rest), "", UNDONE, sure=True)
    for form, last in lexicon.pairs.get(before + name[0], ()) if before else ():
        rest = lexicon.forms[form][: last + 1]
        if lexicon.forms[form][last + 1 :] == name and text.endswith(rest, 0, place):
            yield Disguised(form, place - len(rest), place + 1, "", UNDONE, sure=True)
