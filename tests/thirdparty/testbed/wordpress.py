#!/usr/bin/env python3
"""Run Debian's WordPress on this machine, to crawl and to moderate in tests.

    wordpress.py up --home DIR [--listings N] [--port P] [--theme NAME] [--permalinks RULE]
    wordpress.py moderate --home DIR ACTION ID   what its moderator or an author would do; see sites/wordpress
    wordpress.py down --home DIR

Needs the packages `wordpress`, `php-cli`, `php-mysql` and `mariadb-server`; nothing of theirs is changed, and none of
their services is used. `up` seeds a site of its own in DIR each time: a database on a socket, and PHP's own web server
on 127.0.0.1. Whoever is root gives both to the user `nobody`, who must be able to reach DIR. A socket's address is
short: so must be that of DIR. Exit codes are those of testbed.py; 3: a package is missing.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from sites.common.ads import SELLERS, Ad, choose, read
from sites.common.pictures import photos
from sites.common.replies import REPLIES
from testbed import (
    EXIT_INSTALL,
    EXIT_MODERATE,
    EXIT_PORT,
    EXIT_SEED,
    EXIT_START,
    HOST,
    START_SECONDS,
    TestbedError,
    any_free_port,
    end_group,
    look,
    port_is_free,
    process_mark,
    read_json,
    tail,
    write_json,
)

HERE = Path(__file__).resolve().parent / "sites" / "wordpress"
SOFTWARE = Path("/usr/share/wordpress")
PROGRAMS = ("php", "mariadbd", "mariadb-install-db", "mariadb", "mariadb-admin")
PRETTY = "/%year%/%monthnum%/%day%/%postname%/"
STATES = {"trashed": "trash", "private": "private", "draft": "draft", "protected": "publish", "closed": "publish"}
SUSPECT_COMMENT = "m001"  # an ad that a reader writes under somebody else's innocent post
PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"


def missing() -> list[str]:
    """What of Debian's packages is not here."""
    absent = [name for name in PROGRAMS if not shutil.which(name, path=PATH)]
    return absent if SOFTWARE.is_dir() else ["wordpress", *absent]


