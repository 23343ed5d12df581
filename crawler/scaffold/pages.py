"""Which of the given pages is the index, which are listings, and which are empty, gone or behind a login."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.failures import GONE
from crawler.scaffold.links import FEWEST, Group, best_group, is_login
from crawler.scaffold.opened import Opened, class_words, key_of, opened, readdressed, site_of
from crawler.scaffold.proposal import GivenPage, Role, SavedPage, ScaffoldError
from crawler.scaffold.shapes import shape_of
from crawler.scaffold.words import EMPTY_WORDS, GONE_WORDS, WALL_WORDS

SAVED_FROM = re.compile(r"saved from url=\(\d+\)(https?://\S+)")
LOGIN_WORDS = re.compile(r"log ?in|sign ?in|anmeld|connexion|iniciar|entrar|вход|登录|ログイン", re.IGNORECASE)
MAX_NOTICE = 200
LEAST_ALONE, LEAST_BESIDE = 5.5, 8.0
TOO_FEW = 8.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Roles:
    """The pages by what they are. `group` is None when no index was given."""

    listings: tuple[Opened, ...]
    group: Group | None = None
    empty: Opened | None = None
    gone: Opened | None = None
    wall: Opened | None = None
    given: tuple[GivenPage, ...] = ()

    @property
    def index(self) -> Opened | None:
        """Return the index page, None when none was given."""
        return self.group.page if self.group else None


def roles_of(saved: Sequence[SavedPage], *, without_index: bool = False) -> Roles:
    """Return the given pages by their roles; raises ScaffoldError when they are no pages of one site to be told."""
    if not saved:
        raise ScaffoldError("no pages were given: give an index page and two or more listings of the site")
    pages = [_addressed(opened(one, number)) for number, one in enumerate(saved, 1)]
    _check_shells(pages)
    placed = [page for page in pages if page.url.startswith("http")]
    _check_one_site(placed)
    group = _index_of(placed)
    if without_index and group is not None and not group.support:
        group = None
    if group is None:
        return _listings_only(pages) if without_index else _no_index(pages)
    return _told(group, [page if page in placed else _by_title(page, group) for page in pages])


def _addressed(page: Opened) -> Opened:
    if page.url.startswith(("http://", "https://")):
        return page
    found = next(filter(None, _own_addresses(page)), "")
    return readdressed(page, found) if found else page


def _own_addresses(page: Opened) -> Iterator[str]:
    """Yield the addresses that a page saved to a file says of itself."""
    saved = SAVED_FROM.search(page.tree.source[:3000])
    if saved:
        yield saved[1]
    for css, attribute in (("link[rel=canonical]", "href"), ("meta[property='og:url']", "content"), ("base", "href")):
        for element in page.tree.all(css):
            value = (element.get(attribute) or "").strip()
            if value.startswith(("http://", "https://")):
                yield value


def _check_shells(pages: Sequence[Opened]) -> None:
    for page in pages:
        if page.status < 300 and page.is_shell:
            raise ScaffoldError(
                f"{page.url} is an empty page that a script is to fill: it needs the browser, so give its source "
                "as the browser shows it"
            )


def _check_one_site(pages: Sequence[Opened]) -> None:
    sites = Counter(site_of(page.url) for page in pages)
    if len(sites) > 1:
        (usual, _), *others = sites.most_common()
        odd = next(page.url for page in pages if site_of(page.url) == others[0][0])
        raise ScaffoldError(
            f"the pages are of different sites: {odd} is not of {usual}; give pages of one site at a time"
        )


def _index_of(pages: Sequence[Opened]) -> Group | None:
    """Return the links to listings on the page that is most likely an index of the others."""
    best: tuple[float, Group] | None = None
    for page in pages:
        others = [one.url for one in pages if one is not page]
        group = best_group(page, others, _everywhere(page, pages)) if page.status < 300 else None
        if group is None or (not group.support and not _stands_alone(group, pages)):
            continue
        score = group.score + 4 * group.support - (TOO_FEW if len(group.ids) < FEWEST else 0.0)
        if best is None or score > best[0]:
            best = (score, group)
    return best[1] if best else None


def _everywhere(page: Opened, pages: Sequence[Opened]) -> set[str]:
    """Return what the pages of other kinds than this one link to."""
    kind = shape_of(page.url, 1)
    return {anchor.key for one in pages if shape_of(one.url, 1) != kind for anchor in one.anchors}


def _stands_alone(group: Group, pages: Sequence[Opened]) -> bool:
    """Tell whether a page is an index though no other given page is one of those that it links to."""
    kinds = [shape_of(one.url, 1) for one in pages if one is not group.page]
    return shape_of(group.page.url, 1) not in kinds and group.score >= (LEAST_ALONE if not kinds else LEAST_BESIDE)


def _by_title(page: Opened, group: Group) -> Opened:
    """Return a page without an address at that of the index link that says its title."""
    said = {_folded(one) for one in (page.meta("og:title"), *map(page.line, page.tree.all("h1"))) if one}
    whole = _folded(page.title)
    for anchor in group.page.anchors:
        text = _folded(anchor.text)
        if group.pattern.id_in(anchor.url) and len(text) > 3 and (text in said or whole.startswith(text)):
            return readdressed(page, anchor.url)
    return page


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _told(group: Group, pages: Sequence[Opened]) -> Roles:
    found: dict[Role, list[Opened]] = {role: [] for role in Role}
    given: list[GivenPage] = []
    texts = [page for page in pages if group.pattern.id_in(page.url)]
    for page in pages:
        role, why = _role(page, group, texts)
        found[role].append(page)
        given.append(GivenPage(url=page.url, role=role, why=why))
    _check_ids(group, found[Role.LISTING])
    firsts = {role: next(iter(found[role]), None) for role in (Role.EMPTY, Role.GONE, Role.WALL)}
    return Roles(
        listings=tuple(found[Role.LISTING]),
        group=group,
        empty=firsts[Role.EMPTY],
        gone=firsts[Role.GONE],
        wall=firsts[Role.WALL],
        given=tuple(given),
    )


def _role(page: Opened, group: Group, listings: Sequence[Opened]) -> tuple[Role, str]:
    if key_of(page.url) == key_of(group.page.url):
        return Role.INDEX, f"{len(group.ids)} links of one kind lead from it to pages like the others"
    if page.status in GONE:
        return Role.GONE, f"it was answered with status {page.status}"
    if _is_wall(page, group):
        return Role.WALL, "it asks for a login"
    if group.pattern.id_in(page.url):
        notice = gone_notice(page)
        alone = len(listings) < 2 and _is_named(page, group)
        if (
            notice
            and not alone
            and all(notice[0] != (gone_notice(one) or ("",))[0] for one in listings if one is not page)
        ):
            return Role.GONE, f"it says: {notice[0]}"
        return Role.LISTING, "its address has the form of the links on the index page"
    links = {group.pattern.id_in(anchor.url) for anchor in page.anchors} - {None}
    if len(links) * 2 < len(group.ids) and any(map(EMPTY_WORDS.search, page.plain.split("\n"))):
        return Role.EMPTY, "it says that nothing was found"
    if len(links) * 2 >= len(group.ids):
        return Role.INDEX, "it links to listings as the index page does; the other one is used"
    return Role.UNKNOWN, "it is neither in the form of a listing's address nor does it link to many"


def _is_named(page: Opened, group: Group) -> bool:
    """Tell whether a page shows the words by which the index page links to it, or a heading that is its title."""
    own = group.pattern.id_in(page.url)
    words = {_folded(one.text) for one in group.page.anchors if own and group.pattern.id_in(one.url) == own}
    if any(len(text) > 3 and text in _folded(page.plain) for text in words):
        return True
    headings = {_folded(page.line(one)) for one in (*page.tree.all("h1"), *page.tree.all("h2"))}
    asking = [text for text in headings if WALL_WORDS.search(text) or LOGIN_WORDS.search(text)]
    return bool(own) and not asking and any(len(text) > 9 and _folded(page.title).startswith(text) for text in headings)


def _is_wall(page: Opened, group: Group) -> bool:
    """Tell whether a page asks for a login and shows nothing else; a short listing may do so beside its text."""
    most = 400 if group.pattern.id_in(page.url) else 1500
    asks = bool(WALL_WORDS.search(page.plain)) and page.size(page.tree.root) < most
    return not _is_named(page, group) and (asks or (is_login(page) and not group.pattern.id_in(page.url)))


def gone_notice(page: Opened) -> tuple[str, str] | None:
    """Return the notice by which a page says that its listing is gone, with the outcome; None without one."""
    small = page.size(page.tree.root) < 600
    for outcome, words in GONE_WORDS.items():
        for element in page.elements:
            if not 3 < page.size(element) <= MAX_NOTICE or (element.tag == "title" and not small):
                continue
            if words.search(page.line(element)) and (_is_notice(element) or small) and not page.frame(element):
                return page.line(element), outcome
    return None


def _is_notice(element: object) -> bool:
    words = class_words(element)
    return bool(words & {"notice", "alert", "warning", "error", "status", "sold", "flash", "expired", "unavailable"})


def _check_ids(group: Group, listings: Sequence[Opened]) -> None:
    seen: dict[str | None, str] = {}
    for page in listings:
        one = group.pattern.id_in(page.url)
        if one in seen:
            raise ScaffoldError(
                f"{seen[one]} and {page.url} are one listing, number {one}: give pages of different listings"
            )
        seen[one] = page.url


def _listings_only(pages: Sequence[Opened]) -> Roles:
    for page in pages:
        _check_useful(page)
    why = "no index page was given; it is taken for a listing"
    given = tuple(GivenPage(url=page.url, role=Role.LISTING, why=why) for page in pages)
    return Roles(listings=tuple(pages), given=given)


def _no_index(pages: Sequence[Opened]) -> Roles:
    for page in pages:
        _check_useful(page)
    lost = next((page for page in pages if not page.url.startswith("http")), None)
    if lost is not None:
        raise ScaffoldError(f"{lost.url}: the page does not say its address; give the address with the file")
    raise ScaffoldError(
        f"{pages[0].url}: no index page can be told, for no page repeats links of one kind to the others; give a page "
        "of results or a category"
    )


def _check_useful(page: Opened) -> None:
    if is_login(page):
        raise ScaffoldError(f"{page.url} asks for a login: only pages that anyone can see are watched; give another")
    fields = "input[type=search], form input[name=q], form[role=search] input, form[method=get] input[type=text]"
    if page.tree.all(fields) and page.size(page.tree.root) < 800:
        raise ScaffoldError(
            f"{page.url} is a search form only: search for something and give the page with the results"
        )
