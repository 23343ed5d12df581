"""`fieldsign init`: make a workspace."""

from __future__ import annotations

from pathlib import Path

import click

from storage.errors import WorkspaceError, explained
from storage.store import Store
from storage.workspace import Workspace

SETTINGS = """\
# Settings of one monitoring programme. Lines that begin with # are off; the values on them are the defaults.
# Times are in seconds and sizes in bytes. Every key is described in docs/operate.md.

# Needed before a real site is swept: an address where its owner reaches a person. It is sent with every request.
# contact = "you@example.org"

# Manners. A site's own Crawl-delay and Retry-After count for more when they are longer.
# delay = 5.0                  # between two pages of one host; not under 1.0
# max_crawl_delay = 120.0      # a site that asks for more is left for another day
# max_retry_after = 600.0      # a site that asks for a longer rest is left for the next sweep

# How much of a site one sweep looks at.
# page_budget = 500            # pages at most
# index_pages = 5              # pages of results for each query or category
# listings_per_index = 100     # listings drawn from each of them
# audit_rate = 0.0             # share of unmatched listings kept as text, to estimate what is missed

# Deadlines.
# timeout = 30.0               # one request
# page_deadline = 60.0         # one page in the browser
# sweep_deadline = 3600.0      # one sweep

# The browser: the path of a Chromium, if it is not where it is looked for. See: fieldsign doctor
# browser = "/usr/bin/chromium"
# pages_at_once = 2
# recycle_after = 50           # pages until a browser page is made anew
# blocked_hosts = []           # what pages may not load, such as "ads.example"

# Private or loopback hosts that may be fetched all the same, as "host" or "host:port".
# allowed_hosts = []

# More rule packs: folders, from here. Rules in `packs/` of this workspace are always read, and last.
# packs = ["/path/to/shared-packs"]

# Screenshots.
# [capture]
# deadline = 45.0              # for the whole of one capture
# max_height = 12000           # pixels of page; what is below is cut and said so
# jpeg_quality = 80

# What this programme wants from one site.
# [sites.example_classifieds]
# queries = ["ivory", "象牙"]

# A plan fixes what is sampled, so that a share of suspects can be told: docs/plan-a-sweep.md.
# [plans.ivory_weekly]
# sites = ["example_classifieds"]
# queries = ["ivory", "象牙"]
# pages = 12                   # result pages looked at of each query and category ...
# depth = 60                   # ... out of its first 60
# listings = 20                # listings drawn from each of them
# every = "7d"

# When `fieldsign serve` sweeps: cron (minute hour day month weekday) or every ("30min", "6h", "1d").
# [timetables.nightly]
# sites = ["example_classifieds"]
# cron = "30 2 * * *"
# zone = "Europe/London"
"""


@click.command(
    epilog="\b\nExample:\n  fieldsign init ~/ivory-watch",
    short_help="Make a workspace: settings, database, evidence folder.",
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make a workspace in DIR: commented settings, database, evidence folder, sites/ and packs/.

    What is there already stays as it is. A folder with foreign files in it is refused.
    """
    workspace = made(folder)
    click.echo(f"Workspace: {workspace.folder}")
    click.echo(f"Settings:  {workspace.settings_file}")
    click.echo(f"Database:  {workspace.database}")
    click.echo("\nNext:")
    click.echo(f"  1. write your contact address into {workspace.settings_file.name}")
    click.echo(f"  2. put a site file into {workspace.sites} (docs/add-a-site.md)")
    click.echo(f"  3. fieldsign sweep SITE --workspace {folder}")


def made(folder: Path, settings: str = SETTINGS, *, practice: bool = False) -> Workspace:
    """The workspace in `folder`, made if need be, with its database. Raises StorageError."""
    _refuse_foreign(folder)
    workspace = Workspace.create(folder, settings)
    with Store.open(workspace, practice=practice):
        return workspace


def _refuse_foreign(folder: Path) -> None:
    folder = folder.expanduser().resolve()
    with explained(folder):
        inside = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    if inside and "fieldsign.toml" not in inside:
        what = f"has other files in it ({', '.join(inside[:3])}{', ...' if len(inside) > 3 else ''})"
        raise WorkspaceError(what, folder, "Name an empty or a new folder.")
