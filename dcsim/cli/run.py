"""`dcsim run FILE`: what uptime will the site have, against its Tier target?"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from dcsim.cli.options import scenario_options

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from dcsim.scenario import Scenario

QUIET_S = 2.0
"""A run shorter than this says nothing about its progress."""
LINE_EVERY_S = 10.0


def sampling_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command --seed and --site-years."""
    seed = click.option("--seed", type=int, default=1, show_default=True, help="Seed of all randomness.")
    amount = click.option(
        "--site-years",
        type=float,
        metavar="YEARS",
        help="How much to simulate; 20,000 unless given, and no more than 20,000 replications of a horizon "
        "shorter than a year.",
    )
    return seed(amount(command))


class Talk:
    """Progress on stderr: a bar on a terminal, else one plain line every 10 s; nothing in the first 2 s."""

    def __init__(self) -> None:
        self._begin = self._said = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Talk:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, done: float, total: float) -> None:
        """Site-years done, and in all."""
        now = time.monotonic()
        if now - self._begin < QUIET_S or done >= total:
            return
        if sys.stderr.isatty():
            self._show(done, total)
        elif now - self._said >= LINE_EVERY_S:
            self._said = now
            click.echo(f"{done:,.0f} of {total:,.0f} site-years, {now - self._begin:.0f} s", err=True)

    def _show(self, done: float, total: float) -> None:
        if self._bar is None or self._task is None:
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task("site-years", total=total)
        self._bar.update(self._task, completed=done)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.option(
    "--require-target", is_flag=True, help="Exit 1 unless the availability target is met (undecided: 1)."
)
@sampling_options
@scenario_options
def run(scenario: Scenario, seed: int, site_years: float | None, as_json: bool, require_target: bool) -> int:
    """Simulate FILE and judge its uptime against its Tier target.

    Exit 0 when done, 1 with --require-target when the target is missed or undecided, 2 for bad input.
    """
    from dcsim import study

    with Talk() as talk:
        result = study.run(scenario, seed=seed, site_years=site_years, progress=talk)
    if as_json:
        from dcsim.render.document import to_json

        click.echo(to_json(result), nl=False)
    else:
        from dcsim.render.text import run_text

        click.echo(run_text(result), nl=False)
    return int(require_target and not result.verdict.met)
