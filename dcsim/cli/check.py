"""`dcsim check FILE`: is the file right, and what would a critical colleague say?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dcsim.cli.options import checked_scenario_options

if TYPE_CHECKING:
    from dcsim.scenario import Scenario


@click.command()
@checked_scenario_options
def check(scenario: Scenario) -> None:
    """Check FILE and all its variants: every fault at once, with its place and a cure.

    Exit 0 when the file is fine, 2 when it is not.
    """
    from dcsim.findings import findings
    from dcsim.render.show import summary

    click.echo(summary(scenario))
    for finding in findings(scenario):
        click.echo(f"- {finding}")
