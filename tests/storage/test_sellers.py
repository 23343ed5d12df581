from __future__ import annotations

import re

import pytest

from storage import sellers
from storage.errors import WorkspaceError
from storage.store import Store
from storage.workspace import Workspace
from tests.storage.samples import begin, capture, listing, match, pages


def keep(store: Store, number: int, seller: str | None) -> str | None:
    (page,) = pages(store, 1, number)
    store.record_captured(page, capture(number), [(listing(number, seller=seller), (match(),))], listings_seen=1)
    return next(iter(store.db["listings"].rows_where("native_id = ?", [str(number)])))["seller_code"]


def test_a_seller_has_one_code_in_a_workspace(store: Store) -> None:
    """The same name, however composed, has the same short code; no name, no code."""
    first = keep(store, 1, "José")
    assert first is not None
    assert re.fullmatch(r"s-[0-9A-HJKMNP-TV-Z]{5}", first)
    assert first == keep(store, 2, " Jose\u0301 ")
    assert first != keep(store, 3, "Maria")
    assert keep(store, 4, None) is None
    assert [row["name"] for row in store.db["sellers"].rows_where(order_by="name")] == ["José", "Maria"]


def test_codes_do_not_carry_over_to_another_workspace(store: Store, workspace: Workspace) -> None:
    other = Workspace.create(workspace.folder / "other")
    with Store.open(other) as elsewhere:
        assert keep(store, 1, "bob") != keep(elsewhere, 1, "bob")


def test_the_key_is_for_its_owner_only_and_stays(workspace: Workspace) -> None:
    Store.open(workspace).close()
    key = workspace.seller_key.read_bytes()
    assert workspace.seller_key.stat().st_mode & 0o777 == 0o600
    Store.open(workspace).close()
    assert key == workspace.seller_key.read_bytes()


def test_a_damaged_key_is_named(workspace: Workspace) -> None:
    workspace.seller_key.write_text("what?")
    with pytest.raises(WorkspaceError, match=r"seller\.key: not a seller key of 64 hex digits\. Restore this file"):
        Store.open(workspace)


def test_sellers_who_would_share_a_code_do_not(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """With codes of one digit to begin with, forty sellers still have forty codes."""
    monkeypatch.setattr(sellers, "SHORTEST", 1)
    begin(store)
    with store._writing() as (db, now):
        codes = {sellers.code_for(db, now, b"k" * 32, "example_classifieds", f"seller {n}") for n in range(40)}
        again = {sellers.code_for(db, now, b"k" * 32, "example_classifieds", f"seller {n}") for n in range(40)}
    assert len(codes) == 40
    assert codes == again
