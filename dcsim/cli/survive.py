"""`dcsim survive FILE`: the grid is gone: how long do we last?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dcsim.cli.options import scenario_options
from dcsim.errors import UsageError

if TYPE_CHECKING:
    from dcsim.scenario import Scenario


def hours_from(text: str) -> tuple[float, ...]:
    """Hours from "1,6,24"; raises UsageError for what is no number."""
    hours = []
    for word in text.split(","):
        try:
            hours.append(float(word))
        except ValueError:
            raise UsageError(f"--hours takes numbers such as 1,6,24, not '{word.strip()[:40]}'") from None
    return tuple(hours)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.option("--hours", default="1,6,24,72,168", show_default=True, metavar="H,…", help="Hours to look at.")
@click.option(
    "--replications", type=int, default=2_000, show_default=True, help="How many times the loss is replayed."
)
@click.option(
    "--start-hour",
    type=int,
    default=0,
    show_default=True,
    help="Hour of the lists of hourly demand at which it goes.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of all randomness.")
@scenario_options
def survive(
    scenario: Scenario, hours: str, replications: int, start_hour: int, seed: int, as_json: bool
) -> None:
    """Take the whole grid away from FILE at hour 0 and see how long all halls stay up, and on what.

    Exit 0 when done, 2 for bad input.
    """
    from dcsim.cli.run import Talk
    from dcsim.study.survive import survive as replay

    with Talk() as talk:
        result = replay(
            scenario,
            hours_from(hours),
            seed=seed,
            replications=replications,
            start_hour=start_hour,
            progress=talk,
        )
    from dcsim.render.survive import survive_text, to_json

    click.echo(to_json(result) if as_json else survive_text(result), nl=False)
