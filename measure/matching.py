"""Rules over many texts: in batches, so that neither they nor their matches are all in memory at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import TypeVar

from rules import Match, RuleSet

BATCH = 1_000

Text = TypeVar("Text")


def batches(texts: Iterable[Text], size: int = BATCH) -> Iterator[list[Text]]:
    """Cut a sequence into lists of `size`, the last of them shorter."""
    every = iter(texts)
    while batch := list(islice(every, size)):
        yield batch


def matched(
    rules: RuleSet, texts: Iterable[Text], fields: Callable[[Text], Mapping[str, str]], on: date
) -> Iterator[tuple[Text, tuple[Match, ...]]]:
    """Pair each text with its matches; `fields` gives a text by field name, as `RuleSet.match` takes it."""
    for batch in batches(texts):
        yield from zip(batch, rules.match_all(map(fields, batch), on), strict=True)
