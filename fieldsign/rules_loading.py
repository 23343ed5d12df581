"""Which rules a command means: those in use, those of packs that are tried, or a whole set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from fieldsign.options import Command, opened
from rules import RuleSet
from rules.pack import read_rules
from rules.terms import shipped_lists
from storage.workspace import Workspace


def pack_option(command: Command) -> Command:
    """Add `--pack`."""
    return click.option(
        "--pack",
        "packs",
        multiple=True,
        metavar="PACK",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        help="Add a pack that is not in use yet; may be given several times.",
    )(command)


def packs_in_use(folder: Path) -> Sequence[Path]:
    """The packs that a workspace adds to the shipped ones; none outside of any. Raises StorageError, SettingsError."""
    if not Workspace(folder.expanduser().resolve()).settings_file.is_file():
        return ()
    return opened(folder)[1].packs


def rules_in_use(folder: Path, more: Sequence[Path] = ()) -> RuleSet:
    """The shipped rules with those of the workspace and, last, those of `more` packs. Raises RuleFileError as well."""
    used = packs_in_use(folder)
    return RuleSet.load(*used, *(pack for pack in more if not _inside(pack, used)))


def _inside(pack: Path, used: Iterable[Path]) -> bool:
    return any(pack.resolve().is_relative_to(one.resolve()) for one in used)


def whole_set(folder: Path) -> RuleSet:
    """The rules of a folder alone, without the shipped ones; they may name the shipped lists. Raises RuleFileError."""
    return RuleSet(read_rules((folder,), shipped_lists()))
