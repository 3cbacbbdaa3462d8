"""`dcsim sensitivity FILE`: which guesses matter, which would flip the verdict?"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from dcsim.cli.options import scenario_options
from dcsim.cli.run import Talk

if TYPE_CHECKING:
    from dcsim.scenario import Scenario
    from dcsim.study.inputs import Sensitivity


def swung(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command FILE and how much to simulate; it is called with a `found` to call."""

    @click.option("--seed", type=int, default=1, show_default=True, help="Seed of all randomness.")
    @click.option(
        "--site-years",
        type=float,
        metavar="YEARS",
        help="How much to simulate at each end of each range; 4,000 unless given.",
    )
    @click.option("--workers", type=int, metavar="N", help="Processes that share the work. Same result.")
    @scenario_options
    @wraps(command)
    def with_swings(
        *, scenario: Scenario, seed: int, site_years: float | None, workers: int | None, **others: Any
    ) -> Any:
        from dcsim.study.executors import cores

        def found() -> Sensitivity:
            from dcsim.study.inputs import sensitivity as swings

            count = cores() if workers is None else workers
            with Talk() as talk:
                return swings(scenario, seed=seed, site_years=site_years, progress=talk, workers=count)

        return command(found=found, **({"name": scenario.name} | others))

    return with_swings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@swung
def sensitivity(found: Callable[[], Sensitivity], as_json: bool, **_: Any) -> None:
    """Simulate FILE with every value that has a range at its low and at its high end, the same draws always.

    Ranges are those of the library, and of `ranges` in the file.

    Exit 0 when done, 2 for bad input.
    """
    from dcsim.render.sensitivity import sensitivity_text, to_json

    swings = found()
    click.echo(to_json(swings) if as_json else sensitivity_text(swings), nl=False)
