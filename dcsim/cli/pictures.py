"""What every command that draws has in common: where the picture goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


def output_option(kind: str) -> Callable[..., Any]:
    """Give a command -o, with a default named after the kind of picture."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        help=f"File to write: .png, .svg or .pdf; <name>-{kind}.png unless given.",
    )


def checked_path(name: str, output: Path | None, kind: str) -> Path:
    """Where to write; a path that cannot be written is refused before anything is simulated."""
    from dcsim.render.plot import check_path

    path = output if output is not None else Path(f"{name}-{kind}.png")
    check_path(path)
    return path


def wrote(path: Path) -> None:
    """Say so, to people."""
    click.echo(f"wrote {path}", err=True)
