"""What commands of several runs have in common: seed, amount and workers, and progress while they go."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click

from dcsim.cli.run import Talk

Found = TypeVar("Found")
Study = Callable[..., Found]


def study_options(amount: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command --seed, --site-years (`amount` says of what) and --workers.

    It is called with `put` instead, which puts a question of the library with these.
    """

    def wrapper(command: Callable[..., Any]) -> Callable[..., Any]:
        @click.option("--seed", type=int, default=1, show_default=True, help="Seed of all randomness.")
        @click.option("--site-years", type=float, metavar="YEARS", help=f"How much to simulate {amount}.")
        @click.option("--workers", type=int, metavar="N", help="Processes that share the work. Same result.")
        @wraps(command)
        def with_study(*, seed: int, site_years: float | None, workers: int | None, **others: Any) -> Any:
            from dcsim.study.executors import cores

            count = cores() if workers is None else workers

            def put(study: Study[Found], *about: Any) -> Found:
                with Talk() as talk:
                    return study(*about, seed=seed, site_years=site_years, progress=talk, workers=count)

            return command(put=put, **others)

        return with_study

    return wrapper
