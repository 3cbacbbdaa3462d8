"""`dcsim plot KIND FILE`: pictures of a result."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dcsim.cli.compare import designs
from dcsim.cli.options import scenario_options
from dcsim.cli.pictures import checked_path, output_option, wrote
from dcsim.cli.plot_rollout import pictures_of_rollout
from dcsim.cli.run import Talk, sampling_options
from dcsim.cli.sensitivity import swung
from dcsim.cli.survive import by_from, day_from, hours_from, start_options
from dcsim.cli.sweep import swept
from dcsim.cli.trace import of_a_run
from dcsim.errors import UsageError

if TYPE_CHECKING:
    from dcsim.scenario import Scenario
    from dcsim.study import Result
    from dcsim.study.compare import Comparison
    from dcsim.study.inputs import Sensitivity
    from dcsim.study.sweep import Sweep


class Pictures(click.Group):
    """The kinds of pictures as a command group; a kind that is none is answered with those there are."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        kinds = self.list_commands(ctx)
        if args[0] not in kinds and not args[0].startswith("-"):
            known = f"{', '.join(kinds)}, as in dcsim plot {kinds[0]} FILE"
            raise UsageError(f"there is no picture '{args[0][:60]}'; known: {known}")
        return super().resolve_command(ctx, args)


@click.group(cls=Pictures)
def plot() -> None:
    """Draw pictures of a result."""


@plot.command()
@output_option("downtime")
@sampling_options
@scenario_options
def downtime(scenario: Scenario, seed: int, site_years: float | None, output: Path | None) -> None:
    """Simulate FILE and draw how likely a year is to be worse than so many hours of downtime."""
    from dcsim.render import plot as pictures

    path = checked_path(scenario.name, output, "downtime")
    pictures.save(pictures.downtime(_simulated(scenario, seed, site_years)), path)
    wrote(path)


@plot.command()
@output_option("causes")
@sampling_options
@scenario_options
def causes(scenario: Scenario, seed: int, site_years: float | None, output: Path | None) -> None:
    """Simulate FILE and draw what limits it: downtime by minimal cut, worst first."""
    from dcsim.render import plot as pictures

    path = checked_path(scenario.name, output, "causes")
    pictures.save(pictures.causes(_simulated(scenario, seed, site_years)), path)
    wrote(path)


@plot.command()
@output_option("trace")
@click.option("--outage", required=True, metavar="R.I", help="Which one: replication.index.")
@of_a_run
@scenario_options
def trace(scenario: Scenario, outage: str, seed: int, site_years: float | None, output: Path | None) -> None:
    """Draw how one outage of FILE came about: what each group did, from seconds to hours."""
    from dcsim.render import plot as pictures
    from dcsim.study.trace import trace as rerun

    path = checked_path(scenario.name, output, "trace")
    pictures.save(pictures.trace(rerun(scenario, outage, seed=seed, site_years=site_years)), path)
    wrote(path)


@plot.command()
@output_option("compare")
@designs
def compare(compared: Callable[[], Comparison], output: Path | None) -> None:
    """Simulate designs of FILE with the same draws, and draw what makes a difference."""
    from dcsim.render import plot as pictures

    path = checked_path("designs", output, "compare")
    pictures.save(pictures.compare(compared()), path)
    wrote(path)


@plot.command()
@output_option("sweep")
@swept
def sweep(swept: Callable[[], Sweep], output: Path | None) -> None:
    """Simulate FILE with values changed over a grid, and draw service downtime along the last of them."""
    from dcsim.render import plot as pictures

    path = checked_path("values", output, "sweep")
    pictures.save(pictures.sweep(swept()), path)
    wrote(path)


@plot.command()
@output_option("survive")
@start_options(by="month,hour")
@scenario_options
def survive(
    scenario: Scenario, hours: str, by: str, each: int, at: str | None, seed: int, output: Path | None
) -> None:
    """Draw how likely FILE is to be still up without its grid, by the month and hour at which it goes."""
    from dcsim.render import plot as pictures
    from dcsim.study.survive import survive_by_start

    path = checked_path(scenario.name, output, "survive")
    asked, words = hours_from(hours), by_from(by)
    with Talk() as talk:
        result = survive_by_start(
            scenario, asked, by=words, seed=seed, replications=each, at=day_from(at), progress=talk
        )
    pictures.save(pictures.survive(result), path)
    wrote(path)


@plot.command()
@output_option("tornado")
@swung
def tornado(found: Callable[[], Sensitivity], name: str, output: Path | None) -> None:
    """Simulate FILE with every guess at both ends of its range, and draw which matter."""
    from dcsim.render import plot as pictures

    path = checked_path(name, output, "tornado")
    pictures.save(pictures.tornado(found()), path)
    wrote(path)


@plot.command()
@output_option("audit")
@click.option("--beyond", is_flag=True, help="Each failure during each maintenance as well (slow).")
@scenario_options
@click.option("--at", metavar="DAY", help="As it stands on a day such as 2031-06-30 by plan, not finished.")
def audit(scenario: Scenario, beyond: bool, at: str | None, output: Path | None) -> None:
    """Walk the plant of FILE and draw every step of the audit against every hall."""
    from dcsim.render import plot as pictures
    from dcsim.tiers.audit import audit as walked

    path = checked_path(scenario.name, output, "audit")
    day = day_from(at)
    found = walked(scenario, at=day, cures=False, looks_beyond=beyond)
    pictures.save(pictures.audit(scenario, found, day), path)
    wrote(path)


def _simulated(scenario: Scenario, seed: int, site_years: float | None) -> Result:
    from dcsim import study

    with Talk() as talk:
        return study.run(scenario, seed=seed, site_years=site_years, progress=talk)


for _kind, _command in pictures_of_rollout().items():
    plot.add_command(_command, _kind)
