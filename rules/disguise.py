"""Reading through disguises: from suspicious places of a text to the terms that stand there in other clothes.

A term counts only if every letter of it is accounted for, so whether one is found never depends on what other terms
there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rules.edges import word_end
from rules.letters import is_unspaced, is_word
from rules.lexicon import (
    INNER,
    LONGEST_TOKEN,
    MISSPELT,
    SHORTEST,
    SPACED,
    SPLIT,
    START,
    TOGETHER,
    Lexicon,
    Reading,
    undone_by,
)
from rules.lookalikes import likeness
from rules.neighbours import leftward, rightward, words_before, words_behind
from rules.suspicions import Split, Suspicions

SEPARATORS = r"""[ ./\\*|~·•:'"+=#&^°-]{1,3}"""
SPACED_RUN = re.compile(rf"(?<![^\W_])[^\W_](?:{SEPARATORS}[^\W_](?![^\W_])){{2,}}")
SPREAD = frozenset({SPLIT, SPACED, INNER})
LONGEST_UNSPACED, MOST_BETWEEN = 12, 3
SPLIT_LENGTH, HYPHENED_LENGTH, TOGETHER_LENGTH = 6, 5, 8


Slip = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Disguised:
    """Form number `form` at `start:end` of the folded text, followed by an `ending` to be judged by its language."""

    form: int
    start: int
    end: int
    ending: str
    undone: frozenset[str]
    sure: bool


def disguised(
    text: str, places: Suspicions, slips: Iterable[Slip], lexicon: Lexicon, written: Callable[[int], str]
) -> Iterator[Disguised]:
    """Yield the disguised terms at the suspicious places of a folded text; some may come twice.

    `slips` are places of misspelt words; `written` tells what stands in the original at a place of the folded text.
    """
    for start, end, word in slips:
        slip = Reading(word, start, end, frozenset({MISSPELT}), sure=False)
        yield from phrases(text, start, end, slip, lexicon)
    for begin, end in places.tokens:
        yield from _in_token(text, begin, end, lexicon)
    done = -1
    for place in places.spaced.tolist():
        if place >= done and (run := SPACED_RUN.match(text, place)):
            done = run.end()
            # a short run without spaces is one odd token, and was read as that
            if " " in run[0] or len(run[0]) > LONGEST_TOKEN // 2:
                yield from _in_run(text, run.start(), run.end(), lexicon)
    for split in places.split:
        yield from _across(text, split, lexicon, written)
    for width, gaps in places.gaps:
        for place in gaps.tolist():
            yield from _over_gap(text, place, place + width + 1, lexicon)


def _in_token(text: str, begin: int, end: int, lexicon: Lexicon) -> Iterator[Disguised]:
    token = text[begin:end]
    for reading in lexicon.lookup(token):
        yield from phrases(text, begin + reading.start, begin + reading.end, reading, lexicon)
    if token[0] == "#" and len(token) > TOGETHER_LENGTH:
        last = word_end(text, begin + 2)
        letters = "".join(map(likeness, text[begin + 1 : last]))
        for form in lexicon.together.get(letters, ()):
            yield Disguised(form, begin + 1, last, "", frozenset({TOGETHER}), sure=True)


def phrases(
    text: str, start: int, end: int, reading: Reading, lexicon: Lexicon, *, alone: bool = True
) -> Iterator[Disguised]:
    """The terms that a word read at `start:end` belongs to, if their other words stand beside it."""
    word, ending = reading.word, text[end : word_end(text, end)]
    for form in lexicon.alone.get(word, ()) if alone else ():
        yield Disguised(form, start, end, ending, reading.undone, reading.sure)
    found: list[tuple[int, int]] = []
    spread = not reading.undone.isdisjoint(SPREAD)
    if behind := lexicon.behind.get(word):
        found += [one for other in words_before(text, start, lexicon, spread=spread) for one in behind.get(other, ())]
    if not ending and (before := lexicon.before.get(word)):
        found += [one for other in words_behind(text, end, lexicon, spread=spread) for one in before.get(other, ())]
    for one in found:
        yield from _phrase(text, (start, end), one, reading, lexicon)


def _phrase(
    text: str, span: tuple[int, int], found: tuple[int, int], reading: Reading, lexicon: Lexicon
) -> Iterator[Disguised]:
    """A form whose word number `place` stands at a span, if its other words stand around it.

    A phrase is longer than its disguised word: it leaves no doubt, unless one space is all that disguises it.
    """
    form, place = found
    words = lexicon.forms[form].split(" ")
    left = leftward(text, span[0], words[:place], lexicon)
    right = rightward(text, span[1], words[place + 1 :], lexicon)
    if left and right:
        undone = reading.undone | left[1] | right[1]
        split_twice = SPLIT in reading.undone and SPLIT in left[1] | right[1]
        sure = reading.sure or split_twice or undone != {SPLIT}
        yield Disguised(form, left[0], right[0], right[2], undone, sure)


def _in_run(text: str, begin: int, end: int, lexicon: Lexicon) -> Iterator[Disguised]:
    """Terms in a run of single letters."""
    places = [place for place in range(begin, end) if is_word(text[place])]
    letters = "".join(text[place] for place in places)
    likes = "".join(map(likeness, letters))
    for first in range(len(letters) - SHORTEST + 1):
        for last in _lengths(first, len(letters), likes[first : first + START] in lexicon.beginnings, lexicon):
            if letters[first:last] in lexicon.words:
                spaced = Reading(letters[first:last], first, last, frozenset({SPACED}), sure=True)
                yield from phrases(text, places[first], places[last - 1] + 1, spaced, lexicon, alone=False)
            for form in lexicon.together.get(likes[first:last], ()):
                yield from _spelt(form, letters[first:last], places[first], places[last - 1] + 1, lexicon)


def _lengths(first: int, count: int, begins: bool, lexicon: Lexicon) -> Iterable[int]:
    """Where words may end that begin at a letter of a run: short ones only at its edges, three letters only alone."""
    if first == 0 and count == SHORTEST:
        return (count,)
    short = range(first + SHORTEST + 1, first + START) if first == 0 else ()
    at_end = (count,) if SHORTEST < count - first < START else ()
    long = range(first + START, min(count, first + lexicon.longest_together) + 1) if begins else ()
    return dict.fromkeys((*(one for one in short if one <= count), *at_end, *long))


def _spelt(form: int, letters: str, start: int, end: int, lexicon: Lexicon) -> Iterator[Disguised]:
    wanted = lexicon.forms[form].replace(" ", "")
    steps = {undone_by(sign, letter) for sign, letter in zip(letters, wanted, strict=True) if sign != letter}
    if "" not in steps:
        yield Disguised(form, start, end, "", frozenset({SPACED, *steps}), sure=True)


def _across(text: str, split: Split, lexicon: Lexicon, written: Callable[[int], str]) -> Iterator[Disguised]:
    """Words that a space or a hyphen divides, in two or three pieces."""
    for start in dict.fromkeys((split.first, split.earlier)):
        beginning = text[start : start + START + 2].replace(" ", "")
        if any(beginning[:length] in lexicon.starts for length in range(SHORTEST, START + 1)):
            for end in dict.fromkeys((split.last, split.later)) if start == split.first else (split.last,):
                yield from _divided(text, start, end, split.gap, lexicon, written)


def _divided(
    text: str, start: int, end: int, gap: int, lexicon: Lexicon, written: Callable[[int], str]
) -> Iterator[Disguised]:
    letters = text[start:end].replace(" ", "")
    for ending in range(min(3, len(letters) - SHORTEST) + 1):
        word = letters[: len(letters) - ending]
        if word in lexicon.words and " " not in text[end - ending - 1 : end]:
            reading = Reading(word, 0, end - start, frozenset({SPLIT}), sure=False)
            alone = len(word) >= SPLIT_LENGTH or (len(word) >= HYPHENED_LENGTH and not written(gap).isspace())
            yield from phrases(text, start, end - ending, reading, lexicon, alone=alone)


def _over_gap(text: str, first: int, second: int, lexicon: Lexicon) -> Iterator[Disguised]:
    """Terms of an unspaced script with something between their characters."""
    found = lexicon.pairs.get(text[first] + text[second], ())
    if not found:
        return
    before, after = _characters(text, first, -1)[::-1], _characters(text, second, 1)
    left, right = "".join(text[place] for place in before), "".join(text[place] for place in after)
    for form, place in found:
        wanted = lexicon.forms[form]
        if left.endswith(wanted[: place + 1]) and right.startswith(wanted[place + 1 :]):
            start, end = before[-place - 1], after[len(wanted) - place - 2] + 1
            between = text[start:end]
            spaced = set(between) - set(wanted) == {" "}
            sure = not spaced or _stands_apart(text, start, end) or between.count(" ") > 1
            yield Disguised(form, start, end, "", frozenset({SPACED if spaced else INNER}), sure=sure)


def _characters(text: str, place: int, step: int) -> list[int]:
    """The places of characters of unspaced scripts from one on; up to three others may stand between any two."""
    places = [place]
    others = 0
    while len(places) < LONGEST_UNSPACED and others <= MOST_BETWEEN:
        place += step
        if not 0 <= place < len(text) or text[place] == "\0":
            break
        if is_unspaced(text[place]):
            places.append(place)
            others = 0
        else:
            others += 1
    return places


def _stands_apart(text: str, start: int, end: int) -> bool:
    """Whether no other character of an unspaced script touches the span."""
    return not (start and is_unspaced(text[start - 1])) and not (end < len(text) and is_unspaced(text[end]))
