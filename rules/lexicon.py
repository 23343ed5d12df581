"""The words of all terms, kept so that a disguised word leads to those it may stand for.

A skeleton is a word as an eye glances over it: look-alikes and accents set aside, doubled letters single, signs between
letters gone. Words of one skeleton are candidates; `read_as` then tells, letter by letter, whether one is meant.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rules.letters import Kind, is_unspaced, is_word, kind_of
from rules.lookalikes import MASKS, base, likeness, stands_for
from rules.terms import shipped_lists

LOOKALIKE = "look-alike letters"
LEET = "digits or signs for letters"
ACCENT = "accents added"
INNER = "signs between letters"
DOUBLED = "doubled letters"
MASKED = "letters masked"
SPACED = "spaced letters"
SPLIT = "a word split"
MISSPELT = "a slip of the pen"
HIDDEN = "invisible characters"
TOGETHER = "words written together"

SHORTEST, SHORTEST_ALONE, START, LONGEST_TOKEN, MOST_STARTS = 3, 4, 5, 40, 4
MOST_KNOWN = 65_536
POSSIBLE = frozenset({MASKED, SPLIT})


@dataclass(frozen=True, slots=True)
class Reading:
    """A word that `start:end` of a token may stand for, what was undone to read it, and whether no doubt is left."""

    word: str
    start: int
    end: int
    undone: frozenset[str]
    sure: bool


class _Likenesses(dict[int, str]):
    """For `str.translate`: each character's likeness, nothing for signs that are like no letter."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        letter = likeness(char)
        counts = is_word(char) or letter != char or kind_of(char) == Kind.SIGN
        self[point] = letter if counts else ""
        return self[point]


_LIKENESSES = _Likenesses()
REPEATED = re.compile(r"(.)\1+", re.DOTALL)


def skeleton(word: str) -> str:
    """Return the skeleton of a word; what it has in common with its disguises."""
    return REPEATED.sub(r"\1", word.translate(_LIKENESSES))


def undone_by(sign: str, letter: str) -> str:
    """What it takes to read a sign as a letter; empty if that cannot be."""
    if base(sign) == base(letter):
        return ACCENT
    if not stands_for(sign, letter):
        return ""
    return LEET if kind_of(sign) in (Kind.DIGIT, Kind.SIGN) else LOOKALIKE


def read_as(token: str, word: str, *, masks: bool = False) -> tuple[int, frozenset[str], int] | None:
    """Read the beginning of a token as a word.

    Returns where it ends, what was undone and at how many places; None if it is another word. Letters of one alphabet
    alone are not read as another: `horn` is no Russian word. With `masks`, a mask stands for one letter.
    """
    place, done, count, undone, as_written = 0, 0, 0, set[str](), 0
    while done < len(word):
        if place == len(token):
            return None
        char = token[place]
        step = "" if char == word[done] else undone_by(char, word[done])
        if char == word[done] or step:
            as_written += not step or step == ACCENT or kind_of(char) > Kind.LETTER
            done += 1
        elif masks and char in MASKS:
            step, done = MASKED, done + 1
        elif place and done and likeness(char) == likeness(token[place - 1]):
            step = DOUBLED
        elif place and not is_word(char):
            step = INNER
        else:
            return None
        place += 1
        count += bool(step)
        undone |= {step} if step else set()
    if LOOKALIKE in undone and not as_written:
        return None
    while place < len(token) and token[place] == token[place - 1] and is_word(token[place]):
        place, count, undone = place + 1, count + 1, undone | {DOUBLED}
    return place, frozenset(undone), count


def _is_sure(undone: frozenset[str], count: int, length: int) -> bool:
    if undone & POSSIBLE:
        return False
    if undone <= {DOUBLED, ACCENT}:
        return count > 1
    return length > SHORTEST


@cache
def _listed_words() -> frozenset[str]:
    """The words of all shipped lists: rightly spelt ones are no disguise of those that sellers misspell."""
    lists = shipped_lists()
    return frozenset(word for name in lists for term in lists[name] for word in term.literal.split())


def _shortest(undone: frozenset[str], count: int) -> int:
    """What a word must be longer than, to be told from chance: one accent or doubled letter says little."""
    if undone == {ACCENT} and count == 1:
        return SHORTEST_ALONE
    return SHORTEST if undone <= {DOUBLED, ACCENT} else 0


def _is_letter(char: str) -> bool:
    return Kind.LATIN <= kind_of(char) <= Kind.LETTER


def _is_plain(rest: str) -> bool:
    """Whether a text is a word in which nothing can be hidden."""
    return rest.isascii() and rest.isalpha() and not REPEATED.search(rest)


