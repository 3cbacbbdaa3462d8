"""`dcsim run FILE`: what uptime will the site have, against its Tier target?"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from dcsim.cli.options import scenario_options

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from dcsim.scenario import Scenario
    from dcsim.study import Result

QUIET_S = 2.0
"""A run shorter than this says nothing about its progress."""
LINE_EVERY_S = 10.0
_PULSE_S = 0.2


def sampling_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command --seed and --site-years."""
    seed = click.option("--seed", type=int, default=1, show_default=True, help="Seed of all randomness.")
    amount = click.option(
        "--site-years",
        type=float,
        metavar="YEARS",
        help="How much to simulate. Unless given, until service downtime is known to ±10 %, at most 40,000 "
        "(10,000 of a site with phases; at most as many replications of a horizon shorter than a year).",
    )
    return seed(amount(command))


def share(_ctx: click.Context, _option: click.Parameter, text: str | None) -> float | None:
    """A share of 1, or a percentage: 0.1, 10%."""
    if text is None:
        return None
    number, percent, rest = text.partition("%")
    try:
        return float(f"{number}{rest}") / (100 if percent else 1)
    except ValueError:
        raise click.BadParameter(f"'{text[:40]}' is no share, such as 0.1 or 10%") from None


def stopping_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command what ends a run but an amount: --precision, --until-decided and --max-seconds."""
    precision = click.option(
        "--precision",
        callback=share,
        metavar="SHARE",
        help="Simulate until the 95 % interval of service downtime is within this share of it, 0.1 or 10%.",
    )
    decided = click.option(
        "--until-decided", is_flag=True, help="Simulate until the availability target is met or not met."
    )
    seconds = click.option(
        "--max-seconds",
        type=float,
        metavar="S",
        help="Stop after so long, whatever is reached: the result then depends on the machine.",
    )
    return precision(decided(seconds(command)))


class Talk:
    """Progress on stderr: a bar on a terminal, else one plain line every 10 s; nothing in the first 2 s.

    Until the first part is done nobody tells how far it is: an alarm says meanwhile that there is work, where
    the system has one. A thread would stand in the way of worker processes.
    """

    def __init__(self) -> None:
        self._begin = self._said = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._on_terminal = sys.stderr.isatty()
        self._is_alarmed = False
        self._alarm_before: Any = None

    def __enter__(self) -> Talk:
        if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
            self._is_alarmed = True
            self._alarm_before = signal.signal(signal.SIGALRM, self._say_there_is_work)
            first, then = (QUIET_S, _PULSE_S) if self._on_terminal else (LINE_EVERY_S, LINE_EVERY_S)
            signal.setitimer(signal.ITIMER_REAL, first, then)
        return self

    def __exit__(self, *_: object) -> None:
        self._listen()
        if self._bar is not None:
            self._bar.stop()

    def _listen(self) -> None:
        """The first part is done, or there will be none."""
        if self._is_alarmed:
            self._is_alarmed = False
            signal.setitimer(signal.ITIMER_REAL, 0.0)
            signal.signal(signal.SIGALRM, self._alarm_before or signal.SIG_DFL)

    def _say_there_is_work(self, *_: object) -> None:
        if self._on_terminal:
            self._show(0.0, None)
        else:
            self._said = time.monotonic()
            click.echo(f"the first part is not done yet, {self._said - self._begin:.0f} s", err=True)

    def __call__(self, done: float, total: float) -> None:
        """Site-years done, and in all."""
        self._listen()
        now = time.monotonic()
        if now - self._begin < QUIET_S or done >= total:
            return
        if self._on_terminal:
            self._show(done, total)
        elif now - self._said >= LINE_EVERY_S:
            self._said = now
            click.echo(f"{done:,.0f} of {total:,.0f} site-years, {now - self._begin:.0f} s", err=True)

    def _show(self, done: float, total: float | None) -> None:
        if self._bar is None or self._task is None:
            from rich.console import Console
            from rich.progress import Progress

            # drawn by hand: a thread of its own would stand in the way of worker processes
            self._bar = Progress(console=Console(stderr=True), transient=True, auto_refresh=False)
            self._bar.start()
            self._task = self._bar.add_task("site-years", total=total)
        self._bar.update(self._task, completed=done, total=total, refresh=True)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.option(
    "--require-target", is_flag=True, help="Exit 1 unless the availability target is met (undecided: 1)."
)
@click.option(
    "--workers",
    type=int,
    metavar="N",
    help="Processes that share the work of a long run; one for each core unless given. Same result.",
)
@click.option(
    "--inputs",
    type=int,
    metavar="N",
    help="Draw the values that have a range N times as well: how far the doubt about them reaches.",
)
@stopping_options
@sampling_options
@scenario_options
def run(
    scenario: Scenario,
    workers: int | None,
    inputs: int | None,
    as_json: bool,
    require_target: bool,
    **asked: Any,
) -> int:
    """Simulate FILE and judge its uptime against its Tier target.

    The first of what is asked for ends the run; --site-years beside --precision or --until-decided is the
    most there may be. Ctrl-C ends it too, and reports what is finished. With --inputs every headline has two
    intervals: of the simulation, and of the inputs.

    Exit 0 when done, 1 with --require-target when the target is missed or undecided, 2 for bad input, 3 when
    the time or the site-years were used up before, 130 after Ctrl-C.
    """
    from dcsim import study
    from dcsim.study.executors import cores

    with Talk() as talk:
        count = cores() if workers is None else workers
        result = study.run(scenario, progress=talk, workers=count, interruptible=True, **asked)
    if inputs is not None and result.stop.ending.by != "interrupted":
        result = _with_doubt(result, inputs, count)
    if as_json:
        from dcsim.render.document import to_json

        click.echo(to_json(result), nl=False)
    else:
        from dcsim.render.text import run_text

        click.echo(run_text(result), nl=False)
    ending = result.stop.ending
    if ending.by == "interrupted":
        click.echo("stopped", err=True)
        return 130
    over_inputs = result.doubt.verdict if result.doubt is not None else "met"
    if require_target and not (result.verdict.met and over_inputs == "met"):
        return 1
    return 0 if ending.satisfied else 3


def _with_doubt(result: Result, draws: int, workers: int) -> Result:
    from dataclasses import replace

    from dcsim.study.inputs import doubt

    with Talk() as talk:
        found = doubt(result.scenario, draws, seed=result.seed, progress=talk, workers=workers)
    return replace(result, doubt=found)
