"""Fixtures for whole sweeps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server import serving
from tests.sweep.programme import Programme


@pytest.fixture
def programme(tmp_path: Path) -> Iterator[Programme]:
    with serving() as server:
        yield Programme(tmp_path / "workspace", server)
