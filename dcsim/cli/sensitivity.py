"""`dcsim sensitivity FILE`: which guesses matter, which would flip the verdict?"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from dcsim.cli.options import scenario_options
from dcsim.cli.several import study_options

if TYPE_CHECKING:
    from dcsim.scenario import Scenario
    from dcsim.study.inputs import Sensitivity


def swung(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command FILE and how much to simulate; it is called with a `found` to call."""

    @study_options("at each end of each range; 4,000 unless given")
    @scenario_options
    @wraps(command)
    def with_swings(*, scenario: Scenario, put: Callable[..., Sensitivity], **others: Any) -> Any:
        def found() -> Sensitivity:
            from dcsim.study.inputs import sensitivity as swings

            return put(swings, scenario)

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