class Board:
    """One WordPress in its work folder."""

    def __init__(self, home: Path) -> None:
        self.home, self.html, self.database = home, home / "html", home / "database"
        self.socket = home / "sql.sock"
        self.state = home / "wordpress.json"

    def environment(self, base_url: str) -> dict[str, str]:
        return {
            "PATH": PATH,
            "HOME": str(self.home),
            "LC_ALL": "C.UTF-8",
            "PHP_CLI_SERVER_WORKERS": "3",
            "TESTBED_HTML": str(self.html),
            "TESTBED_SOCKET": str(self.socket),
            "TESTBED_URL": base_url,
        }

    def call(self, *command: str, given: str = "", base_url: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, input=given, env=self.environment(base_url), cwd=self.home, text=True,
            capture_output=True, check=False, timeout=300, **demoted(),
        )  # fmt: skip

    def php(self, script: str, *words: str, given: str = "", base_url: str) -> subprocess.CompletedProcess[str]:
        prepend = f"auto_prepend_file={HERE / 'prepend.php'}"
        return self.call("php", "-d", prepend, str(HERE / script), *words, given=given, base_url=base_url)

    def spawn(self, name: str, command: list[str], base_url: str, ready: Any) -> dict[str, Any]:
        """Start a process of our own and wait until it is ready; noted at once, so that `down` can end it."""
        with (self.home / f"{name}.log").open("w") as out:
            process = subprocess.Popen(
                command, cwd=self.home, env=self.environment(base_url), stdin=subprocess.DEVNULL,
                stdout=out, stderr=out, start_new_session=True, **demoted(),
            )  # fmt: skip
        known = {"name": name, "pid": process.pid, "mark": process_mark(process.pid)}
        write_json(self.state, [*(read_json(self.state) or []), known])
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and process.poll() is None:
            if ready():
                return known
            time.sleep(0.1)
        raise TestbedError(EXIT_START, f"{name} did not answer: {tail(self.home / f'{name}.log')}")

    def lay_out(self) -> None:
        """A document root that is Debian's, but for the configuration and the uploads."""
        content = self.html / "wp-content"
        (content / "uploads").mkdir(parents=True)
        self.database.mkdir()
        for path in SOFTWARE.iterdir():
            if path.name not in ("wp-config.php", "wp-content"):
                (self.html / path.name).symlink_to(path)
        (content / "themes").symlink_to(SOFTWARE / "wp-content" / "themes")
        shutil.copy(HERE / "wp-config.php", self.html)
        if os.getuid() == 0:
            for path in (self.home, self.database, content / "uploads"):
                shutil.chown(path, "nobody", "nogroup")

    def start_database(self) -> None:
        own = ["--no-defaults", f"--datadir={self.database}"]
        made = self.call("mariadb-install-db", *own, "--auth-root-authentication-method=normal", "--skip-test-db")
        if made.returncode:
            raise TestbedError(EXIT_SEED, f"no database could be made: {made.stderr[-1500:] or made.stdout[-1500:]}")
        client = ["--no-defaults", f"--socket={self.socket}", "--user=root"]
        server = ["mariadbd", *own, f"--socket={self.socket}", "--skip-networking", "--innodb-buffer-pool-size=32M"]
        self.spawn("database", server, "", lambda: not self.call("mariadb-admin", *client, "ping").returncode)
        self.call("mariadb", *client, "--execute=CREATE DATABASE wordpress CHARACTER SET utf8mb4")

    def start_server(self, port: int, base_url: str) -> dict[str, Any]:
        prepend = f"auto_prepend_file={HERE / 'prepend.php'}"
        command = ["php", "-d", prepend, "-S", f"{HOST}:{port}", "-t", str(self.html), str(HERE / "router.php")]
        return self.spawn("server", command, base_url, lambda: look(base_url + "/")[0] == 200)

    def stop(self) -> list[int]:
        """End what was started, the web server first; return the process ids."""
        running = [one for one in read_json(self.state) or [] if process_mark(one["pid"]) == one["mark"]]
        for one in reversed(running):
            end_group(one["pid"], one["mark"])
        self.state.unlink(missing_ok=True)
        return [one["pid"] for one in running]


def demoted() -> dict[str, str]:
    """Neither server runs as root."""
    return {"user": "nobody", "group": "nogroup"} if os.getuid() == 0 else {}


def ads(count: int) -> list[dict[str, Any]]:
    """The ads of the forums, then one for each state that a visitor may not see or not answer to."""
    chosen = choose("forum", count + len(STATES))
    states = [*[("live", "publish")] * count, *STATES.items()]
    placed = [_ad(ad, state, status) for ad, (state, status) in zip(chosen, states, strict=True)]
    innocent = next((one for one in placed[:count] if not one["suspect"]), placed[0])
    offer = next(ad for ad in read() if ad.id == SUSPECT_COMMENT)
    innocent["replies"] = [*innocent["replies"], f"{offer.title}. {offer.body}"]
    return placed


def _ad(ad: Ad, state: str, status: str) -> dict[str, Any]:
    return {
        "csv_id": ad.id,
        "lang": ad.lang,
        "title": ad.title,
        "body": ad.body,
        "price_text": ad.price_text,
        "suspect": ad.suspect,
        "seller": ad.seller,
        "photos": [base64.b64encode(jpeg).decode() for jpeg in photos(ad)],
        "replies": REPLIES[ad.lang],
        "state": state,
        "status": "publish" if state == "trashed" else status,
        "password": "secret" if state == "protected" else "",
        "comments": "closed" if state == "closed" else "open",
    }


