"""The baseline: a Scrapy spider that takes three fields with parsel and stores nothing."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import AsyncIterator, Iterator

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

logging.disable(logging.CRITICAL)


class Bare(scrapy.Spider):
    name = "bare"
    base, count = "", 0

    async def start(self) -> AsyncIterator[scrapy.Request]:
        yield scrapy.Request(f"{self.base}/list/{self.count}")

    def parse(self, response: Response) -> Iterator[scrapy.Request]:
        for href in response.css("a.ad::attr(href)").getall():
            yield response.follow(href, self.read)

    def read(self, response: Response) -> Iterator[dict[str, str | None]]:
        yield {
            "title": response.css("h1::text").get(),
            "text": response.css(".body::text").get(),
            "price": response.css(".price::text").get(),
        }


if __name__ == "__main__":
    # CONCURRENT_REQUESTS_PER_DOMAIN without a delay is not kept on the asyncio reactor; the total is.
    settings = {"CONCURRENT_REQUESTS": 1, "DOWNLOAD_DELAY": 0, "LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False}
    process = AsyncCrawlerProcess(settings)
    process.crawl(Bare, base=sys.argv[1], count=int(sys.argv[2]))
    began = time.monotonic()
    process.start()
    print(time.monotonic() - began)
