"""`dcsim plot headroom FILE` and its likes: pictures of a rollout."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dcsim.cli.capacity import rollout_options
from dcsim.cli.options import scenario_options
from dcsim.cli.pictures import checked_path, output_option, wrote

if TYPE_CHECKING:
    from dcsim.scenario import Scenario

KINDS = {
    "headroom": "Draw what is installed, usable, sold and drawn by month, and when the site is full.",
    "phases": "Draw when the phases come: by plan, in one case of two, and in nine of ten.",
    "redundancy": "Draw how many units may be absent, month by month.",
    "demand": "Draw what each tenant draws, on top of each other.",
    "shortfall": "Draw what a late phase costs: shortfall and waiting contracts.",
}


def pictures_of_rollout() -> dict[str, click.Command]:
    """The commands by kind of picture."""
    return {kind: _command(kind, words) for kind, words in KINDS.items()}


def _command(kind: str, words: str) -> click.Command:
    def draw(scenario: Scenario, replications: int, seed: int, output: Path | None, **look: Any) -> None:
        from dcsim.render import plot
        from dcsim.study.capacity import capacity

        path = checked_path(scenario.name, output, kind)
        result = capacity(scenario, seed=seed, replications=replications)
        plot.save(getattr(plot, kind)(result, **look), path)
        wrote(path)

    command = output_option(kind)(rollout_options(scenario_options(draw)))
    if kind == "shortfall":
        command = click.option(
            "--phase", metavar="NAME", help="Whose lateness; of the last phase that may be late unless given."
        )(command)
    return click.command(name=kind, help=words)(command)
