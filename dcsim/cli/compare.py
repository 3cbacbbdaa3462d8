"""`dcsim compare FILE`: what if?"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from dcsim.cli.options import changes_from
from dcsim.cli.several import study_options
from dcsim.errors import UsageError

if TYPE_CHECKING:
    from dcsim.study.compare import Comparison

_OPTIONS = (
    click.argument("file", metavar="FILE"),
    click.option(
        "--variant", "variants", metavar="NAME", multiple=True, help="A design to compare (repeatable)."
    ),
    click.option(
        "--set",
        "settings",
        metavar="PATH=VALUE",
        multiple=True,
        help="Change one value in every design but the base (repeatable).",
    ),
    click.option(
        "--base", metavar="NAME", help="The variant to compare with; the file as it is unless given."
    ),
    study_options("of each; 20,000 unless given"),
)


def designs(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command FILE and what says which designs to compare; it is called with a `compared` to call."""

    @wraps(command)
    def with_designs(
        *,
        file: str,
        variants: tuple[str, ...],
        settings: tuple[str, ...],
        base: str | None,
        put: Callable[..., Comparison],
        **others: Any,
    ) -> Any:
        from dcsim.scenario.read import read_scenario

        if not variants and not settings:
            raise UsageError(
                "compare needs something to compare: --variant NAME or --set PATH=VALUE, such as "
                "--set power.gensets.count=5"
            )
        values = changes_from(settings)
        scenarios = [read_scenario(file, variant=base)]
        scenarios += [read_scenario(file, variant=name, values=values) for name in variants or (base,)]

        def compared() -> Comparison:
            from dcsim.study.compare import compare as side_by_side

            return put(side_by_side, *scenarios)

        return command(compared=compared, **others)

    found: Callable[..., Any] = with_designs
    for option in reversed(_OPTIONS):
        found = option(found)
    return found


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@designs
def compare(compared: Callable[[], Comparison], as_json: bool) -> None:
    """Simulate FILE and other designs with the same draws, and tell what makes a difference.

    Each --variant is a design; --set changes values in all of them. Without --variant the base with these
    changes is the one design.

    Exit 0 when done, 2 for bad input.
    """
    found = compared()
    from dcsim.render.compare import compare_text, to_json

    click.echo(to_json(found) if as_json else compare_text(found), nl=False)
