"""`fieldsign sites new`, `check`, `snapshot`, `doctor`: from pages to a site that is red, then right, then mended."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crawler.loading import load_sites
from crawler.settings_file import load_config
from fieldsign.cli import main
from storage.workspace import Workspace
from tests.server import Exchange, FixtureServer, serving
from tests.sweep.programme import Programme

SAVED = Path(__file__).parents[1] / "sites"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def advert(number: int) -> str:
    return (
        f"<!doctype html><html lang=en><head><title>Oak thing no {number} - Attic</title></head><body>"
        f"<nav><a href=/help>Help</a><a href=/login>Log in</a></nav><main><h1>Oak thing no {number}</h1>"
        f"<p class=amount>£{number}5.00</p><div class=description>Solid oak, number {number}, some marks on top and"
        f" a drawer that sticks in wet weather. Collection only, from a dry house. Call 0151 496 0{number:03d}</div>"
        f"<p>Sold by <a class=vendor href=/user/{number}>anna{number}</a></p></main></body></html>"
    )


def index(page: int = 1) -> str:
    first = (page - 1) * 8 + 1
    cards = "".join(
        f"<li class=card><a class=card-title href=/ad/{n}>Oak thing no {n}</a><span>£{n}5.00</span></li>"
        for n in range(first, first + 8)
    )
    return (
        "<!doctype html><html lang=en><head><title>Attic</title></head><body><nav><a href=/help>Help</a></nav>"
        f"<ul class=results>{cards}</ul><a rel=next href='/list?page={page + 1}'>Next</a></body></html>"
    )


@pytest.fixture
def server() -> Iterator[FixtureServer]:
    with serving() as served:
        served.routes["/robots.txt"] = "User-agent: *\nAllow: /\n"
        served.routes["/list"] = lambda exchange: exchange.send(
            index(int(exchange.hit.target.partition("page=")[2] or 1))
        )
        for n in range(1, 30):
            served.routes[f"/ad/{n}"] = advert(n)
        served.routes["/ad/900"] = lambda exchange: exchange.send("<h1>This advert has been removed</h1>", 410)
        yield served


@pytest.fixture
def watch(tmp_path: Path, server: FixtureServer) -> Workspace:
    workspace = Workspace.create(tmp_path / "watch")
    told = f'allowed_hosts = ["{server.netloc}"]\ndelay = 0.0\n'
    workspace.settings_file.write_text(told, encoding="utf-8")
    return workspace


def made(watch: Workspace, *pages: str | Path) -> dict[str, Any]:
    result = run("sites", "new", "attic", *pages, "--workspace", watch.folder, "--json", "--no-open")
    assert 0 == result.exit_code, result.output
    document: dict[str, Any] = json.loads(result.output[result.output.index("{") :])
    return document


def test_a_site_is_prepared_and_red_until_a_person_confirms_it(watch: Workspace, server: FixtureServer) -> None:
    """Four addresses: a file that loads, pages without telephone numbers, red, confirmed, and then swept as it is."""
    pages = [server.url(path) for path in ("/list", "/ad/3", "/ad/7", "/ad/900")]
    told = made(watch, *pages)
    assert ["index", "listing", "listing", "gone"] == [page["role"] for page in told["pages"]]
    file = Path(told["file"])
    assert watch.folder / "sites" / "attic.py" == file
    assert sum(bool(line.strip()) for line in file.read_text(encoding="utf-8").splitlines()) < 30
    site = load_sites(load_config(watch.folder))["attic"]
    assert (["en"], "h1") == (site.languages, site.fields["title"])
    saved = (watch.folder / "sites" / "tests" / "attic" / "listing.html").read_text(encoding="utf-8")
    assert "0151" not in saved
    red = run("sites", "check", "attic", "--workspace", watch.folder)
    assert (1, True) == (red.exit_code, "nobody has confirmed it yet" in red.output.replace("\n", ""))
    right = run("sites", "check", "attic", "--confirm", "A. Person", "--workspace", watch.folder)
    assert 0 == right.exit_code, right.output
    beside = Path(told["side_by_side"]).read_text(encoding="utf-8")
    assert "Oak thing no 3" in beside
    assert "<script" not in beside
    assert 4 == len([path for path in server.paths() if path != "/robots.txt"])


def test_pages_on_disk_need_no_network(tmp_path: Path, watch: Workspace, server: FixtureServer) -> None:
    """Saved pages, whose addresses come from the index page: nothing is asked of anybody."""
    (tmp_path / "list.html").write_text(
        index().replace("<head>", f'<head><link rel=canonical href="{server.url("/list")}">'), encoding="utf-8"
    )
    (tmp_path / "one.html").write_text(advert(3), encoding="utf-8")
    told = made(watch, tmp_path / "list.html", tmp_path / "one.html")
    assert {"index", "listing"} == set(told["kept"])
    assert server.url("/ad/3") == told["kept"]["listing"]
    assert [] == server.paths()


def test_a_page_of_known_software_makes_four_lines(watch: Workspace) -> None:
    """The shop's own saved pages: recognised, and the file says name, home, languages and range, and little else."""
    folder = SAVED / "spirit_testbed"
    seen = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    told = made(watch, *(f"{folder / page}.html={seen[page]['url']}" for page in ("index", "listing")))
    assert "DjangoSpirit" == told["kind"]
    lines = [line for line in Path(told["file"]).read_text(encoding="utf-8").splitlines() if line.strip()]
    assert len(lines) < 10


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        (["/login"], "asks for a login"),
        (["/search"], "search"),
        (["/file.pdf"], "is no HTML"),
        (["/ad/3"], "index"),
        (["/nowhere"], "no index page can be told"),
    ],
)
def test_pages_that_make_no_site_are_refused_in_words(
    watch: Workspace, server: FixtureServer, pages: list[str], said: str
) -> None:
    """A login page, a search form, a file, one advert alone: what is wrong, what to do, and nothing is written."""
    form = "<form action=/login method=post><input name=user><input type=password name=p><button>Log in</button></form>"
    server.routes["/login"] = f"<html><head><title>Log in</title></head><body><h1>Log in</h1>{form}</body></html>"
    server.routes["/search"] = "<html><body><form action=/s><input type=search name=q></form></body></html>"
    server.routes["/file.pdf"] = lambda exchange: exchange.send(b"%PDF-1.7", 200, {"Content-Type": "application/pdf"})
    result = run("sites", "new", "attic", *map(server.url, pages), "--workspace", watch.folder, "--no-open")
    assert 1 == result.exit_code, result.output
    assert said in result.output
    assert "Traceback" not in result.output
    assert [] == list((watch.folder / "sites").iterdir())


