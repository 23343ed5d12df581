"""The file of a proposed site, as staff would write it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from crawler.scaffold.proposal import Proposal
from crawler.scaffold.trial import class_name
from crawler.site import Forum, Marketplace

WIDTH = 120
FIRST = ("home", "hosts", "search", "browse", "languages", "expect", "currency", "date_order")
SECOND = ("links", "next_page", "empty", "promoted", "native_id", "posts", "post_id")
NEEDED = {"home", "languages", "expect", "links", "native_id"}
DOC = '"""What is watched. Terms and robots.txt read YYYY-MM-DD; public, no login."""'


def source(proposal: Proposal) -> str:
    """Return the text of the site file; what was not found and cannot be left out is a line that asks for it."""
    base = proposal.base
    own = base in (Marketplace, Forum)
    module = "crawler.site" if own else base.__module__
    first = [f"    name = {quoted(proposal.name)}", *_lines(proposal, FIRST)]
    second = [*_lines(proposal, SECOND), *_fields(proposal), *_signs(proposal)]
    head = [f"from {module} import {base.__name__}", "", "", f"class {class_name(proposal.name)}({base.__name__}):"]
    body = [f"    {DOC}", "", *first, *(["", *second] if second else [])]
    return "\n".join([*head, *body]) + "\n"


def _lines(proposal: Proposal, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        part = proposal.parts.get(name)
        value = part.value if part else None
        if value is not None and not (name == "post_id" and value == "@id"):
            yield from _assigned(name, value)
        elif value is None and _is_needed(proposal, name):
            yield f"    # write {name}: {part.how if part else 'not found'}"[:WIDTH]


def _is_needed(proposal: Proposal, name: str) -> bool:
    if getattr(proposal.base, name, None):
        return False
    return name in NEEDED or (name == "posts" and proposal.base is Forum)


def _assigned(name: str, value: Any) -> Iterator[str]:  # noqa: ANN401
    text = f"    {name} = {written(name, value)}"
    if len(text) <= WIDTH or not isinstance(value, list | dict):
        yield text if len(text) <= WIDTH else f"{text}  # noqa: E501"
        return
    yield from _long(f"    {name} = ", value)


def _long(begin: str, value: Any, indent: str = "    ") -> Iterator[str]:  # noqa: ANN401
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    yield f"{begin}{opening}"
    items = value.items() if isinstance(value, dict) else ((None, one) for one in value)
    for key, one in items:
        start = f"{indent}    " + (f"{quoted(key)}: " if key is not None else "")
        line = f"{start}{written('', one)},"
        if len(line) > WIDTH and isinstance(one, list | dict):
            *rest, last = _long(start, one, f"{indent}    ")
            yield from (*rest, f"{last},")
        else:
            yield line if len(line) <= WIDTH else f"{line}  # noqa: E501"
    yield f"{indent}{closing}"


def written(name: str, value: Any) -> str:  # noqa: ANN401
    """Return a value as it is written in a site file."""
    if isinstance(value, str):
        return raw(value) if name == "native_id" else quoted(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(key)}: {written('', one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(written("", one) for one in value) + "]"
    return repr(value)


def quoted(text: str) -> str:
    """Return a text in double quotes, in the way of ruff: single ones where the text holds double ones alone."""
    if '"' in text and "'" not in text and "\\" not in text:
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)


def raw(text: str) -> str:
    """Return an expression as a raw string."""
    if '"' not in text and not text.endswith("\\") and "\n" not in text:
        return f'r"{text}"' if "\\" in text else f'"{text}"'
    return repr(text)


def _fields(proposal: Proposal) -> Iterator[str]:
    changed = {name: part.value for name, part in proposal.fields.items() if part.value}
    if changed:
        yield from _assigned("fields", {**proposal.base.fields, **changed})


def _signs(proposal: Proposal) -> Iterator[str]:
    for name in ("gone", "wall"):
        part = proposal.parts.get(name)
        if part and part.value:
            yield from _assigned(name, part.value)
