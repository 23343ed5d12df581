"""Every term of every rule in one automaton: one pass over a batch of texts, and every hit with its place.

A form is one spelling of a term: itself, inflected, without accents. A hit is a form at a place where it stands as a
word of its own, as written or disguised.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rules.automaton import Automaton
from rules.borders import free_left, free_right, words_around
from rules.collector import collector_paused
from rules.disguise import Disguised, Slip, disguised
from rules.edges import ending_fits, longest_ending, longest_prefix, prefix_fits
from rules.fold import Folded, Places, fold
from rules.grams import Grams
from rules.inflect import SYLLABIC
from rules.letters import Kind, Kinds, kinds_of
from rules.lexicon import ACCENT, Lexicon
from rules.misspelling import misspellings
from rules.pictures import read_pictures
from rules.spellings import Owner, spellings
from rules.suspicions import suspicions
from rules.terms import Strength, Term

BATCH = 200_000
FIRST_PICTURE = 0x2600
STEMMED = frozenset({"ru"})
Mask = npt.NDArray[np.bool_]
NOTHING: frozenset[str] = frozenset()
_Columns = tuple[Places, Places, Places]


class Hit(NamedTuple):
    """A term at `start:end` of the folded text. `undone` tells what disguise was read through, if any.

    `sure` is False where the reading leaves doubt; `accents` is False where the term was found without its accents.
    """

    term: Term
    start: int
    end: int
    undone: frozenset[str] = frozenset()
    sure: bool = True
    accents: bool = True


class _Found(NamedTuple):
    """A form at `start:end` of the batch; with an ending up to `last` in `languages`, which is None for no ending."""

    number: int
    start: int
    end: int
    languages: frozenset[str] | None = None
    undone: frozenset[str] = frozenset()
    sure: bool = True
    last: int = 0


class Matcher:
    """Finds terms as words of their own. Cost does not grow with terms that do not occur.

    Terms of `accentless` are found without accents as well. Texts with no hit of `wanted` (all terms, if None) get no
    hits at all: signals alone fire nothing.
    """

    def __init__(
        self, terms: Iterable[Term], accentless: frozenset[Term] = frozenset(), wanted: frozenset[Term] | None = None
    ) -> None:
        with collector_paused():
            self._spell(spellings(terms, accentless), wanted)
        self.automaton = Automaton(self.forms)
        self._slip_automaton = Automaton(self._slips)

    def _spell(self, spelt: Mapping[str, Mapping[Owner, None]], wanted: frozenset[Term] | None) -> None:
        """Number the forms, and keep of each what is asked most."""
        self.forms = sorted(spelt)
        self._owners = [tuple(spelt[form]) for form in self.forms]
        # few combinations for hundreds of thousands of forms: each set is kept once
        sets: dict[frozenset[str], frozenset[str]] = {}
        spoken = (frozenset(one.term.language for one in owners) for owners in self._owners)
        self._languages = [sets.setdefault(languages, languages) for languages in spoken]
        self._lengths = _numbers(map(len, self.forms))
        self._wanted = [wanted is None or any(one.term in wanted for one in owners) for owners in self._owners]
        self._wanted_forms = np.array(self._wanted, dtype=bool)
        self._choosy = not all(self._wanted)
        both = zip(self.forms, self._languages, strict=True)
        self._endings = _numbers(max(longest_ending(one, len(form)) for one in some) for form, some in both)
        self._prefixes = _numbers(max(map(longest_prefix, some)) for some in self._languages)
        self._meant = misspellings(dict.fromkeys(self._firing_words()))
        self._slips = sorted(self._meant)

    def _firing_words(self) -> Iterator[str]:
        """The words of forms that fire alone."""
        for form, owners in zip(self.forms, self._owners, strict=True):
            if any(one.term.strength in (Strength.STRONG, Strength.TOOL) for one in owners):
                yield from form.split(" ")

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words of all terms, for reading through disguises."""
        with collector_paused():
            return Lexicon(self.forms)

    @cached_property
    def _grams(self) -> Grams:
        return Grams(self.lexicon.words, self.lexicon.pairs)

    def find(self, text: str, *, plain: bool = False) -> tuple[Folded, list[Hit]]:
        """Return the folded text and its hits, each a whole word by the rules of its script, in order of place."""
        return next(self.find_all([text], plain=plain))

    def find_all(self, texts: Iterable[str], *, plain: bool = False) -> Iterator[tuple[Folded, list[Hit]]]:
        """As `find`, for many texts; fast. `plain` leaves disguises unread."""
        for some in _batches(texts):
            yield from self._read(some, plain=plain)

    def _read(self, texts: Sequence[str], *, plain: bool) -> Iterator[tuple[Folded, list[Hit]]]:
        original = "\0".join(text.replace("\0", "\ufffd") for text in texts)
        folded = fold(original)
        kinds = kinds_of(folded.points)
        starts = np.concatenate(([0], np.flatnonzero(folded.points == 0) + 1, [len(folded.text) + 1]))
        raw = folded.text.encode("utf-8", "surrogatepass")
        written, found = self._written(folded, kinds, self.automaton.scan(raw))
        if not plain:
            slips = self._slips_of(kinds, *self._slip_automaton.scan(raw))
            found += self._disguised(folded, kinds, slips, original)
        hits = self._hits(written, found, starts)
        bounds, origin = starts.tolist(), 0
        for number, text in enumerate(texts):
            yield folded.part(bounds[number], bounds[number + 1] - 1, origin), hits.get(number, [])
            origin += len(text) + 1

    def _slips_of(self, kinds: Kinds, numbers: Places, ends: Places) -> list[Slip]:
        """Misspelt words, each once for every word that may be meant."""
        starts = ends - _numbers(len(self._slips[number]) for number in numbers.tolist())
        free = free_left(kinds, starts) & free_right(kinds, ends)
        return [
            (start, end, word)
            for number, start, end in _rows((numbers[free], starts[free], ends[free]))
            for word in self._meant[self._slips[number]]
        ]

    def _written(self, folded: Folded, kinds: Kinds, scanned: tuple[Places, Places]) -> tuple[_Columns, list[_Found]]:
        """Forms as they are written: their numbers, starts and ends; and those with a prefix or an ending."""
        numbers, ends = scanned
        starts = ends - self._lengths[numbers]
        left, right = free_left(kinds, starts), free_right(kinds, ends)
        free = left & right
        ended = [
            _Found(number, start, end, languages, last=last)
            for number, start, end, begin, last in _rows(self._open(kinds, left, right, (numbers, starts, ends)))
            if (languages := self._alone(number, folded.text[begin:start], folded.text[end:last]))
        ]
        return (numbers[free], starts[free], ends[free]), ended

    def _open(self, kinds: Kinds, left: Mask, right: Mask, hits: tuple[Places, ...]) -> tuple[Places, ...]:
        """Hits in longer words that may be no more than the term with a prefix or an ending."""
        prefixes, endings = self._prefixes[hits[0]], self._endings[hits[0]]
        some = ~(left & right) & (left | (prefixes > 0)) & (right | (endings > 0))
        numbers, starts, ends = (column[some] for column in hits)
        begins, lasts = words_around(kinds, starts, ends)
        begins, lasts = np.where(left[some], starts, begins), np.where(right[some], ends, lasts)
        short = (starts - begins <= prefixes[some]) & (lasts - ends <= endings[some])
        return numbers[short], starts[short], ends[short], begins[short], lasts[short]

    def _alone(self, number: int, prefix: str, ending: str) -> frozenset[str]:
        """The languages in which a word is still the same with what it has more, before and behind."""
        length = len(self.forms[number])
        return frozenset(
            one for one in self._languages[number] if prefix_fits(prefix, one) and ending_fits(ending, one, length)
        )

    def _disguised(self, folded: Folded, kinds: Kinds, slips: Iterable[Slip], original: str) -> list[_Found]:
        """Forms that were read through a disguise."""

        def written(place: int) -> str:
            return original[folded.original(place, place + 1)[0]]

        places = suspicions(folded.points, kinds, self._grams)
        drawn = np.flatnonzero((kinds == Kind.OTHER) & (folded.points > FIRST_PICTURE)).tolist()
        hidden = disguised(folded.text, places, slips, self.lexicon, written)
        return [
            _Found(one.form, one.start, one.end, languages, one.undone, one.sure, one.end + len(one.ending))
            for one in chain(hidden, read_pictures(folded.text, drawn, self.lexicon))
            if (languages := self._fitting(one)) is None or languages
        ]

    def _fitting(self, one: Disguised) -> frozenset[str] | None:
        """The languages in which what follows a disguised word is an ending of it; None if nothing follows."""
        if not one.ending:
            return None
        length = one.end - one.start
        return frozenset(some for some in self._languages[one.form] if ending_fits(one.ending, some, length))

    def _hits(self, written: _Columns, found: Sequence[_Found], starts: Places) -> dict[int, list[Hit]]:
        """The hits of each text that has something wanted, by the number of the text, in order of place."""
        texts = (np.searchsorted(starts, _numbers(one.start for one in found), side="right") - 1).tolist()
        numbers, texts_of, begins, ends = self._worth_keeping(written, found, texts, starts)
        hits: defaultdict[int, list[Hit]] = defaultdict(list)
        for number, text, start, end in _rows((numbers, texts_of, begins, ends)):
            for term, accents in self._owners[number]:
                hits[text].append(Hit(term, start, end, NOTHING, True, accents))
        others = {text for text in texts if text in hits} if self._choosy else set(texts)
        chosen = others | {text for text, one in zip(texts, found, strict=True) if self._wanted[one.number]}
        for text, one in zip(texts, found, strict=True):
            if text in chosen:
                hits[text] += self._hits_of(one, int(starts[text]))
        return {text: _simplest(some) if text in chosen else some for text, some in hits.items()}

    def _worth_keeping(
        self, written: _Columns, found: Sequence[_Found], texts: Sequence[int], starts: Places
    ) -> tuple[Places, ...]:
        """Numbers, texts, starts and ends of what is written in texts with something wanted, in order of place."""
        numbers, begins, ends = written
        order = np.lexsort((-ends, begins))
        numbers, begins, ends = numbers[order], begins[order], ends[order]
        texts_of = np.searchsorted(starts, begins, side="right") - 1
        if self._choosy:
            also = [text for text, one in zip(texts, found, strict=True) if self._wanted[one.number]]
            kept = np.isin(texts_of, np.concatenate((texts_of[self._wanted_forms[numbers]], _numbers(also))))
            numbers, texts_of, begins, ends = (column[kept] for column in (numbers, texts_of, begins, ends))
        return numbers, texts_of, begins - starts[texts_of], ends - starts[texts_of]

    def _hits_of(self, one: _Found, origin: int) -> Iterator[Hit]:
        start, end, last = one.start - origin, one.end - origin, one.last - origin
        for term, accents in self._owners[one.number]:
            # where every syllable bears its tone, another accent is another word
            toned = ACCENT in one.undone and term.language in SYLLABIC
            if not toned and (one.languages is None or term.language in one.languages):
                whole = last if one.languages and term.language in STEMMED else end
                yield Hit(term, start, whole, one.undone, one.sure, accents)


def _order(hit: Hit) -> tuple[object, ...]:
    return hit.start, -hit.end, len(hit.undone), not hit.accents


def _simplest(hits: Iterable[Hit]) -> list[Hit]:
    """The hits in order of place; of several readings of a term at one place the one with least undone."""
    kept: dict[tuple[Term, int, int], Hit] = {}
    for hit in sorted(hits, key=_order):
        kept.setdefault(hit[:3], hit)
    return list(kept.values())


def _numbers(some: Iterable[int]) -> Places:
    return np.fromiter(some, dtype=np.int64)


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Texts in batches of about BATCH characters: short enough for a processor's cache."""
    some: list[str] = []
    length = 0
    for text in texts:
        some.append(text)
        length += len(text)
        if length >= BATCH:
            yield some
            some, length = [], 0
    if some:
        yield some


def _rows(columns: Iterable[Places]) -> Iterator[tuple[int, ...]]:
    return zip(*(column.tolist() for column in columns), strict=True)