def test_what_is_there_is_never_written_over(watch: Workspace) -> None:
    (watch.sites / "attic.py").write_text("mine", encoding="utf-8")
    result = run("sites", "new", "attic", "page.html", "--workspace", watch.folder)
    assert (2, "mine") == (result.exit_code, (watch.sites / "attic.py").read_text(encoding="utf-8"))
    assert "sites doctor attic" in result.output


def test_a_broken_site_file_does_not_stop_the_others(watch: Workspace, server: FixtureServer) -> None:
    """The others are checked; the broken one is named with its line."""
    made(watch, *(server.url(path) for path in ("/list", "/ad/3", "/ad/7")))
    (watch.sites / "broken.py").write_text("class Broken(:\n", encoding="utf-8")
    assert 0 == run("sites", "check", "attic", "--confirm", "me", "--workspace", watch.folder).exit_code
    everything = run("sites", "check", "--workspace", watch.folder)
    assert (1, True) == (everything.exit_code, "broken.py:1" in everything.output)


def test_a_snapshot_is_red_again(watch: Workspace, server: FixtureServer) -> None:
    """The pages are saved anew from their addresses; one that is gone stays as it was and is named."""
    made(watch, *(server.url(path) for path in ("/list", "/ad/3", "/ad/7")))
    run("sites", "check", "attic", "--confirm", "me", "--workspace", watch.folder)
    server.routes["/ad/3"] = advert(3).replace("Solid oak", "Solid beech")
    assert 0 == run("sites", "snapshot", "attic", "--workspace", watch.folder).exit_code
    saved = watch.folder / "sites" / "tests" / "attic"
    assert "Solid beech" in (saved / "listing.html").read_text(encoding="utf-8")
    assert 1 == run("sites", "check", "attic", "--workspace", watch.folder).exit_code
    for gone in (Exchange.drop, lambda exchange: exchange.send("<h1>Gone</h1>", 404), "<p>Not here</p>"):
        server.routes["/ad/3"] = gone
        result = run("sites", "snapshot", "attic", "--workspace", watch.folder)
        assert (1, True) == (result.exit_code, "stays as it was" in result.output)
        assert "Solid beech" in (saved / "listing.html").read_text(encoding="utf-8")


