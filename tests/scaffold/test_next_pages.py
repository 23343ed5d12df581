"""The next page, its selector, and the templates that follow from it."""

from __future__ import annotations

import pytest

from crawler.scaffold import propose
from tests.scaffold.made_pages import HOME, index, listing

PAGE = f"{HOME}/category/household"
NUMBERS = '<a href="?page=2">2</a><a href="?page=3">3</a>'
STYLES = {
    "rel": f'<div class="pages">{NUMBERS}<a rel="next" href="?page=2">More</a></div>',
    "link": f'<link rel="next" href="?page=2"><div class="pages">{NUMBERS}</div>',
    "class": f'<ul class="pagination"><li class="active"><span>1</span></li>{NUMBERS}<li class="next">'
    '<a href="?page=2">→</a></li></ul>',
    "sign": f'<div class="pagination"><b>1</b>{NUMBERS}<a href="?page=2">›</a><a href="?page=9">»</a></div>',
    "label": f'<nav class="pager">{NUMBERS}<a aria-label="Next page" href="?page=2"><svg></svg></a></nav>',
    "numbers": '<ul class="pagination"><li class="active"><a href="?page=1">1</a></li><li><a href="?page=2">2</a></li>'
    '<li><a href="?page=3">3</a></li></ul>',
}


@pytest.mark.parametrize("style", STYLES)
def test_the_next_page_is_found_in_each_style(style: str) -> None:
    part = propose([index(more=STYLES[style]), listing(0)], name="shop_example").parts["next_page"]
    assert [f"{PAGE}?page=2"] == list(part.read.values())


@pytest.mark.parametrize(
    "word",
    ["Next", "Weiter", "Suivant", "Siguiente", "Próxima", "Далее", "Следующая", "下一页", "下一頁", "次へ", "다음",
     "ถัดไป", "Sau", "Berikutnya", "التالي", "Następna", "Sonraki", "Nästa"],
)  # fmt: skip
def test_the_next_page_is_found_in_many_languages(word: str) -> None:
    more = f'<p class="pages"><a href="?page=1">Zzz</a> {NUMBERS} <a href="?page=2">{word} »</a></p>'
    proposal = propose([index(more=more, url=f"{PAGE}?page=1"), listing(0)], name="shop_example")
    assert [f"{PAGE}?page=2"] == list(proposal.parts["next_page"].read.values())
    assert [f"{PAGE}?page={{page}}"] == proposal.parts["browse"].value


def test_the_previous_and_the_last_page_are_not_the_next() -> None:
    """On page 3 the way on leads to page 4, whatever else is linked."""
    more = (
        '<div class="pagination"><a class="first" href="?page=1">«</a><a class="prev" href="?page=2">‹</a>'
        '<a href="?page=2">2</a><span class="current">3</span><a href="?page=4">4</a><a href="?page=4">›</a>'
        '<a href="?page=40">»</a></div>'
    )
    proposal = propose([index(more=more, url=f"{PAGE}?page=3"), listing(0)], name="shop_example")
    assert [f"{PAGE}?page=4"] == list(proposal.parts["next_page"].read.values())


def test_without_a_next_page_none_is_invented() -> None:
    proposal = propose([index(), listing(0)], name="shop_example")
    assert not proposal.parts["next_page"].found
    assert proposal.parts["next_page"].how
    assert [PAGE] == proposal.parts["browse"].value


@pytest.mark.parametrize(
    ("own", "following", "template"),
    [
        (f"{HOME}/list?page=1", "/list?page=2", f"{HOME}/list?page={{page}}"),
        (f"{HOME}/list?a=b", "/list?a=b&p=2", f"{HOME}/list?a=b&p={{page}}"),
        (f"{HOME}/list/1/", "/list/2/", f"{HOME}/list/{{page}}/"),
        (f"{HOME}/list", "/list?page=1", f"{HOME}/list"),
        (f"{HOME}/list", "/list?start=25", f"{HOME}/list"),
        (f"{HOME}/list/", "/list/page/2/", f"{HOME}/list/"),
    ],
)
def test_the_template_is_only_what_the_addresses_show(own: str, following: str, template: str) -> None:
    """Pages that are counted from nought or by entries have no number that can be counted on."""
    more = f'<a rel="next" href="{following}">Next</a>'
    assert [template] == propose([index(more=more, url=own), listing(0)], name="shop_example").parts["browse"].value


@pytest.mark.parametrize(
    ("form", "template"),
    [
        ('<form action="/search"><input name="q"></form>', f"{HOME}/search?q={{query}}"),
        ('<form action="/find" role="search"><input type="hidden" name="sec" value="2"><input name="words">'
         "</form>",
         f"{HOME}/find?sec=2&words={{query}}"),
        ('<form action="/search" method="post"><input name="q"></form>', None),
        ('<form action="/letter"><input name="email"></form>', None),
        ('<form action="https://elsewhere.test/s"><input name="q"></form>', None),
    ],
)  # fmt: skip
def test_the_search_is_that_of_a_form_that_sends_its_words_in_the_address(form: str, template: str | None) -> None:
    assert template == propose([index(more=form), listing(0)], name="shop_example").parts["search"].value


def test_where_the_newest_page_is_last_the_way_on_leads_back() -> None:
    """A board that counts its pages from the oldest is entered at the newest, and walked towards the oldest."""
    more = (
        '<div class="paging"><a href="/list/index1.html">最舊</a><a href="/list/index41.html">‹ 上頁</a>'
        '<a href="/list/index43.html">下頁 ›</a><a href="/list/index.html">最新</a></div>'
    )
    part = propose([index(more=more, url=f"{HOME}/list/index42.html"), listing(0)], name="shop_example").parts
    assert [f"{HOME}/list/index41.html"] == list(part["next_page"].read.values())
    assert [f"{HOME}/list/index42.html"] == part["browse"].value


def test_where_the_newest_page_is_first_the_way_on_leads_on() -> None:
    more = (
        '<div class="paging"><a href="/list/index1.html">Newest</a><a href="/list/index41.html">Previous</a>'
        '<a href="/list/index43.html">Next</a><a href="/list/index99.html">Oldest</a></div>'
    )
    part = propose([index(more=more, url=f"{HOME}/list/index42.html"), listing(0)], name="shop_example").parts
    assert [f"{HOME}/list/index43.html"] == list(part["next_page"].read.values())


def test_a_row_of_pages_is_known_by_an_id_that_begins_as_one() -> None:
    more = '<p id="pagelinkstop"><strong>1</strong> <a href="?page=2">2</a> <a href="?page=2">&gt;</a></p>'
    part = propose([index(more=more), listing(0)], name="shop_example").parts["next_page"]
    assert [f"{PAGE}?page=2"] == list(part.read.values())
