"""Make a saved page fit to be kept as a fixture: no scripts, no tokens, no way to reach a person."""

from __future__ import annotations

import re
import sys

from bs4 import BeautifulSoup, Comment, Tag

MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w/.,#=-])(?:\+|00)?\(?\d(?:[ ().\u00a0/-]{0,3}\d){8,14}(?![\w-])")
BLANK_LINES = re.compile(r"\n\s*\n")
BLANK_MAIL, BLANK_PHONE = "name@mail.invalid", "[telephone number]"
STRUCTURED = "application/ld+json"
DROPPED = ("style", "iframe", "object", "embed", "noscript")
TOKENS = re.compile(r"csrf|token|nonce|session", re.IGNORECASE)


def scrub(page: str) -> str:
    """Return the page without scripts (JSON-LD stays), comments, event handlers, tokens, mail addresses and numbers."""
    soup = BeautifulSoup(page, "html.parser")
    for script in soup.find_all("script"):
        if script.get("type") != STRUCTURED:
            script.decompose()
    for element in soup.find_all(DROPPED):
        element.decompose()
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for element in soup.find_all(True):
        _scrub_attributes(element)
    for text in soup.find_all(string=True):
        blanked = blank_contacts(str(text))
        if blanked != text and text.parent is not None:
            text.replace_with(type(text)(blanked))
    return BLANK_LINES.sub("\n", str(soup)).strip() + "\n"


def blank_contacts(text: str) -> str:
    """Return the text with mail addresses and telephone numbers (nine digits or more) replaced."""
    return PHONE.sub(BLANK_PHONE, MAIL.sub(BLANK_MAIL, text))


def _scrub_attributes(element: Tag) -> None:
    for name, value in list(element.attrs.items()):
        if name.startswith("on"):
            del element[name]
        elif isinstance(value, str):
            element[name] = _without_contacts(value)
    if TOKENS.search(str(element.get("name", ""))):
        for name in ("value", "content"):
            if element.has_attr(name):
                element[name] = ""


def _without_contacts(value: str) -> str:
    if value.startswith("tel:"):
        return "tel:"
    return MAIL.sub(BLANK_MAIL, value)


if __name__ == "__main__":
    sys.stdout.write(scrub(sys.stdin.read()))
