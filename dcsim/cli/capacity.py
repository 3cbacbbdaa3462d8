"""`dcsim capacity FILE`: when sold out, when full and of what, and what does a late phase cost?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dcsim.cli.options import scenario_options

if TYPE_CHECKING:
    from dcsim.scenario import Scenario

REPLICATIONS = 1_000
AS_WRITTEN = "file"
"""Names the file without any variant."""


def rollout_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command --replications and --seed."""
    amount = click.option(
        "--replications",
        type=int,
        default=REPLICATIONS,
        show_default=True,
        help="How many times the rollout is drawn.",
    )
    seed = click.option("--seed", type=int, default=1, show_default=True, help="Seed of all randomness.")
    return amount(seed(command))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Write the text, the JSON document, a table by month (CSV) and all pictures there.",
)
@click.option(
    "--against",
    "base_name",
    metavar="NAME",
    help="Tell what is different from a variant, or from the file as it is (`file`), with the same draws.",
)
@rollout_options
@scenario_options
def capacity(
    scenario: Scenario,
    replications: int,
    seed: int,
    as_json: bool,
    out: Path | None,
    base_name: str | None,
) -> None:
    """Follow the phases and tenants of FILE month by month: when it is sold out, when full, and of what.

    Exit 0 when done, 2 for bad input.
    """
    from dcsim.render.capacity import capacity_text, to_json
    from dcsim.study.capacity import against
    from dcsim.study.capacity import capacity as answer

    result, compared = answer(scenario, seed=seed, replications=replications), None
    if base_name is not None:
        base = scenario.as_written(None if base_name == AS_WRITTEN else base_name)
        compared = against(answer(base, seed=seed, replications=replications), result)
    click.echo(to_json(result, compared) if as_json else capacity_text(result, compared), nl=False)
    if out is not None:  # what was found is told before a full disk can be in the way
        from dcsim.render.capacity.folder import write_folder

        for path in write_folder(result, out, compared):
            click.echo(f"wrote {path}", err=True)
