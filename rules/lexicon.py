"""The words of all terms, kept so that a disguised word leads to those it may stand for.

A skeleton is a word as an eye glances over it: look-alikes and accents set aside, doubled letters single, signs between
letters gone. Words of one skeleton are candidates; `read_as` then tells, letter by letter, whether one is meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rules.letters import Kind, is_unspaced, is_word, kind_of
from rules.lookalikes import MASKS, base, likeness, stands_for

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

SHORTEST, SHORTEST_ALONE, START, LONGEST_TOKEN = 3, 4, 3, 40
POSSIBLE = frozenset({MASKED, SPLIT})


@dataclass(frozen=True, slots=True)
class Reading:
    """A word that `start:end` of a token may stand for, what was undone to read it, and whether no doubt is left."""

    word: str
    start: int
    end: int
    undone: frozenset[str]
    sure: bool


def skeleton(word: str) -> str:
    """Return the skeleton of a word; what it has in common with its disguises."""
    return "".join(letters for _, letters in _skeleton_steps(word))


def _skeleton_steps(token: str) -> Iterator[tuple[int, str]]:
    """The places of a token at which its skeleton grows by a letter."""
    last = ""
    for place, char in enumerate(token):
        letter = likeness(char)
        if letter != last and (is_word(char) or letter != char or kind_of(char) == Kind.SIGN):
            last = letter
            yield place, letter


def undone_by(sign: str, letter: str) -> str:
    """What it takes to read a sign as a letter; empty if that cannot be."""
    if base(sign) == base(letter):
        return ACCENT
    if not stands_for(sign, letter):
        return ""
    return LEET if kind_of(sign) in (Kind.DIGIT, Kind.SIGN) else LOOKALIKE


def read_as(token: str, word: str, *, masks: bool = False) -> tuple[int, frozenset[str], int] | None:
    """Read the beginning of a token as a word.

    Returns where it ends, what was undone and at how many places; None if it is another word. With `masks`, a mask
    stands for one letter.
    """
    place, done, count, undone = 0, 0, 0, set[str]()
    while done < len(word):
        if place == len(token):
            return None
        char = token[place]
        step = "" if char == word[done] else undone_by(char, word[done])
        if char == word[done] or step:
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
    while place < len(token) and token[place] == token[place - 1] and is_word(token[place]):
        place, count, undone = place + 1, count + 1, undone | {DOUBLED}
    return place, frozenset(undone), count


def _is_sure(undone: frozenset[str], count: int, length: int) -> bool:
    if undone & POSSIBLE:
        return False
    if undone <= {DOUBLED, ACCENT}:
        return count > 1
    return length > SHORTEST


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
        self._masked: defaultdict[tuple[int, str, str], list[str]] = defaultdict(list)
        for word in self.words:
            self._skeletons[skeleton(word)].append(word)
            self._masked[len(word), word[0], word[-1]].append(word)
        self._beginnings = {skeleton[:3] for skeleton in self._skeletons}
        self.starts = {word[:START] for word in self.words if len(word) >= START}
        words = ("".join(map(likeness, word)) for word in self.words)
        self.beginnings = {letters[:3] for letters in (*self.together, *words)}
        self.longest_together = max(map(len, self.together), default=0)
        self.lookup = lru_cache(maxsize=65_536)(self._lookup)

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
            if len(word) >= shortest and all(map(is_word, word)):
                self.words[word] = None
                if place:
                    self.behind[word].setdefault(words[place - 1], []).append((number, place))
                elif len(words) == 1:
                    self.alone[word].append(number)
                else:
                    self.before[word].setdefault(words[1], []).append((number, 0))

    def _lookup(self, token: str) -> tuple[Reading, ...]:
        """The disguised words of a token, which is a text without spaces."""
        starts = [0, *(place + 1 for place, char in enumerate(token) if not is_word(char))][:8]
        return tuple(reading for start in starts for reading in self._from(token, start))

    def _from(self, token: str, start: int) -> Iterator[Reading]:
        rest = token[start:]
        if len(rest) < SHORTEST or is_unspaced(rest[0]):
            return
        letters, tried = "", set[str]()
        for _, letter in _skeleton_steps(rest):
            letters += letter
            if len(letters) == 3 and letters not in self._beginnings:
                break
            tried.update(self._skeletons.get(letters, ()))
        for word in sorted(tried):
            yield from self._read(rest, word, start, masks=False)
        if any(mask in rest for mask in MASKS):
            yield from self._behind_masks(rest, start)

    def _behind_masks(self, rest: str, start: int) -> Iterator[Reading]:
        core = rest.rstrip("".join(set("!.,;:'\"")))
        if len(core) > SHORTEST_ALONE and sum(map(core.count, MASKS)) * 2 <= len(core):
            for word in self._masked.get((len(core), core[0], core[-1]), ()):
                yield from self._read(rest, word, start, masks=True)

    def _read(self, rest: str, word: str, start: int, *, masks: bool) -> Iterator[Reading]:
        read = read_as(rest, word, masks=masks)
        if read and read[1]:
            end, undone, count = read
            if len(word) > SHORTEST_ALONE or count > 1 or undone != {ACCENT}:
                yield Reading(word, start, start + end, undone, _is_sure(undone, count, len(word)))
