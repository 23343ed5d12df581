"""The other words of a phrase, beside one that was read through a disguise: as they are, or disguised themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rules.edges import word_end, word_start
from rules.letters import is_word
from rules.lexicon import LONGEST_TOKEN, SHORTEST, SPLIT, Lexicon

LONGEST_WORD, CUT, MOST_BETWEEN = 16, 4, 3
Side = tuple[int, frozenset[str]]


def words_before(text: str, start: int, lexicon: Lexicon, *, spread: bool) -> Iterable[str]:
    """Return what the word before a place may be: as it is, as it may be read, and if spread as its letters are."""
    if start < 2 or text[start - 1] != " ":
        return ()
    begin = _token_before(text, start - 1)
    token = text[begin : start - 1]
    plain = token if token.isascii() and token.isalnum() else token[word_start(text, start - 2) - begin :]
    read = (one.word for one in lexicon.lookup(token) if one.end == len(token))
    return dict.fromkeys((plain, *read, *(_spread(text, start - 2, -1, len(plain)) if spread else ())))


def words_behind(text: str, end: int, lexicon: Lexicon, *, spread: bool) -> Iterable[str]:
    """Return what the word behind a place may be, likewise, with or without an ending."""
    if not text.startswith(" ", end) or end + 2 > len(text):
        return ()
    token = text[end + 1 : _token_behind(text, end + 1)]
    plain = token if token.isascii() and token.isalnum() else text[end + 1 : word_end(text, end + 2)]
    cut = (plain[: len(plain) - less] for less in range(min(CUT, len(plain))))
    read = (one.word for one in lexicon.lookup(token) if not one.start)
    return dict.fromkeys((*cut, *read, *(_spread(text, end + 1, 1, len(plain)) if spread else ())))


def _spread(text: str, place: int, step: int, length: int) -> Iterator[str]:
    """Words whose letters have signs and spaces between them; only where a short piece stands at the place."""
    if length >= SHORTEST:
        return
    letters = ""
    for _ in range(LONGEST_TOKEN):
        if not 0 <= place < len(text) or text[place] == "\0" or len(letters) == LONGEST_WORD:
            break
        if is_word(text[place]):
            letters = letters + text[place] if step > 0 else text[place] + letters
            if len(letters) > length:
                yield letters
        place += step


def leftward(text: str, start: int, words: Sequence[str], lexicon: Lexicon) -> Side | None:
    """Return where the words before a place begin, and what was undone to read them; None if others stand there."""
    undone: frozenset[str] = frozenset()
    for word in reversed(words):
        if start < 2 or text[start - 1] != " ":
            return None
        begin, end = _token_before(text, start - 1), start - 1
        if text.endswith(word, begin, end) and (end - len(word) == begin or not is_word(text[end - len(word) - 1])):
            start = end - len(word)
            continue
        token = text[begin:end]
        found = next((one for one in lexicon.lookup(token) if one.word == word and one.end == len(token)), None)
        if found is not None:
            start, undone = begin + found.start, undone | found.undone
        elif (far := _spelt_out(text, end - 1, word[::-1], -1)) is not None and _ends_word(text, far - 1):
            start, undone = far, undone | {SPLIT}
        else:
            return None
    return start, undone


def rightward(text: str, end: int, words: Sequence[str], lexicon: Lexicon) -> tuple[int, frozenset[str], str] | None:
    """Return where the words behind a place end, what was undone to read them, and the ending of the last."""
    undone: frozenset[str] = frozenset()
    ending = text[end : word_end(text, end)]
    for word in words:
        if ending or not text.startswith(" ", end) or end + 1 >= len(text):
            return None
        begin = end + 1
        token = text[begin : _token_behind(text, begin)]
        if text.startswith(word, begin):
            end = begin + len(word)
        elif found := next((one for one in lexicon.lookup(token) if one.word == word and not one.start), None):
            end, undone = begin + found.end, undone | found.undone
        elif (far := _spelt_out(text, begin, word, 1)) is not None:
            end, undone = far + 1, undone | {SPLIT}
        else:
            return None
        ending = text[end : word_end(text, end)]
    return end, undone, ending


def _spelt_out(text: str, place: int, letters: str, step: int) -> int | None:
    """The place of the last of these letters, going on from the first; a few signs may stand between any two."""
    for number, letter in enumerate(letters):
        for _ in range(MOST_BETWEEN if number else 1):
            if not 0 <= place < len(text) or is_word(text[place]) or text[place] == "\0":
                break
            place += step
        if not 0 <= place < len(text) or text[place] != letter:
            return None
        place += step
    return place - step


def _ends_word(text: str, place: int) -> bool:
    return place < 0 or not is_word(text[place])


def _token_before(text: str, place: int) -> int:
    """Where the run without spaces begins that ends at a place, at most LONGEST_TOKEN before it."""
    floor = max(0, place - LONGEST_TOKEN)
    return max(text.rfind(" ", floor, place), text.rfind("\0", floor, place), floor - 1) + 1


def _token_behind(text: str, place: int) -> int:
    """Where the run without spaces ends that begins at a place, at most LONGEST_TOKEN behind it."""
    ceiling = min(len(text), place + LONGEST_TOKEN)
    ends = (text.find(" ", place, ceiling), text.find("\0", place, ceiling))
    return min((end for end in ends if end >= 0), default=ceiling)
