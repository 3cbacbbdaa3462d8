"""`dcsim survive FILE`: the grid is gone: how long do we last?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING

import click

from dcsim.cli.options import Command, scenario_options
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


def by_from(text: str) -> list[str]:
    """The words in "month,hour"."""
    return [word.strip() for word in text.split(",")]


def day_from(text: str | None) -> dt.date | None:
    """A day from "2031-06-30"; raises UsageError for what is none."""
    try:
        return None if text is None else dt.date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--at takes a day such as 2031-06-30, not '{text[:40] if text else ''}'") from None


def start_options(by: str | None) -> Callable[[Command], Command]:
    """Give a command --hours, --by (left out: `by`), --each, --at and --seed."""
    options = (
        click.option(
            "--hours", default="1,6,24,72,168", show_default=True, metavar="H,…", help="Hours to look at."
        ),
        click.option(
            "--by",
            default=by,
            show_default=by is not None,
            metavar="month,hour",
            help="By the month, the hour of the day, or both, at which it goes.",
        ),
        click.option(
            "--each",
            type=int,
            default=200,
            show_default=True,
            help="With --by: how many times the loss is replayed from each start.",
        ),
        click.option(
            "--at",
            metavar="DATE",
            help="Of a site by plan: the day on which it is taken; the end of its horizon if not said.",
        ),
        click.option("--seed", type=int, default=1, show_default=True, help="Seed of all randomness."),
    )
    return lambda command: reduce(lambda done, option: option(done), reversed(options), command)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
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
@click.option(
    "--with",
    "weather",
    metavar="WEATHER",
    help="The loss is an event of this weather of FILE: roads are closed, and it may reach the site.",
)
@start_options(by=None)
@scenario_options
def survive(
    scenario: Scenario,
    hours: str,
    replications: int,
    start_hour: int,
    by: str | None,
    each: int,
    at: str | None,
    weather: str | None,
    seed: int,
    as_json: bool,
) -> None:
    """Take the whole grid away from FILE at hour 0 and see how long all halls stay up, and on what.

    Exit 0 when done, 2 for bad input.
    """
    from dcsim.cli.run import Talk
    from dcsim.study.survive import survive as replay
    from dcsim.study.survive import survive_by_start

    with Talk() as talk:
        result = replay(
            scenario,
            hours_from(hours),
            seed=seed,
            replications=replications,
            start_hour=start_hour,
            at=day_from(at),
            weather=weather,
            progress=talk,
        )
    by_start = None
    if by is not None:
        with Talk() as talk:
            by_start = survive_by_start(
                scenario,
                result.hours,
                by=by_from(by),
                seed=seed,
                replications=each,
                at=day_from(at),
                weather=weather,
                progress=talk,
            )
    from dcsim.render.survive import survive_text, to_json

    click.echo(to_json(result, by_start) if as_json else survive_text(result, by_start), nl=False)
