"""Scores by hand, what is unknown, and how often the interval of F1 holds the truth."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measure.intervals import Share
from measure.scoring import NO_VALUE, Judged, Scores, score


def judged(suspect: bool, *fired: str, **facts: Any) -> Judged:
    return Judged(suspect=suspect, fired=frozenset(fired), **facts)


def counted(right: int, false_alarms: int, missed: int, quiet: int = 0) -> Scores:
    texts = [judged(True, "r")] * right + [judged(False, "r")] * false_alarms
    return score(texts + [judged(True)] * missed + [judged(False)] * quiet)


def test_scores_by_hand() -> None:
    """8 right, 2 false alarms, 4 missed: 8 of 10, 8 of 12, and 16 of 22."""
    overall = counted(8, 2, 4, quiet=5).overall
    assert (19, Share(hits=8, of=10), Share(hits=8, of=12)) == (overall.texts, overall.precision, overall.recall)
    assert pytest.approx(16 / 22) == overall.f1


def test_f1_bounds_are_those_of_f_star() -> None:
    """Wilson of 8 in 14 is 0.3259 to 0.7862, which as F1 is 0.4916 to 0.8803."""
    bounds = counted(8, 2, 4).overall.f1_interval
    assert bounds is not None
    assert (0.4916, 0.8803) == (round(bounds.low, 4), round(bounds.high, 4))


@pytest.mark.parametrize(
    ("counts", "precision", "recall", "f1"),
    [
        ((0, 0, 0, 0), None, None, None),
        ((0, 0, 0, 9), None, None, None),
        ((0, 0, 3, 9), None, 0.0, 0.0),
        ((0, 3, 0, 9), 0.0, None, None),
        ((0, 3, 3, 9), 0.0, 0.0, 0.0),
    ],
)
def test_nothing_to_stand_on_is_unknown(
    counts: tuple[int, int, int, int], precision: float | None, recall: float | None, f1: float | None
) -> None:
    """Nothing fired: no precision. Nothing suspect: no recall and no F1. Never 0 for not known."""
    overall = counted(*counts).overall
    assert (precision, recall, f1) == (overall.precision.value, overall.recall.value, overall.f1)


def test_groups_stand_for_themselves() -> None:
    """By language and style; a blank value is a group of its own, a missing column is none."""
    scores = score(
        [
            judged(True, "a", language="en", style="leet"),
            judged(True, language="en", style=""),
            judged(False, "a", language="de", style=""),
        ]
    )
    assert {"de": None, "en": 0.5} == {name: one.recall.value for name, one in scores.by_lang.items()}
    assert {NO_VALUE: Share(hits=0, of=1), "leet": Share(hits=1, of=1)} == {
        name: one.recall for name, one in scores.by_style.items()
    }
    assert {} == scores.by_concept


def test_a_rule_without_labels_of_its_own_has_no_recall() -> None:
    """Its precision is over the texts it fired on; a rule that never fired is shown as unknown."""
    scores = score([judged(True, "a", "b"), judged(False, "b"), judged(True)], rules=["c"])
    assert not scores.rules_named
    shown = {rule: (one.precision, one.recall.value, one.f1) for rule, one in scores.by_rule.items()}
    assert {
        "a": (Share(hits=1, of=1), None, None),
        "b": (Share(hits=1, of=2), None, None),
        "c": (Share(hits=0, of=0), None, None),
    } == shown


def test_labels_that_name_rules_give_each_rule_its_recall() -> None:
    """Only suspect texts that name the rule count; F1 has no interval where its two parts count different texts."""
    scores = score(
        [
            judged(True, "a", named=frozenset({"a"})),
            judged(True, "b", named=frozenset({"a", "b"})),
            judged(True, "a", named=frozenset({"b"})),
            judged(False, "b", named=frozenset()),
        ]
    )
    assert scores.rules_named
    assert (Share(hits=2, of=2), Share(hits=1, of=2)) == (scores.by_rule["a"].precision, scores.by_rule["a"].recall)
    assert pytest.approx(2 * 1 * 0.5 / 1.5) == scores.by_rule["a"].f1
    assert scores.by_rule["a"].f1_interval is None


@given(st.lists(st.tuples(st.booleans(), st.sets(st.sampled_from("abc"))), max_size=60))
def test_groups_add_up_and_order_is_nothing(rows: list[tuple[bool, set[str]]]) -> None:
    """The same texts in any order score the same, and a language that all share scores as the whole."""
    texts = [judged(suspect, *fired, language="xx") for suspect, fired in rows]
    scores = score(texts)
    assert scores == score(reversed(texts))
    assert [scores.overall] * bool(rows) == list(scores.by_lang.values())


def test_the_interval_of_f1_holds_the_truth_about_as_often_as_it_says() -> None:
    """4,000 samples of 200 texts from known rates: between 0.93 and 0.97 of the intervals hold the true F1."""
    draw = random.Random(4)
    right, false_alarm, missed = 0.20, 0.05, 0.08
    truth = 2 * right / (2 * right + false_alarm + missed)
    weights = [right, false_alarm, missed, 1 - right - false_alarm - missed]
    held = 0
    for _ in range(4_000):
        drawn = draw.choices(range(4), weights, k=200)
        bounds = counted(*(drawn.count(kind) for kind in range(4))).overall.f1_interval
        assert bounds is not None
        held += bounds.low <= truth <= bounds.high
    assert 0.93 <= held / 4_000 <= 0.97
