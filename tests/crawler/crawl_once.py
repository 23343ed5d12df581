"""Run one small Scrapy crawl with our settings in a child process, because a Twisted reactor cannot start twice.

    python -m tests.crawler.crawl_once < plan.json > report.json

The plan: {"config": {fields of Config}, "urls": [...], "allowed_hosts": [...], "settings": {...}, "meta": {...}}.
The report: {"pages": [...], "failures": [...], "log": [...], "rise": bytes}, see `Report`.
"""

from __future__ import annotations

import json
import logging
import resource
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import scrapy
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from crawler.charset import readable_text
from crawler.failures import failure_reason, response_reason
from crawler.manners import Manners
from crawler.scrapy_settings import scrapy_settings
from crawler.settings import Config

ROOT = Path(__file__).parents[2]


@dataclass
class Report:
    """What a crawl did: `pages` it could read, `failures` by reason, its `log` lines, and its `rise` in memory."""

    pages: list[dict[str, Any]] = field(default_factory=list)
    failures: list[dict[str, Any]] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    rise: int = 0

    def reasons(self) -> list[str]:
        return [failure["reason"] for failure in self.failures]

    def logged(self, words: str) -> list[str]:
        return [line for line in self.log if words in line]


class TurnTaking(HTTP11DownloadHandler):
    """Scrapy's own HTTP handler, which waits for its turn and sends nothing twice by itself."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool.retryAutomatically = False

    async def download_request(self, request: scrapy.Request) -> Response:
        return await Manners.of(self.crawler).politely(request.url, partial(super().download_request, request))


class OnceSpider(scrapy.Spider):
    """Asks for each URL of the plan once and writes down what came of it."""

    name = "once"
    plan: dict[str, Any]
    report: Report

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for url in self.plan["urls"]:
            meta = {"asked": url, "handle_httpstatus_all": True, **self.plan.get("meta", {})}
            if "allowed_hosts" in self.plan:
                meta["allowed_hosts"] = frozenset(self.plan["allowed_hosts"])
            yield scrapy.Request(url, meta=meta, errback=self.failed, dont_filter=True)

    def parse(self, response: Response) -> Iterable[None]:
        named = response_reason(response)
        if named:
            self._stopped(response.meta["asked"], *named)
            return ()
        self.report.pages.append(
            {
                "asked": response.meta["asked"],
                "url": response.url,
                "status": response.status,
                "text": readable_text(response) if isinstance(response, TextResponse) else "",
            }
        )
        return ()

    def failed(self, failure: Failure) -> None:
        self._stopped(failure.request.meta["asked"], *failure_reason(failure.value))

    def _stopped(self, asked: str, reason: str, detail: str) -> None:
        self.report.failures.append({"asked": asked, "reason": str(reason), "detail": detail})


class Lines(logging.Handler):
    """Keeps every log line, tracebacks included, in a list."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def crawl(config: dict[str, Any], urls: list[str], **more: Any) -> Report:
    """Run a crawl in a child process. `config` may leave out what Config has a default for, and `folder`."""
    plan = json.dumps({"config": config, "urls": urls, **more})
    command = [sys.executable, "-W", "error::UserWarning", "-m", "tests.crawler.crawl_once"]
    child = subprocess.run(command, input=plan, capture_output=True, text=True, timeout=120, cwd=ROOT, check=False)
    assert (child.returncode, "") == (0, child.stderr), child.stderr
    return Report(**json.loads(child.stdout))


def config_of(fields: dict[str, Any]) -> Config:
    """Return the Config that the JSON of a plan stands for."""
    named = {"folder": Path(), "delay": 0.0, "timeout": 5.0, **fields}
    return Config(**{**named, "allowed_hosts": frozenset(named.get("allowed_hosts", ()))})


def peak() -> int:
    """Return the largest resident size this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    plan = json.load(sys.stdin)
    report = Report()
    OnceSpider.plan, OnceSpider.report = plan, report
    logging.getLogger().addHandler(Lines(report.log))
    logging.getLogger().setLevel(logging.INFO)
    handler = plan.get("handler", f"{TurnTaking.__module__}.{TurnTaking.__qualname__}")
    handlers = {"http": handler, "https": handler, "data": None, "file": None, "ftp": None, "s3": None}
    quick = {"FIELDSIGN_BACKOFF": 0.05, "FIELDSIGN_ROBOTS_PATIENCE": 0.05, "DOWNLOAD_HANDLERS": handlers}
    settings = {**scrapy_settings(config_of(plan["config"])), **quick, **plan.get("settings", {})}
    process = AsyncCrawlerProcess(settings)
    process.crawl(OnceSpider)
    before = peak()
    process.start()
    report.rise = peak() - before
    json.dump(asdict(report), sys.stdout)


if __name__ == "__main__":
    sys.modules["tests.crawler.crawl_once"] = sys.modules["__main__"]
    main()
