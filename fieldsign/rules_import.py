"""`fieldsign rules import`: a user's own download becomes a private pack of the workspace."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import click

from fieldsign.options import json_option, opened, print_json, workspace_option
from fieldsign.rules_loading import rules_in_use
from rules import RuleSet
from rules.imported_pack import MARK, OFFER, README, Provenance, pack_files
from rules.importing import Imported, Origin, read_download
from rules.testing import run_tests
from storage.errors import WorkspaceError, explained
from storage.workspace import Workspace

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
ROUNDS = 6


@click.command(
    "import",
    epilog="\b\nExample:\n  fieldsign rules import speciesplus cites_listings.csv --workspace ~/ivory-watch",
    short_help="Make a private pack of your own download.",
)
@click.argument("origin", metavar="ORIGIN", type=click.Choice([str(one) for one in Origin]))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--name", help="The name of the pack.  [default: that of the origin]")
@workspace_option
@json_option
def import_rules(origin: str, file: Path, name: str | None, folder: Path, as_json: bool) -> None:
    """Turn FILE into packs/NAME of the workspace: speciesplus (CITES Listings, CSV) or wikidata (a query's result).

    A pack of an earlier import is replaced as a whole, or not at all. Nothing of it ever leaves the workspace.
    """
    workspace, _ = opened(folder)
    come = Origin(origin)
    pack = _place(workspace, name or origin)
    imported = read_download(come, file)
    _replace(workspace, folder, pack, _tested_files(pack.name, imported, _provenance(come, file)))
    terms = {listing or "all": len(names) for listing, names in imported.names.items()}
    if as_json:
        print_json({"pack": str(pack), "terms": terms, "left_out": imported.left_out})
        return
    click.echo(f"Pack: {pack}")
    click.echo("Terms: " + ", ".join(f"{count} in {listing}" for listing, count in terms.items()))
    for reason, count in imported.left_out.items():
        click.echo(f"Left out: {count} × {reason}")
    click.echo(f"It is in use from the next sweep on. Where it came from, and what you may do with it: {pack / README}")


def _place(workspace: Workspace, name: str) -> Path:
    """The folder of the pack. Raises click.UsageError for a name that is none, WorkspaceError for a pack by hand."""
    if not NAME.fullmatch(name):
        raise click.UsageError(f"{name!r} is no name for a pack; write small letters, digits and hyphens")
    pack = workspace.packs / name
    with suppress(FileNotFoundError), explained(pack):
        if any(pack.iterdir()) and MARK not in _told(pack / README):
            raise WorkspaceError("is a pack that no import has made", pack, "Choose another name with --name.")
    return pack


def _told(readme: Path) -> str:
    return readme.read_text(encoding="utf-8", errors="replace") if readme.is_file() else ""


def _provenance(origin: Origin, file: Path) -> Provenance:
    with explained(file), file.open("rb") as opened_file:
        digest = hashlib.file_digest(opened_file, "sha256").hexdigest()
    about = file.stat()
    dated = datetime.fromtimestamp(about.st_mtime, UTC).date()
    return Provenance(origin=origin, file=file.name, sha256=digest, size=about.st_size, dated=dated)


def _tested_files(name: str, imported: Imported, come: Provenance) -> Mapping[str, str]:
    """The files of the pack, whose tests use names on which they hold: an excuse may cover one or the other."""
    avoid: set[str] = set()
    for _ in range(ROUNDS):
        files = pack_files(name, imported, come, avoid)
        failed = _failed(files)
        if not failed:
            return files
        avoid |= {text.removesuffix(OFFER) for text in failed}
    raise click.ClickException(f"the rules made of {come.file} fail their own tests, such as on: {failed[0]}")


def _failed(files: Mapping[str, str]) -> list[str]:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        _write(folder, files)
        ruleset = RuleSet.load(folder)
        rules = [rule for rule in ruleset.rules if rule.path.is_relative_to(folder)]
        return [one.text for one in run_tests(ruleset, rules, datetime.now(UTC).date()) if not one.passed]


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="")


def _replace(workspace: Workspace, folder: Path, pack: Path, files: Mapping[str, str]) -> None:
    """Put the pack in its place; if the rules in use cannot be read with it, what was there before comes back."""
    with explained(pack), tempfile.TemporaryDirectory(dir=workspace.tmp, prefix="import-") as scratch:
        new, old = Path(scratch) / "new", Path(scratch) / "old"
        _write(new, files)
        with _moved_aside(pack, old):
            new.rename(pack)
            try:
                rules_in_use(folder)
            except BaseException:
                shutil.rmtree(pack)
                raise


@contextmanager
def _moved_aside(pack: Path, aside: Path) -> Iterator[None]:
    """Move a pack that is there away for the block, and back if the block fails."""
    there = pack.is_dir()
    if there:
        pack.rename(aside)
    try:
        yield
    except BaseException:
        if there:
            aside.rename(pack)
        raise
