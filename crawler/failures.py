"""One name for every way a fetch ends without a page to read."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import HtmlResponse, JsonResponse, Response
from twisted.internet.error import ConnectError, ConnectionClosed

from crawler.refusal import PageRefused
from storage.records import PageReason

GONE = frozenset({404, 410})
BLOCKS = frozenset({401, 402, 403, 407, 429, 451})

REASONS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], PageReason, str], ...] = (
    ((DownloadTimeoutError, TimeoutError), PageReason.TIMEOUT, "no answer in time"),
    (DownloadCancelledError, PageReason.TOO_LARGE, "the body is larger than max_body"),
    (CannotResolveHostError, PageReason.NETWORK, "the host name has no address that may be connected to"),
    (DownloadConnectionRefusedError, PageReason.NETWORK, "the connection was refused"),
    (
        (DownloadFailedError, ResponseDataLossError, ConnectError, ConnectionClosed, OSError),
        PageReason.NETWORK,
        "the connection broke",
    ),
    ((NotSupported, UnsupportedURLSchemeError), PageReason.ADDRESS_REFUSED, "not a web address"),
)


def failure_reason(exception: BaseException | None) -> tuple[PageReason, str]:
    """Return the ledger's name for a download error, and a sentence; INTERNAL for what has no name of its own."""
    if isinstance(exception, PageRefused):
        return exception.reason, exception.detail
    for kinds, reason, words in REASONS:
        if isinstance(exception, kinds):
            return reason, f"{words}: {exception}" if str(exception) else words
    return PageReason.INTERNAL, f"{type(exception).__name__}: {exception}"


def response_reason(response: Response, *, reads_json: bool = False) -> tuple[PageReason, str] | None:
    """Say why an answer holds no page to read, by its status and type; None when it may be read.

    `reads_json` is True for a site that is read from the JSON it publishes.
    """
    status = response.status
    if status in GONE:
        return PageReason.NOT_FOUND, f"status {status}"
    if status in BLOCKS:
        return PageReason.BLOCKED, f"the site answered with status {status}"
    if not 200 <= status < 300:
        return PageReason.HTTP_ERROR, f"status {status}"
    if not isinstance(response, HtmlResponse) and not (reads_json and isinstance(response, JsonResponse)):
        said = (response.headers.get(b"Content-Type") or b"no type").decode("latin-1")
        return PageReason.NOT_HTML, f"the answer is {said}"
    return None
