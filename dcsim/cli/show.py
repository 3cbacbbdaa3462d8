"""`dcsim show FILE`: what was understood, and where each value comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dcsim.cli.options import scenario_options

if TYPE_CHECKING:
    from dcsim.scenario import Scenario


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@scenario_options
def show(scenario: Scenario, as_json: bool) -> None:
    """Show every value of FILE with who set it: the file, a variant, --set, the library, or a default."""
    from dcsim.render.show import shown_json, shown_text

    click.echo(shown_json(scenario) if as_json else shown_text(scenario))
