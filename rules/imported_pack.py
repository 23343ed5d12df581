"""The files of a private pack made from a download: lists, one rule for each CITES listing, and where it came from."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.importing import LATIN, Imported, Name, Origin

MARK = "made by `fieldsign rules import`"
README = "README.md"
LEVELS = {"I": "high", "II": "medium", "III": "low", "": "medium"}
TESTS = 3
OFFER = ", 250 EUR"
TITLES = {Origin.SPECIESPLUS: "Species+", Origin.WIKIDATA: "Wikidata"}
LICENCES = {
    Origin.SPECIESPLUS: (
        "The terms of Species+ forbid passing its data on. Keep this pack in this workspace: do not commit, publish\n"
        "or send it. Name the source in what you publish from it: UNEP, The Species+ Website, compiled by UNEP-WCMC,\n"
        "Cambridge, UK, www.speciesplus.net, with the date of your download."
    ),
    Origin.WIKIDATA: (
        "Wikidata's data are under CC0 1.0. The pack is private all the same: nobody has reviewed its names."
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Provenance:
    """The file a pack was made from: its name, hash and size in bytes, and the day it was last written (UTC)."""

    origin: Origin
    file: str
    sha256: str
    size: int
    dated: date


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """The names of one listing, with the stem of its list, which is also the id of its rule."""

    stem: str
    listing: str
    names: Sequence[Name]


def pack_files(name: str, imported: Imported, come: Provenance, avoid: Collection[str] = ()) -> Mapping[str, str]:
    """Return the text of each file of the pack by its path. Names in `avoid` are not used in tests.

    The same download gives the same files, byte for byte.
    """
    parts = [
        _Part(stem="-".join((name, *_slug(listing))), listing=listing, names=names)
        for listing, names in imported.names.items()
    ]
    lists = {f"lists/{part.stem}.csv": _list(part.names) for part in parts}
    rules = {f"{part.stem}.yaml": _rule(part, come, avoid) for part in parts}
    return {**lists, **rules, ".gitignore": "*\n", README: _readme(name, imported, parts, come)}


def _slug(listing: str) -> Iterable[str]:
    return ("appendix", *listing.lower().split("/")) if listing else ("names",)


def _list(names: Iterable[Name]) -> str:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(("lang", "term", "strength", "source"))
    table.writerows((name.language, name.written, "weak", name.source) for name in names)
    return out.getvalue()


def _rule(part: _Part, come: Provenance, avoid: Collection[str]) -> str:
    source = TITLES[come.origin]
    what = f"Species of CITES Appendix {part.listing}" if part.listing else "A species of the list"
    why = [f"Named in the {source} file {come.file} of {come.dated}."]
    if part.listing:
        why.append(f"The file lists it in CITES Appendix {part.listing}; the Appendices change, so look it up.")
    if "/" in part.listing:
        why.append("Which of them holds depends on the population or on the kind of specimen.")
    policy = [f"policy: {{cites: {part.listing}}}"] if part.listing else []
    return "\n".join(
        (
            f"# This file is {MARK}, which overwrites it. To change the rule, copy it under an id of its own.",
            f"id: {part.stem}",
            f"title: {_text(f'{what} offered ({source})')}",
            "status: trial",
            f"level: {LEVELS[part.listing.split('/')[0]]}",
            *policy,
            f"why: {_text(' '.join(why))}",
            f"any: [own/{part.stem}]",
            "with: [intent/sale, signal/price]",
            "without: [context/not-an-offer]",
            "excuses: [excuses/all]",
            "tests:",
            *_tests("hit", part.names, avoid, f"{{}}{OFFER}".format),
            *_tests("miss", part.names, avoid, "{}".format),
            "",
        )
    )


def _tests(kind: str, names: Sequence[Name], avoid: Collection[str], written: Callable[[str], str]) -> Iterable[str]:
    """A few texts in Latin names, and one in each other language."""
    usable = [name for name in names if name.written not in avoid] or names
    latin = [name for name in usable if name.language == LATIN][:TESTS]
    others = {name.language: name for name in reversed(usable) if name.language != LATIN}
    chosen = (*latin, *(others[language] for language in sorted(others)))
    return (f"  {kind}:", *(f"    - {_text(written(name.written))}" for name in chosen))


def _text(written: str) -> str:
    """A text as YAML takes it whatever stands in it."""
    return json.dumps(written, ensure_ascii=False)


def _readme(name: str, imported: Imported, parts: Iterable[_Part], come: Provenance) -> str:
    rows = [f"| own/{part.stem} | {part.listing or '-'} | {len(part.names)} |" for part in parts]
    left_out = [f"- {count} × {reason}" for reason, count in imported.left_out.items()] or ["- nothing"]
    return "\n".join(
        (
            f"# The pack {name}",
            "",
            f"This pack is {MARK} from a file of {TITLES[come.origin]}. The next import of its name overwrites it.",
            "",
            LICENCES[come.origin],
            "",
            f"- file: {come.file}, {come.size} bytes, last written {come.dated}",
            f"- SHA-256: {come.sha256}",
            "",
            "| list | CITES listing | terms |",
            "|---|---|---|",
            *rows,
            "",
            "Every term is weak: it counts only beside a word of sale or a price. Left out:",
            "",
            *left_out,
            "",
        )
    )
