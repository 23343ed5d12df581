"""The command line: `fieldsign COMMAND`."""

from __future__ import annotations

import click

from fieldsign.demo import demo
from fieldsign.doctor import doctor
from fieldsign.init import init
from fieldsign.options import Front
from fieldsign.rule_packs import rules
from fieldsign.sampling_plans import plans
from fieldsign.serve import serve
from fieldsign.site_files import sites
from fieldsign.status import status
from fieldsign.sweep import sweep


@click.group(cls=Front, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="fieldsign", message="%(prog)s %(version)s")
def main() -> None:
    """Watch public marketplace and forum pages for suspect wildlife trade.

    \b
    Exit codes: 0 done, 1 failed, 2 usage, 3 finished but outside what was expected.
    """


for command in (init, sweep, serve, status, doctor, demo, sites, plans, rules):
    main.add_command(command)
