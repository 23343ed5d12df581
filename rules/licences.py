"""Licences under which a row may be shipped, as tables spell them, and the short name each has in what is built."""

from __future__ import annotations

from collections.abc import Mapping

CC0 = "CC0-1.0"
UNICODE = "Unicode-3.0"
ALLOWED: Mapping[str, str] = {
    CC0: CC0,
    "CC0 (own work)": CC0,
    "CC0 (own work, facts)": CC0,
    UNICODE: UNICODE,
    "facts, cited": "facts, cited",
    "statute text (facts)": "statute text",
    "amtliches Werk, §5 UrhG (public domain)": "official work",
    "official work (public domain)": "official work",
    "official notice (facts)": "official notice",
    "official notice (PRC Copyright Law art. 5: no copyright); facts only; second-hand copy: verify": "official notice",
}
