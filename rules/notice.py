"""The NOTICE: what of others' work the shipped lists hold, and what their makers ask to be said."""

from __future__ import annotations

from rules.licences import UNICODE
from rules.register import Register, Source

HEAD = """Fieldsign
Licensed under the Apache License, Version 2.0; see LICENSE.

The term lists in rules/lists/ are made from these tables in rules/sources/.
`fieldsign rules build` writes this file.
"""
TEXTS = "licences"


def notice(register: Register) -> str:
    """Return the text of the NOTICE for the tables of a register."""
    parts = [HEAD, *(_told(source) for source in register.sources)]
    if any(source.licence == UNICODE for source in register.sources):
        text = (register.folder / TEXTS / f"{UNICODE}.txt").read_text(encoding="utf-8")
        parts.append(f"Notice for the annotations of Unicode CLDR:\n\n{text}")
    return "\n".join(parts)


def _told(source: Source) -> str:
    lines = (source.files, source.title, f"Source: {source.source} ({source.edition})", f"Licence: {source.licence}")
    return "\n    ".join((*lines, f"May be passed on by: {source.ship}")) + "\n"