def test_a_site_that_reads_otherwise_is_not_confirmed(watch: Workspace, server: FixtureServer) -> None:
    """A changed selector is red by its field, and confirming says so; the page side by side shows what is read now."""
    told = made(watch, *(server.url(path) for path in ("/list", "/ad/3", "/ad/7")))
    file = Path(told["file"])
    file.write_text(file.read_text(encoding="utf-8").replace("div.description", "h1"), encoding="utf-8")
    result = run("sites", "check", "attic", "--confirm", "me", "--workspace", watch.folder)
    assert (1, True) == (result.exit_code, "listing text is read otherwise" in result.output)
    run("sites", "check", "attic", "--workspace", watch.folder)
    assert "was seen" in Path(told["side_by_side"]).read_text(encoding="utf-8")
    assert 0 == run("sites", "snapshot", "attic", "--workspace", watch.folder).exit_code
    assert 0 == run("sites", "check", "attic", "--confirm", "me", "--workspace", watch.folder).exit_code


def test_an_empty_page_without_its_sign_is_red(watch: Workspace, server: FixtureServer) -> None:
    """A page that a person calls empty, and the file cannot tell from a broken one."""
    server.routes["/none"] = "<html><body><p class=nothing>No results</p></body></html>"
    told = made(watch, *(server.url(path) for path in ("/list", "/ad/3", "/ad/7")))
    more = f"empty={server.url('/none')}"
    run("sites", "snapshot", "attic", "--page", more, "--workspace", watch.folder)
    red = run("sites", "check", "attic", "--confirm", "me", "--workspace", watch.folder)
    assert (1, True) == (red.exit_code, "empty is told" in red.output)
    file = Path(told["file"])
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("    native_id", '    empty = "p.nothing"\n    native_id'), encoding="utf-8")
    run("sites", "snapshot", "attic", "--workspace", watch.folder)
    assert 0 == run("sites", "check", "attic", "--confirm", "me", "--workspace", watch.folder).exit_code


@pytest.mark.parametrize(("name", "said"), [("oscar_testbed", "already"), ("My Site", "is not a name")])
def test_a_name_is_looked_at_first(watch: Workspace, server: FixtureServer, name: str, said: str) -> None:
    """A name of the project's own, or none at all: nobody is asked for a page."""
    result = run("sites", "new", name, server.url("/list"), "--workspace", watch.folder)
    assert (2, True, []) == (result.exit_code, said in result.output, server.paths())


def test_an_address_without_its_scheme_is_told(watch: Workspace) -> None:
    result = run("sites", "new", "attic", "www.ads.example/antiques", "--workspace", watch.folder)
    assert (2, True) == (result.exit_code, "Begin an address with https://" in result.output)


@pytest.mark.browser
def test_the_doctor_names_what_drifted_since_when_and_what_to_write(watch: Workspace, server: FixtureServer) -> None:
    """Three good sweeps, then the price has another class: field, first bad sweep, and a selector that finds it."""
    made(watch, *(server.url(path) for path in ("/list", "/ad/3", "/ad/7", "/ad/12")))
    run("sites", "check", "attic", "--confirm", "me", "--workspace", watch.folder)
    programme = Programme(watch.folder, server)
    for _ in range(3):
        programme.sweep("attic")
    for n in range(1, 30):
        server.routes[f"/ad/{n}"] = advert(n).replace("class=amount", "class=asking")
    programme.sweep("attic")
    result = run("sites", "doctor", "attic", "--live", "--workspace", watch.folder, "--json")
    document = json.loads(result.output[result.output.index("{\n") :])
    parts = {part["part"]: part for part in document["parts"]}
    bad = programme.rows("select started_at from sweeps order by id desc limit 1")[0]["started_at"]
    assert (1, ["price"]) == (
        result.exit_code,
        [name for name, part in parts.items() if part["state"] == "finds nothing today"],
    )
    assert (1.0, 0.0, "p.asking") == tuple(parts["price"][name] for name in ("usual", "last_sweep", "instead"))
    assert bad[:19] == parts["price"]["since"][:19]
    assert "Today" in Path(document["beside"]).read_text(encoding="utf-8")
