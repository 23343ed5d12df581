"""Strict YAML: every scalar is a text, a key stands once, no aliases, no depth; each fault with its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from rules.faults import Fault, RuleFileError
from rules.fold import folded_term
from rules.text_file import text_of

MOST_BYTES = 512 * 1024
TOO_DEEP = "brackets are nested too deeply", "a rule needs three levels at most"
BYTE_ORDER_MARK = "\ufeff"
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # a wheel without libyaml reads the same, more slowly


class _RefusedError(Exception):
    """YAML that could be read but shall not be."""

    def __init__(self, line: int, message: str, remedy: str) -> None:
        self.line, self.message, self.remedy = line, message, remedy


class YamlFile:
    """One file while it is read; collects its faults in `faults`."""

    def __init__(self, path: Path) -> None:
        self.path, self.faults = path, list[Fault]()

    def fault(self, node: yaml.Node | None, message: str, remedy: str) -> None:
        """Note a fault at a node, or at the first line without one."""
        self.fault_at(node.start_mark.line + 1 if node else 1, message, remedy)

    def fault_at(self, line: int, message: str, remedy: str) -> None:
        """Note a fault at a line."""
        self.faults.append(Fault(path=self.path, line=line, message=message, remedy=remedy))

    def source(self) -> str | None:
        """Return the file's text, or None with a fault."""
        try:
            return text_of(self.path, MOST_BYTES, "put long lists of words into lists/*.csv beside it")
        except RuleFileError as error:
            self.faults += error.faults
            return None

    def root(self, text: str) -> yaml.MappingNode | None:
        """Return the one mapping the text holds, or None with a fault."""
        if BYTE_ORDER_MARK in text:
            line = text[: text.index(BYTE_ORDER_MARK)].count("\n") + 1
            self.fault_at(line, "an invisible byte order mark (U+FEFF) stands here", "type this line anew")
            return None
        try:
            _refuse_aliases(text)
            root = yaml.compose(text, Loader=Loader)
        except _RefusedError as error:
            self.fault_at(error.line, error.message, error.remedy)
            return None
        except RecursionError:
            self.fault(None, *TOO_DEEP)
            return None
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            if "nesting" in str(error.problem):  # libyaml reads ahead and stops by itself
                self.fault_at(line, *TOO_DEEP)
                return None
            remedy = "look at indentation, colons and quotes on this line and the one before"
            self.fault_at(line, f"this is not YAML: {error.problem}", remedy)
            return None
        except yaml.YAMLError as error:
            line = text[: getattr(error, "position", None) or 0].count("\n") + 1
            self.fault_at(line, f"this is not YAML: {error}", "remove characters that cannot be printed")
            return None
        if not isinstance(root, yaml.MappingNode):
            self.fault(root, "a rule file holds one rule: keys with values", "begin with `id:`")
            return None
        return root

    def items(self, node: yaml.Node | None, key: str, *, may_be_empty: bool = False) -> Sequence[yaml.Node]:
        """Return the nodes of a list."""
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.fault(node, f"{key!r} is not a list", "write [one, two]")
            return []
        if not node.value and not may_be_empty:
            self.fault(node, f"{key!r} is an empty list", "fill it or leave the key out")
        return list(node.value)

    def strings(self, node: yaml.Node | None, key: str, *, may_be_empty: bool = False) -> tuple[str, ...]:
        """Return the texts of a list."""
        items = self.items(node, key, may_be_empty=may_be_empty)
        return tuple(filter(None, (self.scalar(item, key) for item in items)))

    def scalar(self, node: yaml.Node | None, key: str) -> str:
        """Return one text; an empty one without a node or with a fault."""
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.fault(node, f"{key!r} is not a text", "write one text after the colon")
            return ""
        if not folded_term(node.value):
            self.fault(node, f"{key!r} holds a blank text", "write something there or remove the line")
            return ""
        return str(node.value)

    def mapping(self, node: yaml.Node | None) -> Mapping[str, yaml.Node]:
        """Return keys with their nodes."""
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


def _refuse_aliases(text: str) -> None:
    """Stop before nodes are made of aliases, which multiply."""
    if "&" not in text and "*" not in text:
        return
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            line = event.start_mark.line + 1 if event.start_mark else 1
            remedy = "write the value out, or put it in quotation marks"
            raise _RefusedError(line, "anchors and aliases (`&name`, `*name`) are not read", remedy)
