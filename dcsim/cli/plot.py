"""`dcsim plot KIND FILE`: pictures of a result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dcsim.cli.options import scenario_options
from dcsim.cli.run import Talk, sampling_options

if TYPE_CHECKING:
    from dcsim.scenario import Scenario


@click.group()
def plot() -> None:
    """Draw pictures of a result."""


@plot.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write: .png, .svg or .pdf; <name>-downtime.png unless given.",
)
@sampling_options
@scenario_options
def downtime(scenario: Scenario, seed: int, site_years: float | None, output: Path | None) -> None:
    """Simulate FILE and draw how likely a year is to be worse than so many hours of downtime."""
    from dcsim import study
    from dcsim.render import plot as pictures

    path = output if output is not None else Path(f"{scenario.name}-downtime.png")
    pictures.check_path(path)
    with Talk() as talk:
        result = study.run(scenario, seed=seed, site_years=site_years, progress=talk)
    pictures.save(pictures.downtime(result), path)
    click.echo(f"wrote {path}", err=True)
