"""The shipped rules on the test bed's adverts.

The term lists were written with these adverts in sight: the figures show that nothing was lost since, not how well the
rules do on adverts that nobody has seen.
"""

from __future__ import annotations

import pytest

from rules import RuleSet
from tests.rules.regression import Outcome, by_language, mistakes, outcomes


@pytest.fixture(scope="module")
def seen() -> list[Outcome]:
    return list(outcomes(RuleSet.load()))


def test_nine_in_ten_of_the_plainly_suspect_are_found(seen: list[Outcome]) -> None:
    """Recall over adverts that say what they sell; disguised spellings and code words are not counted."""
    plain = [one for one in seen if one.plain]
    missed = [one.id for one in plain if not one.fired]
    assert plain
    assert 0.9 <= 1 - len(missed) / len(plain), missed


def test_nine_in_ten_of_what_fires_is_suspect(seen: list[Outcome]) -> None:
    """Precision over all adverts, disguised ones included."""
    fired = [one for one in seen if one.fired]
    wrong = [one.id for one in fired if not one.suspect]
    assert fired
    assert 0.9 <= 1 - len(wrong) / len(fired), wrong


def test_the_tables_name_every_mistake() -> None:
    """A missed advert and a false alarm stand in both tables."""
    facts = {"language": "en", "title": "Tusk"}
    read = [
        Outcome(id="m1", suspect=True, plain=True, fired=frozenset(), **facts),
        Outcome(id="m2", suspect=False, plain=False, fired=frozenset({"ivory-offered"}), **facts),
    ]
    assert ["0 of 1", "0 of 0", "1 of 1"] == list(map(" of ".join, _pairs(list(by_language(read))[-1])))
    assert [["missed", "m1"], ["FALSE", "ALARM", "m2"]] == [line.split("en")[0].split() for line in mistakes(read)]


def _pairs(line: str) -> list[tuple[str, str]]:
    words = line.split()[1:]
    return [(words[place], words[place + 2]) for place in range(0, len(words), 3)]
