"""Rule files: strict YAML in which every scalar is a string. All faults of all files are told at once."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import yaml

from rules.fold import folded_term
from rules.records import Level
from rules.terms import Lists, Strength, Term

log = logging.getLogger(__name__)

STATUSES = ("draft", "trial", "trusted")
NEEDED = ("id", "title", "status", "level", "why", "any", "tests")
NAME_LISTS = ("any", "with", "require", "without", "excuses")
LISTS = (*NAME_LISTS, "taxa", "references")
KNOWN = (*NEEDED, "taxa", "policy", "references", "with", "require", "without", "excuses", "words", "queries")
PRICE = "signal/price"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """Something wrong in a rule file: where it is and how to mend it. Lines count from 1."""

    path: Path
    line: int
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}; {self.remedy}"


class RuleFileError(Exception):
    """Rule files with faults; `faults` are all of them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One rule. `terms` are what it looks for; a weak one counts only near one of `signals`.

    `require` must stand anywhere in title or text, `without` nowhere; `excuses` are blanked first. `price` and
    `require_price` tell whether a price is such a signal. `hit` and `miss` are the rule's own tests.
    """

    id: str
    title: str
    status: str
    level: Level
    why: str
    path: Path
    digest: str
    terms: tuple[Term, ...]
    signals: tuple[Term, ...] = ()
    price: bool = False
    require: tuple[Term, ...] = ()
    require_price: bool = False
    without: tuple[Term, ...] = ()
    excuses: tuple[Term, ...] = ()
    taxa: tuple[str, ...] = ()
    policy: Mapping[str, str] = field(default_factory=dict)
    references: tuple[str, ...] = ()
    queries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hit: tuple[str, ...] = ()
    miss: tuple[str, ...] = ()


class _File:
    """One rule file while it is read; collects its faults."""

    def __init__(self, path: Path, lists: Lists) -> None:
        self.path, self.lists, self.faults = path, lists, list[Fault]()

    def fault(self, node: yaml.Node | None, message: str, remedy: str) -> None:
        line = node.start_mark.line + 1 if node else 1
        self.faults.append(Fault(path=self.path, line=line, message=message, remedy=remedy))

    def read(self) -> Rule | None:
        try:
            text = self.path.read_text(encoding="utf-8")
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except UnicodeDecodeError:
            self.fault(None, "the file is not UTF-8", "save it as UTF-8")
            return None
        except OSError as error:
            self.fault(None, f"the file cannot be read: {error.strerror}", "check that it is a file and may be read")
            return None
        except RecursionError:
            self.fault(None, "brackets are nested too deeply", "a rule needs two levels at most")
            return None
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            message = f"this is not YAML: {error.problem}"
            remedy = "look at indentation, colons and quotes on this line and the one before"
            self.faults.append(Fault(path=self.path, line=line, message=message, remedy=remedy))
            return None
        except yaml.YAMLError as error:
            self.fault(None, f"this is not YAML: {error}", "remove characters that cannot be printed")
            return None
        if not isinstance(root, yaml.MappingNode):
            self.fault(root, "a rule file holds one rule: keys with values", "begin with `id:`")
            return None
        rule = self._rule(root, text)
        return None if self.faults else rule

    def _rule(self, root: yaml.MappingNode, text: str) -> Rule:
        nodes = self.mapping(root)
        for key, node in nodes.items():
            if key not in KNOWN:
                near = get_close_matches(key, KNOWN, 1)
                remedy = f"write {near[0]!r}" if near else f"known are {', '.join(KNOWN)}"
                self.fault(node, f"unknown key {key!r}", remedy)
        for key in NEEDED:
            if key not in nodes:
                self.fault(root, f"the key {key!r} is missing", f"add `{key}:`")
        texts = {key: self.scalar(nodes.get(key), key) for key in ("id", "title", "status", "level", "why")}
        self._one_of(nodes, texts, "status", STATUSES)
        self._one_of(nodes, texts, "level", tuple(Level))
        terms = {key: self.terms(nodes.get(key), key) for key in NAME_LISTS}
        hit, miss = self._tests(nodes.get("tests"))
        own = self._words(nodes.get("words"))
        digest = hashlib.sha256(text.encode())
        for term in (*(term for key in NAME_LISTS for term in terms[key][0]), *own):
            digest.update(f"{term.literal}\0{term.language}\0{term.strength}\0{term.side}\0".encode())
        return Rule(
            id=texts["id"],
            title=texts["title"],
            status=texts["status"],
            level=Level(texts["level"]) if texts["level"] in tuple(Level) else Level.LOW,
            why=texts["why"],
            path=self.path,
            digest=digest.hexdigest(),
            terms=(*terms["any"][0], *own),
            signals=terms["with"][0],
            price=terms["with"][1],
            require=terms["require"][0],
            require_price=terms["require"][1],
            without=terms["without"][0],
            excuses=terms["excuses"][0],
            taxa=self.strings(nodes.get("taxa"), "taxa"),
            policy={key: self._joined(node, key) for key, node in self.mapping(nodes.get("policy")).items()},
            references=self.strings(nodes.get("references"), "references"),
            queries={key: self.strings(node, key) for key, node in self.mapping(nodes.get("queries")).items()},
            hit=hit,
            miss=miss,
        )

    def _one_of(
        self, nodes: Mapping[str, yaml.Node], texts: Mapping[str, str], key: str, known: tuple[str, ...]
    ) -> None:
        if texts[key] and texts[key] not in known:
            self.fault(nodes[key], f"{key} is {texts[key]!r}", f"write one of {', '.join(known)}")

    def _tests(self, node: yaml.Node | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        both = self.mapping(node)
        for key in sorted(both.keys() - {"hit", "miss"}):
            self.fault(both[key], f"unknown key {key!r} in the tests", "known are 'hit' and 'miss'")
        for kind in ("hit", "miss"):
            if node is not None and kind not in both:
                self.fault(node, f"the tests have no {kind!r}", f"add a text that the rule must {kind}")
        return self.strings(both.get("hit"), "hit"), self.strings(both.get("miss"), "miss")

    def _words(self, node: yaml.Node | None) -> tuple[Term, ...]:
        found: dict[tuple[str, str], Term] = {}
        for language, inner in self.mapping(node).items():
            twice = []
            for word in self.strings(inner, f"words.{language}"):
                term = _own_term(word, language, self.path.name)
                if found.setdefault((term.literal, language), term) is not term:
                    twice.append(word)
            if twice:
                line, words = inner.start_mark.line + 1, ", ".join(map(repr, twice))
                log.warning(
                    "%s:%d: words spelt before in another way, which makes no difference: %s; remove them",
                    self.path,
                    line,
                    words,
                )
        return tuple(found.values())

    def terms(self, node: yaml.Node | None, key: str) -> tuple[tuple[Term, ...], bool]:
        """The terms of the lists that a key names, and whether it names a price as well."""
        terms: dict[Term, None] = {}
        price = False
        for item in self._items(node, key):
            name = self.scalar(item, key)
            if name == PRICE:
                price = True
            elif name in self.lists:
                terms.update(dict.fromkeys(self.lists[name]))
            elif name:
                near = get_close_matches(name, self.lists, 1)
                remedy = f"write {near[0]!r}" if near else "see rules/sources/README.md"
                self.fault(item, f"there is no term list {name!r}", remedy)
        return tuple(terms), price

    def _items(self, node: yaml.Node | None, key: str) -> list[yaml.Node]:
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.fault(node, f"{key!r} is not a list", "write [one, two]")
            return []
        if not node.value and key not in ("references", "taxa"):
            self.fault(node, f"{key!r} is an empty list", "fill it or leave the key out")
        return list(node.value)

    def _joined(self, node: yaml.Node, key: str) -> str:
        if isinstance(node, yaml.SequenceNode):
            return ", ".join(self.scalar(item, key) for item in node.value)
        return self.scalar(node, key)

    def strings(self, node: yaml.Node | None, key: str) -> tuple[str, ...]:
        return tuple(filter(None, (self.scalar(item, key) for item in self._items(node, key))))

    def scalar(self, node: yaml.Node | None, key: str) -> str:
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.fault(node, f"{key!r} is not a text", "write one text after the colon")
            return ""
        if not folded_term(node.value):
            self.fault(node, f"{key!r} holds a blank text", "write something there or remove the line")
            return ""
        return str(node.value)

    def mapping(self, node: yaml.Node | None) -> dict[str, yaml.Node]:
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, "keys with values are expected here", "write `key: value` lines")
            return {}
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in found:
                self.fault(key, f"the key {name!r} stands twice", "keep one of the two")
            found[name] = value
        return found


def _own_term(word: str, language: str, source: str) -> Term:
    return Term(literal=folded_term(word), written=word, language=language, strength=Strength.STRONG, source=source)


def read_rules(folders: Iterable[Path], lists: Lists) -> Iterator[Rule]:
    """Read every `*.yaml` below the folders; a later folder's rule replaces an earlier one of the same id.

    Raises RuleFileError with every fault of every file.
    """
    rules: dict[str, Rule] = {}
    faults: list[Fault] = []
    for folder in folders:
        here: dict[str, Rule] = {}
        for path in sorted(folder.rglob("*.yml")):
            unread = "a name that ends in .yml is not read"
            faults.append(Fault(path=path, line=1, message=unread, remedy=f"rename it to {path.stem}.yaml"))
        for path in sorted(folder.rglob("*.yaml")):
            file = _File(path, lists)
            rule = file.read()
            faults += file.faults
            if rule and rule.id in here:
                twice = f"the id {rule.id!r} is also that of {here[rule.id].path.name}"
                faults.append(Fault(path=path, line=1, message=twice, remedy="give each rule its own id"))
            elif rule:
                here[rule.id] = rule
        rules |= here
    if faults:
        raise RuleFileError(faults)
    yield from rules.values()
