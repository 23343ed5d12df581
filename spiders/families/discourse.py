"""Discourse: forums that publish each page as JSON too, at the same address with `.json` behind it."""

import re
from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from html import escape
from typing import Any

from scrapy.http import HtmlResponse, JsonResponse, Response

from crawler.index_page import IndexPage
from crawler.site import Forum
from storage.records import Listing

TOPIC = r"/t/(?:[^/?#]*[^\d/?#][^/?#]*/)?(\d+)"
FIRST = "#post_1 .cooked, #post_1 .post[itemprop='text']"
POST = """<article id="post_{post_number}" data-post-id="{id}"><div class="names"><a data-user-card="{username}"
href="/u/{username}"></a></div><time datetime="{created_at}"></time><div class="cooked">{cooked}</div></article>"""


class Discourse(Forum):
    """JSON and markup of Discourse 3; unverified: nobody has swept a forum with it yet.

    Its robots.txt closes the search by default, so topics are found by browsing; a site that opens it may say
    `search = "{home}search.json?q={query}"`. Only the JSON says when a post was written. What became of a topic is
    read from its first post.
    """

    reads_json = True
    render = False
    browse = ["{home}latest.json"]
    links = "a.raw-topic-link"
    next_page = "a[rel=next]"
    native_id = TOPIC
    posts = "article[data-post-id], .crawler-post"
    fields = {
        "title": "#topic-title h1",
        "text": ".cooked, .post[itemprop='text']",
        "seller": ".names [data-user-card], .creator a@href",
        "posted": "time@datetime",
        "images": ".cooked img:not(.emoji):not(.avatar), .post[itemprop='text'] img:not(.emoji):not(.avatar)@src",
    }
    gone = {
        "removed_by_platform": {FIRST: ["This post was flagged by the community and is temporarily hidden."]},
        "ended_by_seller": {FIRST: ["(topic deleted by author)", "(post deleted by author)"]},
        "gone_no_reason": {".page-not-found": []},
    }
    marks = ["meta[name=generator][content^='Discourse']", "#data-discourse-setup"]
    verified = ""

    @classmethod
    def data_url(cls, url: str) -> str:
        return re.sub(f"{TOPIC}.*", r"/t/\1.json", url)

    def read_index(self, response: Response) -> IndexPage:
        if not isinstance(response, JsonResponse):
            return super().read_index(response)
        said = response.json()
        index = super().read_index(_shown(response, response.url, _topic_list(said)))
        return replace(index, empty=_topics(said) == [])

    def read_listings(self, response: Response, looked_at: datetime) -> tuple[Listing, ...]:
        if not isinstance(response, JsonResponse):
            return super().read_listings(response, looked_at)
        said = response.json()
        url = f"{response.url.partition('/t/')[0]}/t/{said.get('slug') or '-'}/{said.get('id')}"
        return super().read_listings(_shown(response, url, _topic(said)), looked_at)


def _shown(response: Response, url: str, markup: str) -> HtmlResponse:
    return HtmlResponse(url, status=response.status, body=f"<body>{markup}</body>", encoding="utf-8")


def _topics(said: Any) -> Any:  # noqa: ANN401 - what a stranger's JSON holds
    return said.get("topic_list", said).get("topics")


def _topic_list(said: Any) -> str:  # noqa: ANN401
    links = [f'<a class="raw-topic-link" href="/t/{one["slug"]}/{one["id"]}"></a>' for one in _topics(said) or ()]
    more = said.get("topic_list", {}).get("more_topics_url") or ""
    return "".join(links) + (f'<a rel="next" href="{escape(more.replace("?", ".json?", 1))}"></a>' if more else "")


def _topic(said: Any) -> str:  # noqa: ANN401
    posts = said.get("post_stream", {}).get("posts", ())
    return f'<div id="topic-title"><h1>{escape(said.get("title") or "")}</h1></div>' + "".join(
        POST.format_map(defaultdict(str, post)) for post in posts if not post.get("deleted_at")
    )
