"""Telegram: public channels as the web shows them, one post a page."""

from dataclasses import replace

from scrapy.http import Response

from crawler.index_page import IndexPage
from crawler.site import Marketplace
from crawler.urls import with_parameter


class Telegram(Marketplace):
    """Markup of t.me as others describe it; unverified: nobody has swept a channel with it yet.

    A site of it says which channels it browses: `browse = ["https://t.me/s/CHANNEL"]`, read from the newest post
    backwards. "No posts found" is also what t.me says when it is asked too often, so it is no `empty`. A removed post
    and one that never was show the same words. Pictures stand in style sheets and are seen in the capture only.
    """

    home = "https://t.me/"
    links = ".tgme_widget_message[data-post] a.tgme_widget_message_date"
    next_page = "a.tme_messages_more[data-before]"
    native_id = r"//t\.me/(?:s/)?(\w+/\d+)"
    main = ".tgme_widget_message[data-post]"
    fields = {
        "title": ".tgme_widget_message_owner_name",
        "text": ".tgme_widget_message_text.js-message_text",
        "seller": ".tgme_widget_message_owner_name@href",
        "posted": ".tgme_widget_message_date time@datetime",
    }
    live = ".tgme_widget_message[data-post]:not(:has(.tgme_widget_message_error)) .tgme_widget_message_date"
    gone = {"gone_no_reason": {".tgme_widget_message_error": ["Post not found", "Channel with username"]}}
    marks = ["link[href*='//telegram.org/css/']", ".tgme_widget_message", "script[src*='//telegram.org/js/']"]
    verified = ""

    def read_index(self, response: Response) -> IndexPage:
        """Lead to the pages that hold one post and nothing else."""
        index = super().read_index(response)
        return replace(index, links=tuple(replace(link, url=_alone(link.url)) for link in index.links))


def _alone(url: str) -> str:
    return with_parameter(with_parameter(url, "embed", "1"), "mode", "tme")
