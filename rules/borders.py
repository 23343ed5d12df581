"""Whether words of spaced scripts go on beyond the places where something was found, for whole arrays of places."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rules.fold import Places
from rules.letters import Kind, Kinds

Mask = npt.NDArray[np.bool_]


def _is_word(kinds: Kinds) -> Mask:
    word: Mask = (kinds >= Kind.LATIN) & (kinds <= Kind.LOOKALIKE)
    return word


def free_left(kinds: Kinds, starts: Places) -> Mask:
    """Return where no word goes on to the left; a number may stand there."""
    first, before = kinds.take(starts, mode="clip"), kinds.take(starts - 1, mode="clip")
    number = (before == Kind.DIGIT) & (first != Kind.DIGIT)
    free: Mask = ~_is_word(first) | ~_is_word(before) | number | (starts == 0)
    return free


def free_right(kinds: Kinds, ends: Places) -> Mask:
    """Return where no word goes on to the right, and no mark that would make another word of it.

    A vowel or tone mark does in unspaced scripts: Thai shirt is tiger with a mark more.
    """
    last, after = kinds.take(ends - 1, mode="clip"), kinds.take(ends, mode="clip")
    unspaced = last >= Kind.UNSPACED
    free: Mask = np.where(unspaced, after != Kind.UNSPACED_MARK, ~_is_word(last) | ~_is_word(after))
    at_end: Mask = ends == len(kinds)
    return free | at_end


def words_around(kinds: Kinds, starts: Places, ends: Places) -> tuple[Places, Places]:
    """Return where the words begin and end that the spans stand in."""
    others = np.concatenate(([-1], np.flatnonzero(~_is_word(kinds)), [len(kinds)]))
    return others[np.searchsorted(others, starts, "right") - 1] + 1, others[np.searchsorted(others, ends)]
