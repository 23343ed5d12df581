"""From given pages to a proposal: each part is looked for, the class is made of them, and what it reads is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from crawler.declaration import DeclarationError
from crawler.declared_values import NAME
from crawler.scaffold.addresses import IdPattern, id_pattern
from crawler.scaffold.evidence import Seen
from crawler.scaffold.familiar import as_family, reads_all
from crawler.scaffold.fields import field_parts, forum_parts
from crawler.scaffold.kinds import kind_of
from crawler.scaffold.link_selector import links_selector
from crawler.scaffold.links import Group, cards_of
from crawler.scaffold.opened import Opened
from crawler.scaffold.pages import Roles, roles_of
from crawler.scaffold.paging import next_page
from crawler.scaffold.posts import find_posts
from crawler.scaffold.proposal import Confidence, Part, Proposal, SavedPage, ScaffoldError, missing
from crawler.scaffold.signs import empty_part, gone_part, promoted_part, wall_part
from crawler.scaffold.templates import browse_template, search_template
from crawler.scaffold.tongues import currency_of, date_order_of, languages_of
from crawler.scaffold.trial import Trial, made
from crawler.site import Forum, Site
from crawler.structured import read_structured

LONGEST_CHANCE = 12
LIKELY_SCORE = 7
WANTED = frozenset(("title", "text", "price", "seller", "place", "posted", "images"))


def propose(
    pages: Sequence[SavedPage],
    *,
    name: str,
    family: type[Site] | None = None,
    families: Sequence[type[Site]] = (),
    without_index: bool = False,
) -> Proposal:
    """Return a declaration for the site of the given pages, with how each part was found and how sure it is.

    `family` is the platform software of the site, if it was recognised; otherwise the first of `families` that reads
    the pages is taken. `without_index` takes listings alone, and leaves what an index page would tell as not found.
    Raises ScaffoldError when the pages are not those of one site, or no index page can be told among them.
    """
    if not NAME.fullmatch(name):
        raise ScaffoldError(f"{name!r} is not a name: use small letters, digits and _, such as example_classifieds")
    roles = roles_of(pages, without_index=without_index)
    try:
        return _proposed(roles, name, family or _reading_family(roles, families, name))
    except DeclarationError as error:
        said = str(error).replace("\n", "; ")[:200]
        raise ScaffoldError(f"what the pages show makes no valid site ({said}): write its file by hand") from error


def _proposed(roles: Roles, name: str, family: type[Site] | None) -> Proposal:
    shaped = _shaped(roles, name)
    if family is None:
        return shaped
    return as_family(family, roles, shaped)


def _reading_family(roles: Roles, families: Sequence[type[Site]], name: str) -> type[Site] | None:
    return next((family for family in families if reads_all(family, roles, name)), None)


def _shaped(roles: Roles, name: str) -> Proposal:
    url = (roles.index or roles.listings[0]).url
    languages = languages_of([*roles.listings, *([roles.index] if roles.index else [])])
    pattern = roles.group.pattern if roles.group else _pattern_alone(roles.listings)
    distinct = _distinct(roles.listings)
    seen = tuple(_seen(page, pattern, roles, tuple(languages.value or ())) for page in distinct)
    posts = find_posts(distinct) if distinct else None
    kind, told = kind_of(roles, posts, seen)
    parts = {"kind": told, "languages": languages, **_index_parts(roles)}
    parts["native_id"] = _id_part(pattern, roles.group, roles.listings)
    parts |= forum_parts(posts, seen) if kind is Forum else field_parts(seen)
    parts |= {"gone": gone_part(roles.gone, roles.listings), "wall": wall_part(roles.wall, roles.listings)}
    parts |= {"currency": _currency(url, parts, seen), "date_order": _date_order(parts, seen)}
    parts, notes = Trial(base=kind, name=name, roles=roles, parts=parts, seen=seen).tried()
    site = made(kind, name, parts, url)
    return Proposal(name=name, base=kind, site=site, pages=roles.given, parts=parts, notes=notes)


def _distinct(pages: Sequence[Opened]) -> tuple[Opened, ...]:
    """Leave out pages of adverts that were posted twice: what both say would be taken for the words of the site."""
    kept: list[tuple[Opened, set[str]]] = []
    for page in pages:
        lines = set(page.plain.split("\n"))
        if not any(page.title == other.title and _alike(lines, known) for other, known in kept):
            kept.append((page, lines))
    return tuple(page for page, _ in kept)


def _alike(first: set[str], second: set[str]) -> bool:
    return all(len(line) <= LONGEST_CHANCE for line in first ^ second)


def _index_parts(roles: Roles) -> dict[str, Part]:
    group = roles.group
    home = _home(roles.listings[0].url if group is None else group.page.url)
    if group is None:
        why = "no index page was given: give a page of results or a category"
        names = ("links", "next_page", "browse", "search", "expect", "promoted", "empty")
        return {"home": home} | {name: missing(why) for name in names}
    following, url = next_page(group)
    browse = browse_template(group.page, url)
    parts = {
        "home": home,
        "browse": browse,
        "search": search_template(group.page, browse.value[0]),
        "links": _links_part(group),
        "next_page": following,
        "expect": _expect(group),
        "promoted": promoted_part(group),
        "empty": empty_part(roles.empty, group.page),
    }
    if "{query}" in str(parts["search"].value) and "index page, which" in parts["search"].how:
        parts["browse"] = missing("the index page is a search: its address stands there; give a category to browse")
    return parts | _hosts(group, roles)


def _home(url: str) -> Part:
    parts = urlsplit(url)
    if not parts.netloc:
        return missing("no page says its address: write the address of the site")
    return Part(value=f"{parts.scheme}://{parts.netloc}/", how="the address of the pages", confidence=Confidence.SURE)


def _hosts(group: Group, roles: Roles) -> dict[str, Part]:
    own = urlsplit(group.page.url).netloc.lower()
    others = {urlsplit(url).netloc.lower() for url in (*group.ids.values(), *(page.url for page in roles.listings))} - {
        own
    }
    if not others:
        return {}
    how = "listings are on further hosts than the index page"
    return {"hosts": Part(value=sorted(others), how=how, confidence=Confidence.SURE)}


def _links_part(group: Group) -> Part:
    found = links_selector(group)
    if found is None or found[1]:
        return missing("listings are linked, but no simple selector gives all of their links")
    css, _, more = found
    how = f"the simplest selector whose links are the {len(group.ids)} listings of the index page"
    if more:
        return Part(value=css, how=f"{how}, and {more} others", confidence=Confidence.GUESS)
    left = _left_out(group)
    if left:
        how = f"{how}; {left} more addresses of the page have an id and are left out"
    if left > len(group.ids):
        return Part(value=css, how=how, confidence=Confidence.GUESS)
    sure = group.support > 1 and not left
    likely = group.support > 0 or (group.score > LIKELY_SCORE and group.pattern.is_number)
    return Part(
        value=css, how=how, confidence=Confidence.SURE if sure else Confidence.LIKELY if likely else Confidence.GUESS
    )


def _left_out(group: Group) -> int:
    """Return how many addresses in the content of the index page have an id but are not among its listings."""
    page = group.page
    others = {group.pattern.id_in(one.url) for one in page.anchors if one.text and not page.frame(one.element)}
    return len(others - {None} - group.ids.keys())


def _expect(group: Group) -> Part:
    count = len(group.ids)
    return Part(
        value=(max(1, count // 2), count * 10),
        how=f"the index page shows {count}; from half of that to ten such pages",
        confidence=Confidence.GUESS,
        read={group.page.url: str(count)},
    )


def _pattern_alone(listings: Sequence[Opened]) -> IdPattern | None:
    others = [anchor.url for page in listings for anchor in page.anchors][:300]
    return id_pattern([page.url for page in listings if page.url.startswith("http")], others=others)


def _id_part(pattern: IdPattern | None, group: Group | None, listings: Sequence[Opened]) -> Part:
    if pattern is None:
        return missing("the addresses of the listings have no part in common that tells them apart")
    read = {page.url: pattern.id_in(page.url) or "" for page in listings}
    if not pattern.is_number:
        how, confidence = (
            "the words of the address, for it has no number",
            Confidence.LIKELY if group and group.support else Confidence.GUESS,
        )
    elif group is None:
        how = "the number in the addresses of the listings"
        confidence = Confidence.LIKELY if len(listings) > 1 else Confidence.GUESS
    else:
        how = f"the number that tells {len(group.ids)} addresses apart"
        confidence = Confidence.SURE if group.support > 1 and not _left_out(group) else Confidence.LIKELY
    return Part(value=pattern.regex, how=how, confidence=confidence, read=read)


def _seen(page: Opened, pattern: IdPattern | None, roles: Roles, languages: tuple[str, ...]) -> Seen:
    own = pattern.id_in(page.url) if pattern else None
    said = read_structured(
        page.tree, WANTED, is_ours=lambda url: bool(own) and pattern is not None and pattern.id_in(url) == own
    )
    links, card = _on_index(roles.group, own)
    others = [one for one in (*_distinct(roles.listings), *([roles.index] if roles.index else [])) if one is not page]
    shown = {line for one in others for line in one.plain.split("\n")} - {" ".join(text.split()) for text in links}
    lines = frozenset(shown)
    return Seen(
        page=page,
        root=page.tree.root,
        links=links,
        card=card,
        said=said,
        lines=lines,
        titles=tuple(one.title for one in others if one.title != page.title),
        beside=sum(one is not roles.index for one in others),
        languages=languages,
    )


def _on_index(group: Group | None, own: str | None) -> tuple[tuple[str, ...], str]:
    """Return what the index page calls a listing, and what stands around its link there."""
    if group is None or own is None:
        return (), ""
    anchors = [one for one in group.page.anchors if group.pattern.id_in(one.url) == own]
    cards = cards_of(group.anchors)
    card = next((group.page.line(cards[one]) for one in group.anchors if one in anchors), "")
    return tuple(dict.fromkeys(one.text for one in anchors if one.text)), card[:2000]


def _date_order(parts: Mapping[str, Part], seen: Sequence[Seen]) -> Part:
    part, posts = parts.get("fields.posted"), parts.get("posts")
    if part is None or not part.value:
        return missing("no dates were found")
    blocks = [(one, block) for one in seen for block in (one.page.tree.all(posts.value) if posts else [None])]
    return date_order_of([raw for one, block in blocks for raw in one.page.tree.values(part.value, block)[:1]])


def _currency(url: str, parts: Mapping[str, Part], seen: Sequence[Seen]) -> Part:
    raws: list[str] = []
    part = parts.get("fields.price")
    if part and part.value:
        raws = [raw for one in seen for raw in one.page.tree.values(part.value)[:2]]
    structured = [one.said.currency for one in seen if one.said.currency]
    if not seen:
        return missing("no listing page was given")
    return currency_of(url, raws, structured)
