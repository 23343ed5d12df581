"""The answers to a browser's document requests: refused by their head, or counted while they are unpacked.

A document is taken from the network piece by piece, unpacked, and given to the page when it is whole. The page itself
could not be stopped in time: a renderer that parses gigabytes hears nothing.
"""

from __future__ import annotations

import asyncio
import base64
from typing import Any

from playwright.async_api import CDPSession

from crawler.refusal import PageRefused
from storage.records import PageReason

PIECE = 256 * 1024
PATIENCE = 20.0
NO_BODY = frozenset({204, 205, 304})
OF_THE_WIRE = frozenset({"content-encoding", "content-length", "transfer-encoding"})


def is_download(event: dict[str, Any]) -> bool:
    """Tell whether an answer is for the disk and not for the window."""
    return _heads(event).get("content-disposition", "").lower().startswith("attachment")


def is_unsized(event: dict[str, Any], most: int) -> bool:
    """Tell whether an answer's size is not known from its head; raises PageRefused(TOO_LARGE) when it says too much."""
    if not _has_body(event):
        return False
    heads = _heads(event)
    told = heads.get("content-length", "")
    if told.isdecimal() and int(told) > most:
        raise _too_large(most)
    return not told.isdecimal() or heads.get("content-encoding", "identity") != "identity"


async def read_body(cdp: CDPSession, event: dict[str, Any], most: int) -> dict[str, Any]:
    """Take a paused answer's body, at most `most` unpacked bytes; returns what Fetch.fulfillRequest takes.

    A body that stalls is given as far as it came. Raises PageRefused(TOO_LARGE), and Playwright's Error when the
    connection breaks.
    """
    body = bytearray()
    handle = (await cdp.send("Fetch.takeResponseBodyAsStream", {"requestId": event["requestId"]}))["stream"]
    try:
        async with asyncio.timeout(PATIENCE):
            while await _more(cdp, handle, body):
                if len(body) > most:
                    raise _too_large(most)
    except TimeoutError:
        if not body:
            raise PageRefused(PageReason.TIMEOUT, f"the answer's body did not come within {PATIENCE:g} s") from None
    kept = [head for head in event.get("responseHeaders", []) if head["name"].lower() not in OF_THE_WIRE]
    return {
        "requestId": event["requestId"],
        "responseCode": event["responseStatusCode"],
        "responseHeaders": kept,
        "body": base64.b64encode(body).decode(),
    }


async def _more(cdp: CDPSession, handle: str, body: bytearray) -> bool:
    piece = await cdp.send("IO.read", {"handle": handle, "size": PIECE})
    body += base64.b64decode(piece["data"]) if piece.get("base64Encoded") else piece["data"].encode()
    return not piece["eof"]


def _has_body(event: dict[str, Any]) -> bool:
    status = event.get("responseStatusCode", 0)
    return bool(status) and not 300 <= status < 400 and status not in NO_BODY


def _heads(event: dict[str, Any]) -> dict[str, str]:
    return {head["name"].lower(): head["value"].strip() for head in event.get("responseHeaders", [])}


def _too_large(most: int) -> PageRefused:
    return PageRefused(PageReason.TOO_LARGE, f"the page is larger than {most} bytes")
