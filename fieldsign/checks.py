"""The outcome of one look at the machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """What was looked at and found; `remedy` is how to get it, `needed` when evidence is lost without it."""

    name: str
    ok: bool
    told: str
    remedy: str
    needed: bool = True
