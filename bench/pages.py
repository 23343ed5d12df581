"""The pages that both sides of a benchmark read, served by a process of its own."""

from __future__ import annotations

import functools
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from PIL import Image

WORDS = "solid oak shelf with brass handle and one drawer lightly used from a smoke free home collection only "
ROWS = 420


@functools.cache
def picture(number: int) -> bytes:
    """A JPEG of 320 by 240 pixels, about 6 KB."""
    out = io.BytesIO()
    Image.radial_gradient("L").resize((320, 240)).convert("RGB").rotate(number * 40).save(out, "JPEG", quality=80)
    return out.getvalue()


@functools.cache
def listing(number: int, *, suspect: bool = False) -> str:
    """An advert of about 85 KB, drawn by the server."""
    title = "Elephant ivory tusk" if suspect else f"Oak bookcase no {number}"
    rows = "".join(f"<li class=row data-n={n}><span>{WORDS}</span><a href=/x/{n}>more</a></li>" for n in range(ROWS))
    pictures = "".join(f"<img src=/p/{n}.jpg width=320 height=240>" for n in range(6))
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title></head><body><h1>{title}</h1>"
        f"<div class=body>{WORDS * 4}</div><p class=price>£{number + 10}</p><p class=seller>anna</p>{pictures}"
        f"<ul>{rows}</ul></body></html>"
    )


def scripted(number: int) -> str:
    """The same advert, built by script."""
    page = json.dumps(listing(number))
    return f"<!doctype html><meta charset=utf-8><body><script>document.body.innerHTML={page}</script>"


def index(count: int, kind: str) -> str:
    return "<html><body>" + "".join(f'<a class=ad href="/{kind}/{n}">{n}</a>' for n in range(count)) + "</body></html>"


class _Pages(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        parts = self.path.strip("/").split("/")
        body, kind = b"not found", "text/plain"
        if parts[0] == "robots.txt":
            body = b"User-agent: *\nAllow: /\n"
        elif parts[0] == "p":
            body, kind = picture(int(parts[1].partition(".")[0])), "image/jpeg"
        elif parts[0] in ("list", "slist"):
            body, kind = index(int(parts[1]), "ad" if parts[0] == "list" else "sad").encode(), "text/html"
        elif parts[0] in ("ad", "sad"):
            page = (listing if parts[0] == "ad" else scripted)(int(parts[1]))
            body, kind = page.encode(), "text/html; charset=utf-8"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if kind == "image/jpeg":
            self.send_header("Cache-Control", "max-age=3600")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None: ...


@contextmanager
def served() -> Iterator[str]:
    """Serve the pages from another process; yields the base URL."""
    server = subprocess.Popen([sys.executable, "-m", "bench.pages"], stdout=subprocess.PIPE, text=True)
    assert server.stdout
    try:
        yield server.stdout.readline().strip()
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    ThreadingHTTPServer.request_queue_size = 128
    pages = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    print(f"http://127.0.0.1:{pages.server_address[1]}", flush=True)
    pages.serve_forever()
