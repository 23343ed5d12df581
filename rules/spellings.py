"""Every spelling of every term: inflected, without accents, apart or joined."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rules.fold import folded_term
from rules.inflect import forms, without_accents
from rules.terms import Term

NON_JOINER = "\u200c"


class Owner(NamedTuple):
    """A term that a form is a spelling of."""

    term: Term
    accents: bool


def spellings(terms: Iterable[Term], accentless: frozenset[Term]) -> dict[str, dict[Owner, None]]:
    """Return each form with the terms that it is a spelling of; those of `accentless` are spelt without accents too."""
    spelt: dict[str, dict[Owner, None]] = {}
    for term in terms:
        written, owner = _written(term), Owner(term, accents=True)
        for form in written:
            spelt.setdefault(form, {})[owner] = None
        if term in accentless:
            owner = Owner(term, accents=False)
            for form in without_accents(written, term.language) - written:
                spelt.setdefault(form, {})[owner] = None
    return spelt


def _written(term: Term) -> frozenset[str]:
    """The spellings of a term; where it is written with a non-joiner, Persian also puts a space or nothing."""
    spelt = forms(term.literal, term.language)
    if NON_JOINER not in term.written:
        return spelt
    return spelt | forms(folded_term(term.written.replace(NON_JOINER, " ")), term.language)
