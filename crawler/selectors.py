"""CSS selectors as site files write them: `css@attribute`, and what of CSS a browser understands too."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from parsel.csstranslator import HTMLTranslator

NOT_FOR_BROWSERS = re.compile(r":contains\(|::|\[[^\]]*!=")


class FieldSelector(NamedTuple):
    """A field as declared: a CSS selector, "" for the block itself, and the attribute to take, None for the text."""

    css: str
    attribute: str | None


@functools.lru_cache(maxsize=2048)
def split(field: str) -> FieldSelector:
    """Return selector and attribute of `css@attribute`; an @ inside brackets or quotes belongs to the selector."""
    found = re.fullmatch(r"(?s)(.*?)@([A-Za-z_:][\w:.-]*)\s*", field)
    return FieldSelector(found[1].strip(), found[2]) if found else FieldSelector(field.strip(), None)


@functools.lru_cache(maxsize=2048)
def xpath_of(css: str, axis: str = "descendant") -> str:
    """Return the XPath of a CSS selector, relative to an element; raises cssselect.SelectorError."""
    return str(HTMLTranslator().css_to_xpath(css, prefix=f"{axis}::"))


def for_browsers(css: str) -> bool:
    """Tell whether a browser understands the selector too."""
    return not NOT_FOR_BROWSERS.search(css)
