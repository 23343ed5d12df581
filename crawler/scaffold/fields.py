"""The parts that listing pages give: the fields, and for threads the posts, each with how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crawler.prices import read_price
from crawler.scaffold import details, naming
from crawler.scaffold.evidence import Elected, Seen, elect
from crawler.scaffold.posts import Posts
from crawler.scaffold.proposal import Confidence, Part, missing
from crawler.scaffold.trial import FROM_OPEN_GRAPH

LIMITS = {  # field: least points for a guess, for likely, for sure
    "title": (3.0, 3.8, 6.0),
    "text": (2.2, 3.6, 6.0),
    "price": (2.6, 3.3, 5.0),
    "seller": (2.4, 3.2, 5.0),
    "posted": (1.6, 2.6, 4.0),
    "place": (2.0, 3.2, 5.0),
    "images": (1.4, 2.4, 4.0),
}
IN_POSTS = {"text": (0.3, 1.5, 2.8), "seller": (1.4, 2.0, 3.5), "posted": (0.1, 1.2, 3.0), "images": (1.0, 2.4, 4.0)}
FINDERS = {
    "title": naming.titles,
    "text": naming.texts,
    "price": details.prices,
    "seller": details.sellers,
    "posted": details.dates,
    "place": details.places,
    "images": details.pictures,
}


def forum_parts(posts: Posts | None, seen: Sequence[Seen]) -> dict[str, Part]:
    """Return the posts of threads and the fields in them."""
    if posts is None or not seen:
        why = "no listing page was given" if not seen else "no repeated blocks with an author and a text were found"
        names = ("posts", "post_id", *(f"fields.{name}" for name in FINDERS))
        return {name: missing(why) for name in names}
    read = {one.page.url: f"{count} posts" for one, count in zip(seen, posts.counts, strict=True)}
    sure = Confidence.SURE if posts.points > 8.5 and posts.most > 1 else Confidence.LIKELY
    parts = {
        "posts": Part(value=posts.css, how="the repeated blocks with an author and a text", confidence=sure, read=read),
        "post_id": Part(value=posts.post_id, how="what is another number in each block", confidence=Confidence.SURE),
        "fields.title": _elected("title", seen),
    }
    blocks = [replace(one, root=block) for one in seen for block in one.page.tree.all(posts.css)[:5]]
    parts |= {f"fields.{name}": _elected(name, blocks) for name in ("text", "seller", "posted", "images")}
    return parts | {"fields.price": missing("no post has a line that is one price")}


def field_parts(seen: Sequence[Seen]) -> dict[str, Part]:
    """Return the fields of adverts."""
    if not seen:
        return {f"fields.{name}": missing("no listing page was given") for name in FINDERS}
    return {f"fields.{name}": _field(name, seen) for name in FINDERS}


def _field(name: str, seen: Sequence[Seen]) -> Part:
    part = _elected(name, seen)
    said = [getattr(one.said, name) for one in seen]
    if part.value and name == "price" and all(said) and not _agrees(part.value, seen):
        return Part(how="structured data", confidence=Confidence.SURE)
    if name == "images" and not part.found and _is_site_picture(seen):
        return missing("the picture that the pages name for sharing is the site's own")
    if all(said) and (not part.found or (part.confidence is Confidence.GUESS and name not in ("title", "text"))):
        if name == "title" and not any(one.said.is_item for one in seen):
            return Part(how=FROM_OPEN_GRAPH, confidence=Confidence.GUESS)
        confidence = Confidence.SURE if any(one.said.is_item for one in seen) or name == "price" else Confidence.LIKELY
        return Part(how="structured data", confidence=confidence)
    return part


def _agrees(field: str, seen: Sequence[Seen]) -> bool:
    """Tell whether a selector reads, on each page, the price that its structured data gives."""
    for one in seen:
        amount = read_price(one.said.price, machine=True).amount
        shown = [read_price(raw, languages=one.languages).amount for raw in one.page.tree.values(field)[:3]]
        if amount is not None and shown and amount not in shown:
            return False
    return True


def _is_site_picture(seen: Sequence[Seen]) -> bool:
    """Tell whether OpenGraph names the same picture for all pages, or one that is called a stand-in."""
    said = [one.said.images[0] for one in seen if one.said.images]
    same = len(said) > 1 and len(set(said)) == 1
    return bool(said) and (same or all(details.BAD_IMAGE.search(one) for one in said))


def _elected(name: str, seen: Sequence[Seen]) -> Part:
    in_post = bool(seen) and seen[0].is_block
    least, likely, sure = (IN_POSTS if in_post else LIMITS)[name]
    varied = name in ("title", "text") or (name == "seller" and len({one.page.url for one in seen}) > 1)
    elected = elect(
        seen, FINDERS[name], many=name == "images", varied=varied or (name == "seller" and len(seen) > 3), least=least
    )
    if elected is None:
        return missing(f"nothing on the pages says clearly enough that it is the {name}")
    confidence = _confidence(elected, likely, sure, len(seen))
    bare = elected.field.isalnum() and elected.field not in ("h1", "h2", "time", "article")
    alone = bare or (
        len({one.page.url for one in seen}) == 1 and "page's title" in elected.why and elected.points < sure
    )
    return Part(value=elected.field, how=elected.why, confidence=Confidence.GUESS if alone else confidence)


def _confidence(elected: Elected, likely: float, sure: float, count: int) -> Confidence:
    if elected.points >= sure and elected.share > 0.9 and (count > 1 or elected.points >= sure + 1):
        return Confidence.SURE
    return Confidence.LIKELY if elected.points >= likely and elected.share > 0.6 else Confidence.GUESS