def up(args: argparse.Namespace) -> dict[str, Any]:
    began = time.monotonic()
    board = Board(args.home)
    absent = missing()
    if absent:
        raise TestbedError(EXIT_INSTALL, f"not installed: {', '.join(absent)}")
    board.stop()
    port = args.port or any_free_port()
    if not port_is_free(port):
        raise TestbedError(EXIT_PORT, f"port {port} is taken by another program; leave --port out")
    for old in (board.html, board.database):
        shutil.rmtree(old, ignore_errors=True)
    board.home.mkdir(parents=True, exist_ok=True)
    board.lay_out()
    base_url = f"http://{HOST}:{port}"
    try:
        board.start_database()
        told = {"theme": args.theme, "permalinks": args.permalinks, "sellers": SELLERS, "ads": ads(args.listings)}
        done = board.php("seed.php", given=json.dumps(told), base_url=base_url)
        if done.returncode:
            raise TestbedError(EXIT_SEED, f"could not seed: {done.stderr[-1500:]}{done.stdout[-1500:]}")
        seeded = json.loads(done.stdout.splitlines()[-1])
        for one in seeded["placed"]:
            if one["state"] == "trashed":
                board.php("moderate.php", "trash", str(one["id"]), base_url=base_url)
        server = board.start_server(port, base_url)
    except TestbedError:
        board.stop()
        raise
    placed = [{**one, "url": base_url + one["path"], "posts": []} for one in seeded["placed"]]
    listings = [one for one in placed if one["state"] == "live"]
    answer = {
        "site": "wordpress",
        "software": f"WordPress {seeded['version']}",
        "base_url": base_url,
        "pid": server["pid"],
        "index_url": base_url + "/?post_type=post",
        "search_url": base_url + "/?s=tusk&post_type=post",
        "absent_url": base_url + "/2026/11/25/never-existed/",
        "listing_urls": [one["url"] for one in listings],
        "listings": listings,
        "suspect_comment": next(f"{one['id']}/{one['comments'][2]}" for one in listings if len(one["comments"]) > 2),
        "states": {one["state"]: one for one in placed if one["state"] != "live"},
        "seconds": round(time.monotonic() - began, 1),
    }
    write_json(board.home / "answer.json", answer)
    return answer


def moderate(args: argparse.Namespace) -> dict[str, Any]:
    board = Board(args.home)
    answer = read_json(board.home / "answer.json")
    if not answer:
        raise TestbedError(EXIT_MODERATE, f"nothing runs in {args.home}; use `up`")
    done = board.php("moderate.php", args.action, args.id, base_url=answer["base_url"])
    if done.returncode:
        raise TestbedError(EXIT_MODERATE, f"{args.action} {args.id} failed: {done.stderr[-1500:]}{done.stdout[-500:]}")
    return {"action": args.action, "id": args.id}


def down(args: argparse.Namespace) -> dict[str, Any]:
    return {"site": "wordpress", "pids": Board(args.home).stop()}


def parse() -> argparse.Namespace:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--home", type=lambda text: Path(text).resolve(), required=True, help="work folder")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    starts = commands.add_parser("up", parents=[shared], help="seed and start; print where it is")
    starts.add_argument("--listings", type=int, default=25, metavar="N")
    starts.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes any free one")
    starts.add_argument("--theme", default="twentytwentythree", help="a folder of /usr/share/wordpress/wp-content/themes")
    starts.add_argument("--permalinks", default=PRETTY, help="WordPress' own rule; empty for ?p=123")
    starts.set_defaults(work=up)
    acts = commands.add_parser("moderate", parents=[shared], help="do to a post or comment what its moderator would")
    acts.add_argument("action")
    acts.add_argument("id", help="number of the post or comment; the name for `theme`, the rule for `permalinks`")
    acts.set_defaults(work=moderate)
    commands.add_parser("down", parents=[shared], help="end what `up` started").set_defaults(work=down)
    return parser.parse_args()


def main() -> None:
    args = parse()
    try:
        answer = args.work(args)
    except TestbedError as error:
        print(f"wordpress.py: {error}", file=sys.stderr)
        sys.exit(error.code)
    print(json.dumps(answer, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
