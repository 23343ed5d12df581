"""A proposal for a site whose software is known: the family's own selectors where they read the pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from crawler.declaration import DeclarationError
from crawler.declared_values import READ_FIELDS
from crawler.scaffold.details import LOOKED_AT
from crawler.scaffold.opened import key_of
from crawler.scaffold.pages import Roles
from crawler.scaffold.proposal import Confidence, Part, Proposal
from crawler.scaffold.trial import as_read, made
from crawler.site import Forum, Site

OWN = ("home", "hosts", "browse", "search", "languages", "expect", "currency", "date_order")
FEWEST = 2


def reads_all(family: type[Site], roles: Roles, name: str) -> bool:
    """Tell whether a family reads the index page and a title and a text on each listing page."""
    if roles.group is None or not roles.listings:
        return False
    try:
        site = made(family, name, {}, roles.group.page.url)()
    except DeclarationError:
        return False
    ids = {link.native_id for link in site.read_index(roles.group.page.response).links}
    if len(ids) < max(FEWEST, len(roles.group.ids) * 0.8):
        return False
    read = [site.read_listings(page.response, LOOKED_AT) for page in roles.listings]
    return all(found and found[0].title and (found[0].text or found[0].images) for found in read)


def as_family(family: type[Site], roles: Roles, shaped: Proposal) -> Proposal:
    """Return the proposal with the family as its base: only what the family does not read is taken from the shape."""
    parts = {key: part for key, part in shaped.parts.items() if key in OWN}
    parts["kind"] = Part(value=family.__name__, how="the software of the site is known", confidence=Confidence.SURE)
    address = (roles.index or roles.listings[0]).url
    if family.search and shaped.parts.get("search", Part()).value is None:
        parts["search"] = Part(how=f"the family {family.__name__}", confidence=Confidence.LIKELY)
    parts |= _as_the_family(family, parts)
    for key in _own_keys(family):
        parts[key] = _kept(family, key, roles, shaped, address)
    site = made(family, shaped.name, parts, address)
    return replace(shaped, base=family, site=site, parts=parts)


def _as_the_family(family: type[Site], parts: Mapping[str, Part]) -> dict[str, Part]:
    """Leave out addresses that the family has too: a site of it says its home alone."""
    home = str(parts["home"].value or "")
    same = Part(how=f"the family {family.__name__} has the same", confidence=Confidence.SURE)
    left: dict[str, Part] = {}
    for key in ("browse", "search"):
        value, known = parts.get(key, Part()).value, getattr(family, key, None)
        if value and known and home:
            said, theirs = ([one] if isinstance(one, str) else list(one) for one in (value, known))
            if list(map(_first_page, said)) == [_first_page(one.replace("{home}", home)) for one in theirs]:
                left[key] = same
    return left


def _first_page(template: str) -> str:
    """Return a template without the number of the page, for a first page may leave it out."""
    return re.sub(r"[?&][\w-]+=\{page\}$", "", template)


def _own_keys(family: type[Site]) -> list[str]:
    keys = ["links", "native_id", "next_page", "empty", *(f"fields.{name}" for name in READ_FIELDS)]
    return [*keys, *(["posts", "post_id"] if issubclass(family, Forum) else []), "gone", "wall", "promoted"]


def _kept(family: type[Site], key: str, roles: Roles, shaped: Proposal, address: str) -> Part:
    mine = shaped.parts.get(key, Part())
    basic = {name: shaped.parts[name] for name in OWN if name in shaped.parts}
    site = made(family, shaped.name, basic, address)()
    how = f"the family {family.__name__}"
    if key.startswith("fields."):
        read = {page.url: as_read(site.read_listings(page.response, LOOKED_AT), key[7:]) for page in roles.listings}
        read = {url: value for url, value in read.items() if value}
        if read or not mine.value or not _same_kind(family, shaped):
            return Part(how=how, confidence=Confidence.SURE if read else Confidence.NOT_FOUND, read=read)
        return mine
    return Part(how=how, confidence=Confidence.SURE) if _holds(family, site, key, roles) else mine


def _same_kind(family: type[Site], shaped: Proposal) -> bool:
    return issubclass(family, shaped.base)


def _holds(family: type[Site], site: Site, key: str, roles: Roles) -> bool:
    """Tell whether an attribute of the family reads the pages as their shape says that they are."""
    group = roles.group
    if group is None or key in ("gone", "wall", "promoted", "posts", "post_id"):
        return bool(getattr(family, key))
    read = site.read_index(group.page.response)
    if key == "next_page":
        return read.next_url is not None and key_of(read.next_url) != key_of(group.page.url)
    if key == "empty":
        return bool(family.empty) and not read.empty
    return len({link.native_id for link in read.links}) >= max(FEWEST, len(group.ids) * 0.8)
