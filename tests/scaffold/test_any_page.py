"""Whatever a page holds, there is a proposal or the scaffold's own error, and soon."""

from __future__ import annotations

import contextlib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.scaffold import Proposal, SavedPage, ScaffoldError, propose, source
from tests.scaffold.made_pages import HOME, address, index, listing

WORDS = st.text(alphabet="ab Zé中ก٣0123456789.,£$€<>&\"'\\/{}@#%\x00\n", max_size=30)
TAGS = st.sampled_from(
    [
        "div",
        "p",
        "a",
        "span",
        "li",
        "ul",
        "table",
        "tr",
        "td",
        "h1",
        "h2",
        "b",
        "time",
        "article",
        "form",
        "input",
        "button",
        "script",
        "noscript",
        "del",
        "meta",
        "link",
    ]
)
NAMES = st.sampled_from(
    [
        "class",
        "id",
        "href",
        "src",
        "rel",
        "itemprop",
        "datetime",
        "name",
        "content",
        "title",
        "type",
        "method",
        "action",
        "value",
        "style",
        "lang",
    ]
)
LINKS = st.sampled_from(
    [
        "/item/1",
        "/item/2",
        "?page=2",
        "//",
        "http://[",
        "mailto:a@b",
        "#",
        "/ä/ü",
        "?a=%zz",
        "javascript:1",
        "/item/x'y\"z",
    ]
)
ATTRIBUTES = st.lists(st.tuples(NAMES, WORDS | LINKS), max_size=3)


def element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def drawn(tag: str, attributes: list[tuple[str, str]], inner: list[str], closed: bool) -> str:
        said = " ".join(f'{name}="{value}"' for name, value in attributes)
        return f"<{tag} {said}>{''.join(inner)}" + (f"</{tag}>" if closed else "")

    return st.builds(drawn, TAGS, ATTRIBUTES, st.lists(children, max_size=4), st.booleans())


MARKUP = st.recursive(WORDS, element, max_leaves=40)
URLS = st.sampled_from(
    ["", f"{HOME}/", f"{HOME}/item/5", "page.html", "http://[", "ftp://x/y", f"{HOME}/list?page=1", f"{HOME}/\x00"]
)


def tried(pages: list[SavedPage], *, without_index: bool = False) -> Proposal | None:
    with contextlib.suppress(ScaffoldError):
        proposal = propose(pages, name="shop_example", without_index=without_index)
        assert source(proposal)
        return proposal
    return None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(URLS, MARKUP), min_size=1, max_size=3), st.booleans(), st.sampled_from([200, 404, 500]))
def test_any_pages_give_a_proposal_or_our_own_error(made: list[tuple[str, str]], alone: bool, status: int) -> None:
    pages = [SavedPage(url=url, body=f"<html><body>{body}</body></html>", status=status) for url, body in made]
    tried(pages, without_index=alone)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MARKUP, MARKUP)
def test_any_markup_inside_good_pages_is_borne(first: str, second: str) -> None:
    """The rest of the pages is good: each part that is proposed has been read with."""
    tried([index(more=first), listing(0, more=second), listing(1, more=first)])


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_borne(body: bytes) -> None:
    tried([SavedPage(url=HOME + address(0), body=body), SavedPage(url=HOME, body=b"<html><body>" + body)])


def test_a_page_of_many_links_is_done_soon() -> None:
    """The work is bounded by counts, not by a clock: here more links, groups and classes than any bound."""
    rows = "".join(
        f'<div class="c{n % 700} row{n % 3}"><a class="k{n % 900}" href="/x{n % 50}/y{n}">Words number {n}</a>'
        f"<span>£{n}</span></div>"
        for n in range(6000)
    )
    proposal = tried([SavedPage(url=f"{HOME}/list", body=f"<html><body><main>{rows}</main></body></html>")])
    assert proposal is None or proposal.parts["links"].how