class Lexicon:
    """Words and phrases of all terms; `forms` are numbered by their place in the sequence.

    `alone` has the forms of one word; `behind` those in which a word stands behind another, by both, with its place;
    `before` those that begin with a word and the next. `together` has all by their letters without spaces, `pairs`
    those of unspaced scripts by two neighbouring characters, with the place of the first. `starts` are how words begin.
    """

    def __init__(self, forms: Sequence[str]) -> None:
        self.alone: defaultdict[str, list[int]] = defaultdict(list)
        self.behind: defaultdict[str, dict[str, list[tuple[int, int]]]] = defaultdict(dict)
        self.before: defaultdict[str, dict[str, list[tuple[int, int]]]] = defaultdict(dict)
        self.words: dict[str, None] = {}
        self.together: defaultdict[str, list[int]] = defaultdict(list)
        self.pairs: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        self.forms = forms
        for number, form in enumerate(forms):
            self._add(number, form)
        self._skeletons: defaultdict[str, list[str]] = defaultdict(list)
        self._masked: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
        for word in self.words:
            self._skeletons[skeleton(word)].append(word)
            self._masked[len(word), word[0]].append(word)
        self._beginnings = {letters[:START] for letters in self._skeletons}
        self.starts = {word[:START] for word in self.words}
        words = ("".join(map(likeness, word)) for word in self.words)
        self.beginnings = {letters[:START] for letters in (*self.together, *words)}
        self.longest_together = max(map(len, self.together), default=0)
        self._known: dict[str, tuple[Reading, ...]] = {}

    def _add(self, number: int, form: str) -> None:
        if any(map(is_unspaced, form)):
            if all(map(is_unspaced, form)):
                for place in range(len(form) - 1):
                    self.pairs[form[place : place + 2]].append((number, place))
            return
        self._add_words(number, form.split(" "))
        letters = form.replace(" ", "")
        if len(letters) >= SHORTEST and all(map(is_word, letters)):
            self.together["".join(map(likeness, letters))].append(number)

    def _add_words(self, number: int, words: Sequence[str]) -> None:
        shortest = SHORTEST if len(words) > 1 else SHORTEST_ALONE
        for place, word in enumerate(words):
            if len(word) >= shortest and all(map(_is_letter, word)):
                self.words[word] = None
                if place:
                    self.behind[word].setdefault(words[place - 1], []).append((number, place))
                elif len(words) == 1:
                    self.alone[word].append(number)
                else:
                    self.before[word].setdefault(words[1], []).append((number, 0))

    def lookup(self, token: str) -> tuple[Reading, ...]:
        """Return the disguised words of a token, which is a text without spaces."""
        if token not in self._known:
            if len(self._known) == MOST_KNOWN:
                self._known.clear()
            self._known[token] = tuple(self._read_through(token))
        return self._known[token]

    def _read_through(self, token: str) -> Iterator[Reading]:
        starts = [0, *(place + 1 for place, char in enumerate(token) if not is_word(char))][:MOST_STARTS]
        for start in starts:
            yield from self._from(token, start)

    def _from(self, token: str, start: int) -> Iterator[Reading]:
        rest = token[start:]
        if len(rest) < SHORTEST or is_unspaced(rest[0]) or _is_plain(rest):
            return
        letters = skeleton(rest)
        last = len(letters) if letters[:START] in self._beginnings else START - 1
        for length in range(SHORTEST - 1, last + 1):
            for word in self._skeletons.get(letters[:length], ()):
                yield from self._read(rest, word, start, masks=False)
        if any(mask in rest for mask in MASKS):
            yield from self._behind_masks(rest, start)

    def _behind_masks(self, rest: str, start: int) -> Iterator[Reading]:
        core = rest.rstrip("!.,;:'\"")
        if len(core) > SHORTEST_ALONE and sum(map(core.count, MASKS)) * 2 <= len(core):
            for word in self._masked.get((len(core), core[0]), ()):
                yield from self._read(rest, word, start, masks=True)

    def _read(self, rest: str, word: str, start: int, *, masks: bool) -> Iterator[Reading]:
        if rest.startswith(word) and not rest.startswith(word + word[-1]):
            return
        read = read_as(rest, word, masks=masks)
        if read and read[1]:
            end, undone, count = read
            slight = undone <= {DOUBLED, ACCENT}
            if len(word) > _shortest(undone, count) and not (slight and rest[:end] in _listed_words()):
                yield Reading(word, start, start + end, undone, _is_sure(undone, count, len(word)))
