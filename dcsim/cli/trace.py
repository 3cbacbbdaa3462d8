"""`dcsim trace FILE --outage R.I`: how did that outage happen?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dcsim.cli.options import scenario_options

if TYPE_CHECKING:
    from dcsim.scenario import Scenario


@click.command()
@click.option(
    "--outage", required=True, metavar="R.I", help="Which one: replication.index, as `dcsim run` names it."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the run it is from.")
@scenario_options
def trace(scenario: Scenario, outage: str, seed: int, as_json: bool) -> None:
    """Run the replication of one outage of FILE again and tell what happened, event by event.

    Exit 0 when told, 2 for bad input or an outage that is not there.
    """
    from dcsim.render.trace import trace_text
    from dcsim.render.trace_document import to_json
    from dcsim.study.trace import trace as rerun

    story = rerun(scenario, outage, seed=seed)
    click.echo(to_json(story) if as_json else trace_text(story), nl=False)
