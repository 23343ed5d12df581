"""Site files are found in the project and in a workspace; a broken one is named and hides nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from crawler.loading import SiteFileError, load_sites
from crawler.settings import Config, SiteSettings

SITE = """from crawler.site import Marketplace


class Shop(Marketplace):
    \"\"\"A shop.\"\"\"

    name = "{name}"
    home = "https://shop.example/"
    browse = ["https://shop.example/"]
    languages = ["en"]
    expect = (1, 2)
    links = "{links}"
    native_id = r"/ad/(\\d+)"
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "sites").mkdir()
    return tmp_path


def write(workspace: Path, file: str, *, name: str = "shop", links: str = "a.ad", text: str | None = None) -> Path:
    path = workspace / "sites" / file
    path.write_text(SITE.format(name=name, links=links) if text is None else text, encoding="utf-8")
    return path


def test_sites_of_project_and_workspace_are_found(workspace: Path) -> None:
    """A file of a workspace may have any name: json.py shadows nothing."""
    write(workspace, "json.py")
    sites = load_sites(Config(folder=workspace))
    assert {"shop", "oscar_testbed", "spirit_testbed"} <= set(sites)
    assert () == sites.faults
    assert not Path(str(sys.modules["json"].__file__)).is_relative_to(workspace)


def test_two_workspaces_may_name_their_files_alike(tmp_path: Path) -> None:
    homes = []
    for number in (1, 2):
        folder = tmp_path / str(number)
        (folder / "sites").mkdir(parents=True)
        write(folder, "shop.py", links=f"a.ad{number}")
        homes.append(load_sites(Config(folder=folder))["shop"].links)
    assert ["a.ad1", "a.ad2"] == homes


@pytest.mark.parametrize(
    ("changes", "line", "message"),
    [
        ({"links": "a..ad"}, 12, "Shop.links: 'a..ad' is not a CSS selector"),
        ({"text": "class Shop(:\n"}, 1, "not Python"),
        ({"text": "import json\n\nx = 1 / 0\n"}, 3, "ZeroDivisionError"),
        ({"text": "from nowhere import x\n"}, 1, "ModuleNotFoundError"),
    ],
)
def test_a_broken_file_is_named_with_its_line_and_hides_nothing(
    workspace: Path, changes: dict[str, str], line: int, message: str
) -> None:
    broken = write(workspace, "broken.py", **changes)
    write(workspace, "good.py", name="good")
    sites = load_sites(Config(folder=workspace))
    (fault,) = sites.faults
    assert (broken, line) == (fault.path, fault.line)
    assert message in fault.message
    assert "good" in sites
    with pytest.raises(SiteFileError, match=f"broken.py:{line}: "):
        sites["broken"]


def test_a_name_used_twice_belongs_to_nobody(workspace: Path) -> None:
    """Which file was meant is not guessed."""
    write(workspace, "one.py")
    write(workspace, "two.py")
    sites = load_sites(Config(folder=workspace))
    with pytest.raises(SiteFileError, match=r"two.py:7: the name `shop` is also used in .*one.py"):
        sites["shop"]


def test_an_unknown_site_is_answered_with_the_nearest_name(workspace: Path) -> None:
    with pytest.raises(SiteFileError, match=r"there is no site 'oscar_testbd': did you mean oscar_testbed\?"):
        load_sites(Config(folder=workspace))["oscar_testbd"]


def test_the_workspace_may_move_a_site(workspace: Path) -> None:
    settings = {"oscar_testbed": SiteSettings(home="http://127.0.0.1:9999/")}
    site = load_sites(Config(folder=workspace, sites=settings))["oscar_testbed"]
    assert frozenset({"127.0.0.1:9999"}) == site.allowed_hosts
