"""Chinese characters of all regions read as one: traditional, Taiwanese, Hong Kong and new Japanese forms."""

from __future__ import annotations

from functools import cache

from opencc import OpenCC

STEPS = ("jp2t", "tw2t", "hk2t", "t2s")


@cache
def _converters() -> tuple[OpenCC, ...]:
    return tuple(OpenCC(step) for step in STEPS)


def one_form(char: str) -> str:
    """Return the simplified form of a character, by OpenCC's tables; itself if these give not exactly one.

    Of several simplified characters that one traditional form stands for, or the other way round, this is the one
    that OpenCC takes without context: good for comparing, not for writing.
    """
    form = char
    for converter in _converters():
        converted = converter.convert(form)
        form = converted if len(converted) == 1 else form
    return form
