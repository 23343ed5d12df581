"""Forums: the blocks of posts, their numbers, and what stands in each."""

from __future__ import annotations

from crawler.scaffold import Proposal, SavedPage, propose
from crawler.scaffold.details import LOOKED_AT
from crawler.site import Forum, Marketplace
from storage.records import Listing
from tests.scaffold.made_pages import board, html, index, listing, thread

TALK = [
    ("anna", "I found this old thing in the attic and wonder what it may be worth"),
    ("bert", "That depends on its age and on what it is made of, can you show it"),
    ("cora", "Mine is alike and I gave it away for nothing, take care of yours"),
]


def posts(proposal: Proposal, page: SavedPage) -> tuple[Listing, ...]:
    """What the product reads on a page of a thread."""
    from scrapy.http import HtmlResponse

    response = HtmlResponse(page.url, body=str(page.body), encoding="utf-8")
    return proposal.site().read_listings(response, LOOKED_AT)


def test_posts_are_found_with_author_date_and_number() -> None:
    pages = [thread(1, TALK), thread(2, TALK[:2])]
    proposal = propose([board(), *pages], name="board_example")
    assert Forum is proposal.base
    read = posts(proposal, pages[0])
    assert ["1/100", "1/101", "1/102"] == [post.native_id for post in read]
    assert [f"https://shop.example/member/{who}" for who, _ in TALK] == [post.seller for post in read]
    assert [f"{text} (1)" for _, text in TALK] == [post.text for post in read]
    assert all(post.posted and post.posted.at for post in read)
    assert "Thread number 1 on old things" == read[0].title


def test_a_quote_in_a_post_is_no_post() -> None:
    quote = '<blockquote class="quote"><a href="/member/anna">anna</a> on 2026-01-11: I found this</blockquote>'
    pages = [thread(1, TALK, quote=quote), thread(2, TALK, quote=quote)]
    assert len(TALK) == len(posts(propose([board(), *pages], name="board_example"), pages[0]))


def test_an_opening_post_with_a_block_of_its_own_is_a_post() -> None:
    """Some software gives the question another block than the answers."""

    def page(number: int) -> SavedPage:
        body = (
            f'<h1>Thread number {number} on old things</h1><section class="question" id="q{number}50">'
            '<a class="author" href="/member/zoe">zoe</a> <time datetime="2026-01-01">1 January</time>'
            f'<div class="text">What is this thing, and who can tell me {number}?</div>'
            "</section>"
        )
        answers = "".join(
            f'<div class="answer" id="a{number}{place}"><a class="author" href="/member/{who}">{who}</a> '
            f'<time datetime="2026-01-0{place + 2}">later</time><div class="text">{said}, {number}</div></div>'
            for place, (who, said) in enumerate(TALK)
        )
        return SavedPage(url=f"https://shop.example/forum/thread-{number}/", body=html(f"<main>{body}{answers}</main>"))

    pages = [page(1), page(2)]
    read = posts(propose([board(), *pages], name="board_example"), pages[0])
    assert ["zoe", "anna", "bert", "cora"] == [(post.seller or "").rpartition("/")[2] for post in read]


def test_reviews_below_an_advert_make_no_forum() -> None:
    reviews = "".join(
        f'<div class="review" id="r{place}"><a class="author" href="/user/{who}">{who}</a> '
        f'<time datetime="2026-01-0{place + 1}">then</time>'
        f"<p>{said}</p></div>"
        for place, (who, said) in enumerate(TALK)
    )
    proposal = propose([index(), listing(0, more=reviews), listing(1, more=reviews)], name="shop_example")
    assert Marketplace is proposal.base
    assert proposal.parts["fields.title"].read != {}
