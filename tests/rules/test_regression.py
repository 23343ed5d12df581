"""The shipped rules on two sets of labelled texts.

The term lists were written with the test bed's adverts in sight, and both sets were read while the rules were made: the
figures show that nothing was lost since, not how well the rules do on texts that nobody has seen.
`fieldsign rules score tests/rules/detection_examples.csv tests/thirdparty/testbed/listings.csv` prints them.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fieldsign.rules_labelled import read_labelled
from measure.matching import matched
from measure.scoring import Judged, Scores, Tally
from rules import RuleSet

TESTS = Path(__file__).parents[1]
SETS = (TESTS / "rules" / "detection_examples.csv", TESTS / "thirdparty" / "testbed" / "listings.csv")
ON = date(2026, 11, 20)
MANY, LEAST, LEAST_BY_LANGUAGE = 10, 0.9, 0.8


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return RuleSet.load()


def scored(rules: RuleSet, path: Path) -> Scores:
    tally = Tally()
    for text, matches in matched(rules, read_labelled(path), lambda text: text.fields(), ON):
        fired = frozenset(match.rule for match in matches)
        tally.add(Judged(suspect=text.suspect, fired=fired, language=text.language))
    return tally.scores()


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_nine_in_ten_are_right(rules: RuleSet, path: Path) -> None:
    """Precision and recall over each set, disguised spellings and code words included."""
    overall = scored(rules, path).overall
    assert LEAST <= (overall.precision.value or 0)
    assert LEAST <= (overall.recall.value or 0)


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_eight_in_ten_are_right_in_every_language_of_ten_adverts(rules: RuleSet, path: Path) -> None:
    """The same language by language."""
    weak = {
        language: (score.precision.value, score.recall.value)
        for language, score in scored(rules, path).by_lang.items()
        if score.texts >= MANY and min(score.precision.value or 0, score.recall.value or 0) < LEAST_BY_LANGUAGE
    }
    assert {} == weak
