"""`fieldsign sites new`: a site file, its saved pages and a test that is red, from a few addresses or saved pages."""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text
from scrapy.http import HtmlResponse

from crawler.declared_values import NAME
from crawler.loading import load_sites
from crawler.looking import Looked
from crawler.recognise import recognised
from crawler.saved_pages import INDEXES, ROOT, keep_pages, state_as_written
from crawler.scaffold import Confidence, Part, Proposal, Role, SavedPage, ScaffoldError, propose, source
from crawler.scrub import scrub
from crawler.settings import Config
from crawler.site import Site
from fieldsign.known_families import families
from fieldsign.looks import fetched, is_address, read_file
from fieldsign.options import json_option, opened, print_json, results, to_people, workspace_option
from fieldsign.side_by_side import Row, Section, page, read_of

ENDED = ("ended_by_seller", "expired")
MARKS = {Confidence.SURE: "ok", Confidence.LIKELY: "ok", Confidence.GUESS: "warn", Confidence.NOT_FOUND: "bad"}
INDEX_PARTS = ("links", "next_page", "promoted", "empty")


@click.command(
    "new",
    epilog="\b\nExample:\n  fieldsign sites new example_ads https://ads.example/list https://ads.example/ad/1"
    " --workspace ~/ivory-watch",
    short_help="Prepare a site from a few of its pages.",
)
@click.argument("name", metavar="NAME")
@click.argument("pages", metavar="PAGE...", nargs=-1, required=True)
@click.option("--render", is_flag=True, help="Read the pages as the browser draws them, scripts included.")
@click.option("--checkout", is_flag=True, help="Write into spiders/ and tests/sites/ of this checkout.")
@click.option("--open/--no-open", "show", default=None, help="Open the page side by side; by default on a terminal.")
@workspace_option
@json_option
def new_site(
    name: str, pages: tuple[str, ...], render: bool, checkout: bool, show: bool | None, folder: Path, as_json: bool
) -> None:
    """Prepare the site NAME from PAGE...: an index page, one to three listings, one that is gone or sold if at hand.

    A PAGE is an address, fetched with all the manners of a sweep, or a page saved to disk, for which nothing is asked:
    FILE, or FILE=ADDRESS where the page does not say its own address.
    Writes NAME.py, its scrubbed pages and what was read from them, and shows both side by side. The site is red until
    a person has compared them: fieldsign sites check NAME --confirm YOUR-NAME.
    """
    place = _place(name, folder, checkout=checkout)
    given = _given(pages, folder, render=render)
    proposal = _proposed(name, given)
    written = _written(place, proposal, given)
    if as_json:
        print_json(_document(proposal, place, written))
    else:
        _print(proposal, place)
    if show if show is not None else sys.stdout.isatty() and not as_json:
        webbrowser.open(place.beside.as_uri())


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where the files of a new site go."""

    name: str
    file: Path
    saved: Path

    @property
    def beside(self) -> Path:
        """The page that shows what was read beside the saved pages."""
        return self.saved / "side-by-side.html"


def _place(name: str, folder: Path, *, checkout: bool) -> Place:
    if not NAME.fullmatch(name):
        raise click.UsageError(f"{name!r} is not a name: use small letters, digits and _, such as example_classifieds")
    known = load_sites(Config(folder=ROOT) if checkout else opened(folder)[1])
    if name in known:
        raise click.UsageError(f"there is a site {name} already, in {known.files[name]}; take another name")
    if checkout:
        place = Place(name=name, file=ROOT / "spiders" / f"{name}.py", saved=ROOT / "tests" / "sites" / name)
    else:
        sites = opened(folder)[0].sites
        place = Place(name=name, file=sites / f"{name}.py", saved=sites / "tests" / name)
    if place.file.exists():
        raise click.UsageError(f"{place.file} is there already; take another name, or: fieldsign sites doctor {name}")
    return place


def _given(pages: Sequence[str], folder: Path, *, render: bool) -> list[Looked]:
    """The pages, fetched or read, those without any text left out with a word about why."""
    urls = [one for one in pages if is_address(one)]
    found = {}
    if urls:
        workspace, config = opened(folder)
        found = {one.asked: one for one in fetched(workspace, config, urls, to_people(), render=render)}
    looked = [found.get(one) if is_address(one) else read_file(one) for one in pages]
    usable = [one for one in looked if one is not None and one.source is not None]
    if not usable:
        raise click.ClickException("no page could be read, so nothing was written. Try again, or give saved pages.")
    return usable


def _proposed(name: str, given: Sequence[Looked]) -> Proposal:
    saved = [SavedPage(url=one.url, body=one.source or "", status=one.status or 200) for one in given]
    known = {recognised(one.response(), families()) for one in given} - {None}
    try:
        proposal = propose(saved, name=name, family=known.pop() if len(known) == 1 else None, families=families())
    except ScaffoldError as error:
        raise click.ClickException(f"{error}. Nothing was written.") from error
    if not any(one.role is Role.LISTING for one in proposal.pages):
        lack = "none of the pages is a listing that is still there; give one or two that the index page links to"
        raise click.ClickException(f"{lack}. Nothing was written.")
    return proposal


def _written(place: Place, proposal: Proposal, given: Sequence[Looked]) -> dict[str, HtmlResponse]:
    """Write the site file, the scrubbed pages, what was read, and the page side by side; the pages by their names."""
    kept = _kept(proposal, given)
    told = keep_pages(proposal.site, place.saved, kept, datetime.now(UTC).replace(microsecond=0))
    place.beside.write_text(_beside(proposal, kept, told), encoding="utf-8")
    place.file.parent.mkdir(parents=True, exist_ok=True)
    place.file.write_text(source(proposal), encoding="utf-8")
    return kept


def _kept(proposal: Proposal, given: Sequence[Looked]) -> dict[str, HtmlResponse]:
    """One page of each role, scrubbed, at the address that the proposal found it to have."""
    kept: dict[str, HtmlResponse] = {}
    for one, looked in zip(proposal.pages, given, strict=True):
        body = scrub(looked.source or "").encode()
        response = HtmlResponse(one.url, status=looked.status or 200, body=body, encoding="utf-8")
        name = _name_of(proposal.site, one.role, response)
        if name:
            kept.setdefault(name, response)
    return kept


def _name_of(site: type[Site], role: Role, response: HtmlResponse) -> str:
    if role is Role.GONE:
        return "sold" if state_as_written(site, response)["outcome"] in ENDED else "gone"
    return "" if role is Role.UNKNOWN else str(role)


def _rows(proposal: Proposal, names: Sequence[str], read: dict[str, str]) -> Iterator[Row]:
    for name in names:
        part = proposal.parts.get(name)
        if part is not None:
            yield Row(
                name=name.removeprefix("fields."),
                selector=_selector(proposal, name, part),
                read=read.get(name, ""),
                state=f"{part.confidence}: {part.how}" if part.how else str(part.confidence),
                mark=MARKS[part.confidence],
            )


def _selector(proposal: Proposal, name: str, part: Part) -> str:
    """Where a part is read: of signs the selectors, and of what the file leaves out that of the family."""
    field = name.removeprefix("fields.")
    own = proposal.site.fields.get(field, "") if name.startswith("fields.") else getattr(proposal.site, name, "")
    value = own if part.value is None else part.value
    if name == "gone" and isinstance(value, Mapping):
        return ", ".join(selector for signs in value.values() for selector in signs)
    return value if isinstance(value, str) else ", ".join(map(str, value))


def _parts_of(name: str, proposal: Proposal) -> list[str]:
    if name in INDEXES:
        return list(INDEX_PARTS)
    if name != "listing":
        return ["gone", "wall"]
    blocks = [one for one in ("posts", "post_id") if one in proposal.parts]
    return [*blocks, *(f"fields.{one}" for one in proposal.fields)]


def _beside(proposal: Proposal, kept: dict[str, HtmlResponse], told: dict[str, Any]) -> str:
    found = sum(part.found for part in proposal.fields.values())
    roles = {one.url: one.why for one in proposal.pages}
    sections = [
        Section(
            title=f"{name}: {response.url}",
            about=roles.get(response.url, ""),
            page=response,
            rows=list(_rows(proposal, _parts_of(name, proposal), read_of(name, told[name]))),
        )
        for name, response in kept.items()
    ]
    about = f"{proposal.kind}; {found} of {len(proposal.fields)} fields found. Nothing is fetched again while you edit."
    return page(f"New site: {proposal.name}", about, sections, list(_notes(proposal, kept)), source(proposal))


def _notes(proposal: Proposal, kept: dict[str, HtmlResponse]) -> Iterator[tuple[str, str]]:
    for name in ("index", "listing"):
        if name not in kept:
            yield f"No {name} page is saved: give one, or the site cannot be checked.", "bad"
    gone = proposal.site.gone
    if not gone:
        yield (
            "No words are known for removed and sold. Without them an exit can only be “gone, no reason”. Save one page"
            " of each kind.",
            "bad",
        )
    if not proposal.site.empty:
        yield (
            "No sign is known for an empty result, so a search that finds nothing is taken for a broken page. Give such"
            " a page, or write `empty`.",
            "warn",
        )
    if proposal.fields.get("posted") and proposal.fields["posted"].found and not proposal.site.date_order:
        yield 'Day and month can be mixed up: say date_order = "DMY" if the site writes days first.', "warn"
    unsure = [key for key, part in proposal.parts.items() if part.confidence is Confidence.GUESS]
    if unsure:
        yield f"Guesses to look at: {', '.join(unsure)}.", "warn"
    yield from ((note, "warn") for note in proposal.notes)
    languages = ", ".join(proposal.site.languages)
    told = f"Languages: {languages} is what the pages say of themselves. Add those of the listings"
    yield f"{told}: they decide which words are searched for.", "warn"
    yield "Read the site's terms and robots.txt, and write into the class when you did.", "warn"


def _print(proposal: Proposal, place: Place) -> None:
    console = results()
    table = Table("part", "value", "read", "how sure", title=f"{proposal.name}: {proposal.kind}", title_justify="left")
    for name, part in proposal.parts.items():
        read = next(iter(part.read.values()), "")
        table.add_row(*map(Text, (name, _selector(proposal, name, part), read[:80], f"{part.confidence}: {part.how}")))
    console.print(table)
    for one in proposal.pages:
        console.print(Text(f"{one.role}: {one.url or 'no address'} ({one.why})"), soft_wrap=True)
    for path, what in ((place.file, "site file"), (place.saved, "saved pages"), (place.beside, "side by side")):
        console.print(Text(f"{what}: {path}"), soft_wrap=True)
    console.print("The site is red until you have compared what was read with the pages. Then:")
    where = "" if place.file.parent == ROOT / "spiders" else f" --workspace {place.file.parent.parent}"
    console.print(Text(f'  fieldsign sites check {proposal.name} --confirm "Your Name"{where}'), soft_wrap=True)


def _document(proposal: Proposal, place: Place, kept: dict[str, HtmlResponse]) -> dict[str, Any]:
    return {
        "site": proposal.name,
        "kind": proposal.kind,
        "file": str(place.file),
        "saved": str(place.saved),
        "side_by_side": str(place.beside),
        "pages": [{"url": one.url, "role": str(one.role), "why": one.why} for one in proposal.pages],
        "kept": {name: response.url for name, response in kept.items()},
        "parts": {
            name: {"value": part.value, "confidence": str(part.confidence), "how": part.how, "read": dict(part.read)}
            for name, part in proposal.parts.items()
        },
        "notes": [note for note, _ in _notes(proposal, kept)],
    }
