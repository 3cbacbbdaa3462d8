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

    What stands behind a "!" the design cannot do, though the file has no fault. Exit 0 when the file has no
    fault, 2 when it has.
    """
    from dcsim.findings import findings
    from dcsim.render.show import summary

    found = findings(scenario)
    click.echo(summary(scenario, contradicts=any(finding.contradiction for finding in found)))
    for finding in found:
        click.echo(f"{'!' if finding.contradiction else '-'} {finding}")
        click.echo(f"    cure: {finding.cure}")
