"""What matching costs: megabytes of UTF-8 a second on one core, as ratios to the bare automaton and to `re`."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence

from bench.texts import terms, texts
from rules.fold import fold
from rules.matcher import Matcher
from rules.terms import Term

SEED = 7
TURNS = 3
CORPUS, RE_CORPUS = 20_000_000, 200_000
FEW, MANY, FOR_RE = 50_000, 250_000, 2_000
PLAIN_SPEED, PLAIN_RATIO, ALL_SPEED, MANY_RATIO, RE_RATIO, LOAD_RATIO = 45, 0.3, 25, 0.5, 100, 0.3
EVASIVE = 0.1
LOAD = "from rules import RuleSet; RuleSet.load().matcher"


def speed(work: Callable[[], object], size: int) -> float:
    """Megabytes a second, the best of a few turns."""
    best = float("inf")
    for _ in range(TURNS):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return size / best / 1e6


def size_of(corpus: Sequence[str]) -> int:
    return sum(len(text.encode()) for text in corpus)


def through(matcher: Matcher, corpus: Sequence[str], *, plain: bool) -> Callable[[], object]:
    return lambda: sum(len(hits) for _, hits in matcher.find_all(corpus, plain=plain))


def bare(matcher: Matcher, corpus: Sequence[str]) -> float:
    """The automaton alone over the same folded texts, counting its matches."""
    raw = [fold(text).text.encode() for text in corpus]
    (database,) = matcher.automaton.databases
    count = [0]

    def on_match(*_: object) -> None:
        count[0] += 1

    def scan() -> None:
        for one in raw:
            database.scan(one, match_event_handler=on_match)

    return speed(scan, sum(map(len, raw)))


def told(name: str, value: float, unit: str, wanted: float, *, at_most: bool = False) -> bool:
    good = value <= wanted if at_most else value >= wanted
    bound = "at most" if at_most else "at least"
    print(f"  {name:58} {value:8.2f}{unit} (wanted: {bound} {wanted}) {'ok' if good else 'MISSED'}")
    return good


def speeds(some: Sequence[Term], plain: Sequence[str], mixed: Sequence[str]) -> tuple[float, float, float]:
    """Plain view, all views over texts of which some are evasive, and the bare automaton, in MB/s."""
    matcher = Matcher(some)
    matcher.find("warm up: 1vory, i v o r y")
    return (
        speed(through(matcher, plain, plain=True), size_of(plain)),
        speed(through(matcher, mixed, plain=False), size_of(mixed)),
        bare(matcher, plain),
    )


def against_re(some: Sequence[Term], corpus: Sequence[str]) -> float:
    """How many times faster than one alternation of the same terms."""
    few = corpus[: max(1, len(corpus) * RE_CORPUS // size_of(corpus))]
    matcher = Matcher(some)
    pattern = re.compile("|".join(sorted(map(re.escape, matcher.forms), key=len, reverse=True)), re.IGNORECASE)
    theirs = speed(lambda: [pattern.findall(text) for text in few], size_of(few))
    return speed(through(matcher, corpus, plain=True), size_of(corpus)) / theirs


def loading() -> tuple[float, float]:
    """Seconds to make the shipped packs ready for the first time and for the second, each in a new process."""
    with tempfile.TemporaryDirectory() as folder:
        taken = []
        for _ in range(2):
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", LOAD], check=True, env={**os.environ, "FIELDSIGN_CACHE": folder})
            taken.append(time.perf_counter() - began)
    return taken[0], taken[1]


def main() -> int:
    pick = random.Random(SEED)  # noqa: S311 - the same texts on every run
    many = terms(MANY, pick)
    few = terms(FEW, pick)
    plain, mixed = texts(CORPUS, few, many, pick, 0), texts(CORPUS, few, many, pick, EVASIVE)
    print(f"matching: {len(plain)} adverts, {size_of(plain) / 1e6:.0f} MB, {FEW} spellings of {len(few)} terms")
    ours, every, raw = speeds(few, plain, mixed)
    good = [
        told("plain view", ours, " MB/s", PLAIN_SPEED),
        told(f"plain view to the bare automaton ({raw:.0f} MB/s)", ours / raw, "", PLAIN_RATIO),
        told("all views, one advert in ten evasive", every, " MB/s", ALL_SPEED),
    ]
    ours_many, every_many, _ = speeds(many, plain, mixed)
    good += [
        told(f"plain view, {MANY} spellings to {FEW}", ours_many / ours, "", MANY_RATIO),
        told(f"all views, {MANY} spellings to {FEW}", every_many / every, "", MANY_RATIO),
        told(
            f"plain view to one `re` alternation, {FOR_RE} spellings",
            against_re(terms(FOR_RE, pick), plain),
            "",
            RE_RATIO,
        ),
    ]
    first, second = loading()
    good.append(
        told(
            f"loading the shipped packs to compiling them ({first:.1f} s)", second / first, "", LOAD_RATIO, at_most=True
        )
    )
    return int(not all(good))


if __name__ == "__main__":
    sys.exit(main())
