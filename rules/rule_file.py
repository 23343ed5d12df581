"""A rule file: strict YAML in which every scalar is a text. All its faults are told at once."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import re2
import yaml

from rules.records import Level
from rules.rule import FIELDS, MARKS, Rule
from rules.terms import Lists, Term, made, unfit
from rules.yaml_file import YamlFile

log = logging.getLogger(__name__)

OFF = "off"
STATUSES = ("draft", "trial", "trusted", OFF)
NEEDED = ("id", "title", "status", "level", "why", "tests")
NEEDED_IF_OFF = ("id", "status", "why")
TERM_KEYS = ("any", "with", "require", "without", "excuses")
LOOKED_FOR = ("any", "words", "patterns")
KNOWN = (
    *(*NEEDED, *TERM_KEYS, "words", "patterns", "accents", "minimum", "fields"),
    *("taxa", "policy", "references", "queries"),
)
MARK_KEYS = ("with", "require")
PATTERN_MEMORY = 1 << 20


@dataclass(frozen=True, kw_only=True, slots=True)
class _Named:
    """What the lists under one key hold."""

    terms: tuple[Term, ...] = ()
    marks: frozenset[str] = frozenset()
    digests: tuple[bytes, ...] = ()


class RuleFile(YamlFile):
    """One rule file while it is read."""

    def __init__(self, path: Path, lists: Lists) -> None:
        super().__init__(path)
        self.lists = lists

    def read(self) -> Rule | None:
        """Return the rule, or None with faults."""
        text = self.source()
        root = self.root(text) if text is not None else None
        if text is None or root is None:
            return None
        rule = self._rule(root, text)
        return None if self.faults else rule

    def _rule(self, root: yaml.MappingNode, text: str) -> Rule:
        nodes = self.mapping(root)
        self._keys(root, nodes)
        texts = {key: self.scalar(nodes.get(key), key) for key in ("id", "title", "status", "level", "why")}
        self._one_of(nodes, texts, "status", STATUSES)
        self._one_of(nodes, texts, "level", tuple(Level))
        named = {key: self._named(nodes.get(key), key) for key in TERM_KEYS}
        own = self._words(nodes.get("words"))
        hit, miss = self._tests(nodes.get("tests"))
        return Rule(
            id=texts["id"],
            title=texts["title"],
            status=texts["status"],
            level=Level(texts["level"]) if texts["level"] in tuple(Level) else Level.LOW,
            why=texts["why"],
            path=self.path,
            digest=_digest(text, (*(one for key in TERM_KEYS for one in named[key].digests), _terms_digest(own))),
            terms=(*named["any"].terms, *own),
            patterns=self._patterns(nodes.get("patterns")),
            fields=self._fields(nodes.get("fields")),
            accents=self._accents(nodes.get("accents")),
            minimum=self._minimum(nodes.get("minimum")),
            signals=named["with"].terms,
            marks=named["with"].marks,
            require=named["require"].terms,
            require_marks=named["require"].marks,
            without=named["without"].terms,
            excuses=named["excuses"].terms,
            taxa=self.strings(nodes.get("taxa"), "taxa", may_be_empty=True),
            policy={key: self._joined(node, key) for key, node in self.mapping(nodes.get("policy")).items()},
            references=self.strings(nodes.get("references"), "references", may_be_empty=True),
            queries={key: self._literals(node, key) for key, node in self.mapping(nodes.get("queries")).items()},
            hit=tuple(text for texts in hit.values() for text in texts),
            miss=tuple(text for texts in miss.values() for text in texts),
            hit_by_language={language: texts for language, texts in hit.items() if language},
            miss_by_language={language: texts for language, texts in miss.items() if language},
        )

    def _keys(self, root: yaml.MappingNode, nodes: Mapping[str, yaml.Node]) -> None:
        for key, node in nodes.items():
            if key not in KNOWN:
                self.fault(node, f"unknown key {key!r}", _nearest(key, KNOWN, f"known are {', '.join(KNOWN)}"))
        off = getattr(nodes.get("status"), "value", "") == OFF
        for key in NEEDED_IF_OFF if off else NEEDED:
            if key not in nodes:
                self.fault(root, f"the key {key!r} is missing", f"add `{key}:`")
        if not off and not nodes.keys() & set(LOOKED_FOR):
            self.fault(root, "the key 'any' is missing", "add `any:` with term lists, or `words:`, or `patterns:`")

    def _one_of(
        self, nodes: Mapping[str, yaml.Node], texts: Mapping[str, str], key: str, known: tuple[str, ...]
    ) -> None:
        if texts[key] and texts[key] not in known:
            self.fault(nodes[key], f"{key} is {texts[key]!r}", f"write one of {', '.join(known)}")

    def _tests(self, node: yaml.Node | None) -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
        both = self.mapping(node)
        for key in sorted(both.keys() - {"hit", "miss"}):
            self.fault(both[key], f"unknown key {key!r} in the tests", "known are 'hit' and 'miss'")
        for kind in ("hit", "miss"):
            if node is not None and kind not in both:
                self.fault(node, f"the tests have no {kind!r}", f"add a text that the rule must {kind}")
        return self._texts(both.get("hit"), "hit"), self._texts(both.get("miss"), "miss")

    def _texts(self, node: yaml.Node | None, kind: str) -> Mapping[str, tuple[str, ...]]:
        """Texts by language, or all under an empty one where they stand in one list."""
        if isinstance(node, yaml.MappingNode):
            if not node.value:
                self.fault(node, f"{kind!r} holds no text", f"add a text that the rule must {kind}")
            return {key: self.strings(inner, f"{kind}.{key}") for key, inner in self.mapping(node).items()}
        return {"": self.strings(node, kind)}

    def _words(self, node: yaml.Node | None) -> tuple[Term, ...]:
        found: dict[tuple[str, str], Term] = {}
        for language, inner in self.mapping(node).items():
            twice = []
            for word in self._literals(inner, f"words.{language}"):
                term = made(word, language, "strong", self.path.name)
                if found.setdefault((term.literal, language), term) is not term:
                    twice.append(word)
            if twice:
                line, words = inner.start_mark.line + 1, ", ".join(map(repr, twice))
                text = "%s:%d: words spelt before in another way, which makes no difference: %s; remove them"
                log.warning(text, self.path, line, words)
        return tuple(found.values())

    def _literals(self, node: yaml.Node | None, key: str) -> tuple[str, ...]:
        """Texts that are looked for as they stand."""
        found = []
        for item in self.items(node, key):
            word = self.scalar(item, key)
            reason = unfit(word) if word else ""
            if reason:
                self.fault(item, f"{key!r} holds a text that {reason}", "type the word anew")
            elif word:
                found.append(word)
        return tuple(found)

    def _named(self, node: yaml.Node | None, key: str) -> _Named:
        terms: dict[Term, None] = {}
        marks, digests = set(), []
        for item in self.items(node, key):
            name = self.scalar(item, key)
            if name in MARKS and key in MARK_KEYS:
                marks.add(name)
            elif name in MARKS:
                self.fault(item, f"{name!r} can not stand in {key!r}", f"move it to {' or '.join(MARK_KEYS)}")
            elif name in self.lists:
                terms.update(dict.fromkeys(self.lists[name]))
                digests.append(_terms_digest(self.lists[name]))
            elif name:
                known = (*self.lists, *MARKS)
                remedy = _nearest(name, known, "see rules/sources/README.md")
                self.fault(item, f"there is no term list {name!r}", remedy)
        return _Named(terms=tuple(terms), marks=frozenset(marks), digests=tuple(digests))

    def _patterns(self, node: yaml.Node | None) -> tuple[str, ...]:
        found = []
        for item in self.items(node, "patterns"):
            pattern = self.scalar(item, "patterns")
            reason = _refusal(pattern) if pattern else ""
            if reason:
                remedy = "write it without look-around and back-references, shorter, and so that it reads something"
                self.fault(item, f"the pattern {pattern[:80]!r} is refused: {reason}", remedy)
            elif pattern:
                found.append(pattern)
        return tuple(found)

    def _fields(self, node: yaml.Node | None) -> tuple[str, ...]:
        if node is None:
            return FIELDS
        names = self.strings(node, "fields")
        for name in names:
            if name not in FIELDS:
                self.fault(node, f"there is no field {name!r}", f"write one of {', '.join(FIELDS)}")
        return tuple(name for name in FIELDS if name in names)

    def _accents(self, node: yaml.Node | None) -> bool:
        said = self.scalar(node, "accents")
        if said and said != "optional":
            self.fault(node, f"accents is {said!r}", "write `accents: optional` or leave the line out")
        return said == "optional"

    def _minimum(self, node: yaml.Node | None) -> float:
        said = self.scalar(node, "minimum")
        try:
            score = float(said or 0)
        except ValueError:
            score = -1.0
        if not 0 <= score <= 1:  # a NaN is in no range
            self.fault(node, f"minimum is {said!r}", "write a number from 0 to 1, such as 0.7")
            return 0.0
        return score

    def _joined(self, node: yaml.Node, key: str) -> str:
        if isinstance(node, yaml.SequenceNode):
            return ", ".join(self.scalar(item, key) for item in node.value)
        return self.scalar(node, key)


def _nearest(name: str, known: Iterable[str], otherwise: str) -> str:
    near = get_close_matches(name, known, 1)
    return f"write {near[0]!r}" if near else otherwise


def _digest(text: str, terms: Iterable[bytes]) -> str:
    digest = hashlib.sha256(text.encode())
    for one in terms:
        digest.update(one)
    return digest.hexdigest()


@cache
def _terms_digest(terms: tuple[Term, ...]) -> bytes:
    """Return the SHA-256 of a list; many rules use the same one."""
    told = (f"{term.literal}\0{term.language}\0{term.strength}\0{term.side}" for term in terms)
    return hashlib.sha256("\0".join(told).encode()).digest()


def _refusal(pattern: str) -> str:
    """Why an expression is not taken; an empty text if it is. RE2 takes linear time whatever it is given."""
    if reason := unfit(pattern):
        return reason
    options = re2.Options()
    options.max_mem, options.log_errors = PATTERN_MEMORY, False
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as error:
        told = error.args[0]
        return told.decode() if isinstance(told, bytes) else str(told)
    return "it is found in an empty text" if compiled.search("") else ""
