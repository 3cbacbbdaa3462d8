"""`dcsim sweep FILE`: how does it depend on …?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from dcsim.cli.options import RANGE, scenario_options
from dcsim.cli.several import study_options
from dcsim.errors import UsageError

if TYPE_CHECKING:
    from dcsim.scenario import Scenario
    from dcsim.study.sweep import Sweep

MOST_VALUES = 200


def values_to_vary(settings: Sequence[str]) -> dict[str, list[object]]:
    """Values by path from texts such as `path=4..8` or `path=0.1,0.25,0.5`; raises UsageError."""
    from dcsim.scenario.changes import value_from_text

    vary: dict[str, list[object]] = {}
    for setting in settings:
        path, equals, text = setting.partition("=")
        path = path.strip()
        if not equals or not path or not text.strip():
            raise UsageError(
                f"--vary takes path=values, such as power.gensets.count=4..8, not '{setting[:60]}'"
            )
        if path in vary:
            raise UsageError(f"'{path[:60]}' is varied twice; give all its values at once")
        between = RANGE.fullmatch(text)
        if between is not None:
            vary[path] = _whole_numbers(path, int(between[1]), int(between[2]))
            continue
        if ".." in text:
            raise UsageError(
                f"--vary {path[:60]}: '{text.strip()[:40]}' is no range of whole numbers, such as 4..8; give "
                "other values one by one: 0.1,0.2,0.5"
            )
        try:
            values = value_from_text(f"[{text}]")
        except ValueError as error:
            raise UsageError(f"--vary {path[:60]}: {error}") from None
        vary[path] = list(values) if isinstance(values, list) else [values]
    return vary


def _whole_numbers(path: str, first: int, last: int) -> list[object]:
    if not first <= last < first + MOST_VALUES:
        raise UsageError(
            f"--vary {path[:60]}: {first}..{last} must run upwards and have at most {MOST_VALUES} values"
        )
    return list(range(first, last + 1))


def swept(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command FILE and what to vary; it is called with a `swept` to call."""

    @click.option(
        "--vary",
        metavar="PATH=VALUES",
        multiple=True,
        required=True,
        help="Values to take in turn: 4..8 or 0.1,0.25,0.5 (repeatable: every combination).",
    )
    @study_options("of each point; 20,000 unless given")
    @scenario_options
    @wraps(command)
    def with_grid(
        *, scenario: Scenario, vary: tuple[str, ...], put: Callable[..., Sweep], **others: Any
    ) -> Any:
        grid = values_to_vary(vary)

        def found() -> Sweep:
            from dcsim.study.sweep import sweep as over

            return put(over, scenario, grid)

        return command(swept=found, **others)

    return with_grid


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.option("--csv", "as_csv", is_flag=True, help="A table with a row per point.")
@swept
def sweep(swept: Callable[[], Sweep], as_json: bool, as_csv: bool) -> None:
    """Simulate FILE with values changed over a grid, the same draws at every point.

    A path may have `*` in it: power.ups-*.count=5,6 changes every group that matches.

    Exit 0 when done, 2 for bad input.
    """
    if as_json and as_csv:
        raise UsageError("--json and --csv: one of them")
    found = swept()
    from dcsim.render.sweep import sweep_text, to_csv, to_json

    say = to_json if as_json else to_csv if as_csv else sweep_text
    click.echo(say(found), nl=False)
