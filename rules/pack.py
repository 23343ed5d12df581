"""Packs: folders of rule files. A later pack's rule replaces or switches off one of the same id."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from rules.faults import Fault, RuleFileError
from rules.pack_lists import pack_lists
from rules.rule import Rule
from rules.rule_file import OFF, RuleFile
from rules.terms import Lists

log = logging.getLogger(__name__)


def read_rules(folders: Iterable[Path], lists: Lists) -> Iterator[Rule]:
    """Read every `*.yaml` below the folders; a later folder's rule replaces or switches off one of the same id.

    A folder's own lists (`lists/*.csv`) are known to its rules and those of later folders. Raises RuleFileError with
    every fault of every file.
    """
    rules: dict[str, Rule] = {}
    faults: list[Fault] = []
    known = dict(lists)
    for folder in folders:
        own, told = pack_lists(folder)
        known |= own
        here, more = _read_folder(folder, known)
        faults += [*told, *more]
        _warn_of_idle(here.values(), rules)
        rules = {name: rule for name, rule in (rules | here).items() if rule.status != OFF}
    if faults:
        raise RuleFileError(faults)
    yield from rules.values()


def _read_folder(folder: Path, lists: Lists) -> tuple[dict[str, Rule], list[Fault]]:
    faults: list[Fault] = []
    here: dict[str, Rule] = {}
    for path in sorted(folder.rglob("*.yml")):
        unread = "a name that ends in .yml is not read"
        faults.append(Fault(path=path, line=1, message=unread, remedy=f"rename it to {path.stem}.yaml"))
    for path in sorted(folder.rglob("*.yaml")):
        file = RuleFile(path, lists)
        rule = file.read()
        faults += file.faults
        if rule and rule.id in here:
            twice = f"the id {rule.id!r} is also that of {here[rule.id].path.name}"
            faults.append(Fault(path=path, line=1, message=twice, remedy="give each rule its own id"))
        elif rule:
            here[rule.id] = rule
    return here, faults


def _warn_of_idle(here: Iterable[Rule], earlier: Mapping[str, Rule]) -> None:
    for rule in here:
        if rule.status == OFF and rule.id not in earlier:
            log.warning("%s:1: there is no rule %r to switch off; look at `rules list`", rule.path, rule.id)
