"""`dcsim trace FILE --outage R.I`: how did that outage happen?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from dcsim.cli.options import scenario_options

if TYPE_CHECKING:
    from dcsim.scenario import Scenario


def of_a_run(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command --seed and --site-years of the run an outage is from."""
    seed = click.option("--seed", type=int, default=1, show_default=True, help="Seed of the run it is from.")
    amount = click.option(
        "--site-years", type=float, metavar="YEARS", help="Size of that run, where it was given."
    )
    return seed(amount(command))


@click.command()
@click.option(
    "--outage", required=True, metavar="R.I", help="Which one: replication.index, as `dcsim run` names it."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@of_a_run
@scenario_options
def trace(scenario: Scenario, outage: str, seed: int, site_years: float | None, as_json: bool) -> None:
    """Run the replication of one outage of FILE again and tell what happened, event by event.

    Exit 0 when told, 2 for bad input or an outage that is not there.
    """
    from dcsim.render.trace import trace_text
    from dcsim.render.trace_document import to_json
    from dcsim.study.trace import trace as rerun

    story = rerun(scenario, outage, seed=seed, site_years=site_years)
    click.echo(to_json(story) if as_json else trace_text(story), nl=False)
