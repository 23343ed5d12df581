"""What a site class may say, checked when the class is made: every fault at once, each with its remedy."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.declared_values import CHECKS

NOT_READ = ("expect", "marks", "verified", "name")
NEEDED = ("home", "languages", "expect", "links", "native_id")
ELSEWHERE = {
    "delay": "the pace is set by `delay` in fieldsign.toml, for all sites alike",
    "custom_settings": "settings are in fieldsign.toml",
    "start_urls": "write `browse`",
    "allowed_domains": "the hosts follow from `home`, `search` and `browse`",
    "selectors": "write `fields`",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing wrong with a site class; `attribute` is None when it is about the class as a whole."""

    owner: str
    attribute: str | None
    message: str

    def __str__(self) -> str:
        where = f"{self.owner}.{self.attribute}" if self.attribute else self.owner
        return f"{where}: {self.message}"


class DeclarationError(Exception):
    """A site class that cannot be used; `faults` are all of them, and str() prints one per line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


def check(owner: type, root: type) -> None:
    """Check what the body of a site class says, and that a class with a name is whole; raises DeclarationError."""
    faults = [*_unknown(owner, root)]
    known = {name for cls in owner.__mro__ if issubclass(cls, root) for name in getattr(cls, "__annotations__", {})}
    for name, value in vars(owner).items():
        if name in known or name == "name":
            faults += [Fault(owner=owner.__name__, attribute=name, message=said) for said in _wrong(name, value)]
    if getattr(owner, "name", None) and not faults:
        faults += _missing(owner)
    if faults:
        raise DeclarationError(faults)


def digest(owner: type, root: type) -> str:
    """Return the hash of all that a site class says about where its listings are and how they are read."""
    said = {name: repr(getattr(owner, name, None)) for name in sorted(CHECKS) if name not in NOT_READ}
    hooks = sorted(
        (cls.__name__, name, _code_of(value))
        for cls in owner.__mro__
        if issubclass(cls, root) and cls.__module__ != root.__module__
        for name, value in vars(cls).items()
    )
    written = [hook for hook in hooks if hook[2]]
    return hashlib.sha256(repr((said, written)).encode("utf-8", "backslashreplace")).hexdigest()


def _code_of(value: object) -> str:
    """What a function or class method does, whatever it is called and wherever it stands; "" of anything else."""
    code = getattr(getattr(value, "__func__", value), "__code__", None)
    return (
        repr((code.co_code, code.co_names, [one for one in code.co_consts if not hasattr(one, "co_code")]))
        if code
        else ""
    )


def _unknown(owner: type, root: type) -> Iterator[Fault]:
    if owner.__module__ == root.__module__:
        return
    for name in vars(owner):
        if name.startswith("_") or any(name in vars(cls) for cls in owner.__mro__[1:]) or name == "name":
            continue
        choices = [one for cls in owner.__mro__[1:] if issubclass(cls, root) for one in vars(cls) if one[0] != "_"]
        near = difflib.get_close_matches(name, [*choices, "name"], n=1)
        remedy = ELSEWHERE.get(name) or (f"did you mean `{near[0]}`?" if near else "remove it")
        yield Fault(owner=owner.__name__, attribute=name, message=f"no such attribute: {remedy}")


def _missing(owner: type) -> Iterator[Fault]:
    said: dict[str, Any] = {name: getattr(owner, name) for name in NEEDED}
    needed = [name for name, value in said.items() if value in ("", (), [], None)]
    if hasattr(owner, "posts") and not owner.posts:
        needed.append("posts")
    for name in needed:
        yield Fault(owner=owner.__name__, attribute=name, message=f"is missing: {REMEDIES[name]}")
    if not getattr(owner, "search", "") and not getattr(owner, "browse", ()):
        message = "needs `search` or `browse`: the address of an index page, with {page} for its number"
        yield Fault(owner=owner.__name__, attribute=None, message=message)


REMEDIES = {
    "home": 'write the address of the site, such as "https://classifieds.example/"',
    "languages": 'write the languages of its listings, such as ["en"]',
    "expect": "write how many listings a sweep should give, such as (20, 100)",
    "links": 'write a CSS selector of the links to listings, such as "a.ad-card"',
    "native_id": r'write an expression for the id in a listing address, such as r"/ad/(\d+)"',
    "posts": 'write a CSS selector of the block of one post, such as "article.post"',
}


def _wrong(name: str, value: Any) -> Iterator[str]:  # noqa: ANN401
    reader = CHECKS.get(name)
    return reader(value) if reader else iter(())
