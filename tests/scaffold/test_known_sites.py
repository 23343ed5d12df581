"""Sites whose truth is known: the saved pages of other people's software, and our practice sites."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import HtmlResponse

from crawler.scaffold import Proposal, SavedPage, ScaffoldError, propose
from crawler.site import Site
from spiders.families.django_classified import DjangoClassified
from spiders.families.django_machina import DjangoMachina
from spiders.families.django_oscar import DjangoOscar
from spiders.families.django_spirit import DjangoSpirit
from tests.served.serving import answer

SITES = Path(__file__).parent.parent / "sites"
FAMILIES: dict[str, type[Site]] = {
    "oscar": DjangoOscar,
    "classified": DjangoClassified,
    "machina": DjangoMachina,
    "spirit": DjangoSpirit,
}
SERVED = "http://127.0.0.1:8765"


def told(name: str) -> dict[str, Any]:
    """What a person read on the saved pages of a site."""
    said: dict[str, Any] = json.loads((SITES / f"{name}_testbed" / "expected.json").read_text(encoding="utf-8"))
    return said


def saved(name: str) -> list[SavedPage]:
    """The saved pages of a site, without a word on what they are."""
    folder = SITES / f"{name}_testbed"
    kinds = [kind for kind in ("listing", "index", "empty") if (folder / f"{kind}.html").exists()]
    return [SavedPage(url=told(name)[kind]["url"], body=(folder / f"{kind}.html").read_bytes()) for kind in kinds]


def served(*paths: str) -> list[SavedPage]:
    """Pages of the practice sites."""
    answers = [(path, answer(path)) for path in paths]
    return [SavedPage(url=SERVED + path, body=body, status=status) for path, (status, _, body) in answers]


def proposed(name: str, **more: Any) -> Proposal:
    return propose(saved(name), name=f"{name}_example", **more)


def index_of(name: str) -> HtmlResponse:
    body = (SITES / f"{name}_testbed" / "index.html").read_bytes()
    return HtmlResponse(told(name)["index"]["url"], body=body, encoding="utf-8")


@pytest.mark.parametrize("name", FAMILIES)
def test_the_index_of_a_site_nobody_has_seen_is_read(name: str) -> None:
    """Links in order, ids and next page are those that a person saw."""
    page = proposed(name).site().read_index(index_of(name))
    assert told(name)["index"]["links"] == [link.url for link in page.links]
    assert told(name)["index"]["next_url"] == page.next_url


@pytest.mark.parametrize("name", FAMILIES)
def test_its_listing_is_read(name: str) -> None:
    """What is proposed for a listing is what stands there; what is not proposed says why."""
    proposal = proposed(name)
    truth = told(name)["listing"]["listings"][0]
    read = {key: next(iter(part.read.values()), "") for key, part in proposal.fields.items() if part.found}
    assert truth["title"] == read["title"]
    assert read["text"].startswith(truth["text"].split("\n")[0][:60])
    assert (truth["seller"] or "") == read.get("seller", truth["seller"] or "")
    assert truth["price"][0].rstrip("0").rstrip(".") in read["price"]
    assert all(part.how for part in proposal.parts.values())


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_is_taken_where_it_reads_the_pages(name: str) -> None:
    """Given or found among families, its own selectors stay, and the file holds only what the site adds."""
    family = FAMILIES[name]
    for proposal in (proposed(name, family=family), proposed(name, families=list(FAMILIES.values()))):
        assert family is proposal.base
        page = proposal.site().read_index(index_of(name))
        assert told(name)["index"]["links"] == [link.url for link in page.links]
        assert proposal.parts["links"].value is None
        assert "the family" in proposal.parts["fields.title"].how


def test_a_family_that_does_not_read_the_pages_gives_way_to_their_shape() -> None:
    """A site may have changed the templates of its software."""
    proposal = proposed("oscar", family=DjangoSpirit)
    page = proposal.site().read_index(index_of("oscar"))
    assert told("oscar")["index"]["links"] == [link.url for link in page.links]


def test_the_practice_market_is_read() -> None:
    pages = served("/market/", "/market/item/101", "/market/item/102", "/market/item/103")
    proposal = propose(pages, name="practice")
    assert [f"{SERVED}/market/?page={{page}}"] == proposal.parts["browse"].value
    assert {"title", "text", "price", "seller", "posted"} <= {
        key for key, part in proposal.fields.items() if part.found
    }
    assert "340 GBP" == proposal.fields["price"].read[f"{SERVED}/market/item/101"]


def test_the_practice_forum_is_read() -> None:
    pages = served("/forum/thread/1", "/forum/thread/2", "/forum/")
    proposal = propose(pages, name="practice")
    assert ("Forum", "article.post") == (proposal.kind, proposal.parts["posts"].value)
    assert f"{SERVED}/forum/user/harbour" == proposal.fields["seller"].read[f"{SERVED}/forum/thread/1"]


def test_the_practice_bazaar_is_known_for_a_shell() -> None:
    with pytest.raises(ScaffoldError, match="needs the browser"):
        propose(served("/bazaar/", "/bazaar/item/1"), name="practice")


def test_an_advert_that_the_platform_removed_gives_the_words_for_it() -> None:
    from tests.served.adverts import BY_STAFF

    pages = served("/market/", "/market/item/101", "/market/item/102", f"/market/item/{BY_STAFF}")
    assert {"removed_by_platform"} == set(propose(pages, name="practice").parts["gone"].value)
