"""What every command that takes a scenario has in common: FILE, --variant and --set."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import click

from dcsim.errors import UsageError

Command = Callable[..., Any]
RANGE = re.compile(r"\s*(-?\d{1,9})\s*\.\.\s*(-?\d{1,9})\s*")
"""Whole numbers from one to another: 4..8."""


def scenario_options(command: Command) -> Command:
    """Give a command the arguments FILE, --variant and --set; it is called with a ready `scenario`."""
    return _with_scenario(command, "read_scenario")


def checked_scenario_options(command: Command) -> Command:
    """The same, with every variant of the file looked through as well."""
    return _with_scenario(command, "check_scenario")


def changes_from(settings: Sequence[str]) -> dict[str, object]:
    """Values by path from `path=value` texts; raises UsageError."""
    from dcsim.scenario.changes import value_from_text

    changes: dict[str, object] = {}
    for setting in settings:
        path, equals, text = setting.partition("=")
        if not equals or not path.strip() or not text.strip():
            removes = "; null takes a value away" if equals and path.strip() else ""
            raise UsageError(
                f"--set takes path=value, such as power.gensets.count=5, not '{setting[:60]}'{removes}"
            )
        if RANGE.fullmatch(text):
            raise UsageError(
                f"--set {path.strip()[:60]}: one value, not {text.strip()[:40]}; a range is for "
                "`dcsim sweep FILE --vary`"
            )
        try:
            changes[path.strip()] = value_from_text(text)
        except ValueError as error:
            raise UsageError(f"--set {path.strip()[:60]}: {error}") from None
    return changes


def _with_scenario(command: Command, reader: str) -> Command:
    @click.argument("file", metavar="FILE")
    @click.option("--variant", metavar="NAME", help="Apply one of the file's variants.")
    @click.option(
        "--set", "settings", metavar="PATH=VALUE", multiple=True, help="Change one value (repeatable)."
    )
    @wraps(command)
    def with_scenario(*, file: str, variant: str | None, settings: tuple[str, ...], **others: Any) -> Any:
        from dcsim.scenario import read

        scenario = getattr(read, reader)(file, variant=variant, values=changes_from(settings))
        return command(scenario=scenario, **others)

    return with_scenario
