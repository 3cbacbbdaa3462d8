"""The command line: parses, calls, prints. Each command is loaded when it is used.

Results go to stdout, everything else to stderr. Exit 0: fine, 2: bad input or usage, 130: stopped by Ctrl-C;
a command may give back another code.
"""

from __future__ import annotations

import difflib
import gc
import os
import sys
from functools import partial
from importlib import import_module
from typing import Any, NoReturn

import click

from dcsim.cli import printing
from dcsim.errors import DcsimError, UsageError

# command → (module:function, its line in --help)
COMMANDS = {
    "check": ("dcsim.cli.check:check", "Is the file right, and what would a colleague say?"),
    "show": ("dcsim.cli.show:show", "What was understood, and where does each value come from?"),
    "run": ("dcsim.cli.run:run", "What uptime will the site have, against its Tier target?"),
    "audit": ("dcsim.cli.audit:audit", "Is it concurrently maintainable, is it fault tolerant?"),
    "compare": ("dcsim.cli.compare:compare", "What if? Designs with the same draws, side by side."),
    "sweep": ("dcsim.cli.sweep:sweep", "How does it depend on …? Values changed over a grid."),
    "sensitivity": (
        "dcsim.cli.sensitivity:sensitivity",
        "Which guesses matter, which would flip the verdict?",
    ),
    "capacity": ("dcsim.cli.capacity:capacity", "When is it sold out, when full, and of what?"),
    "survive": ("dcsim.cli.survive:survive", "The grid is gone: how long do we last, and on what?"),
    "trace": ("dcsim.cli.trace:trace", "How did that outage happen?"),
    "plot": ("dcsim.cli.plot:plot", "Draw pictures of a result."),
    "schema": ("dcsim.cli.schema:schema", "The scenario language as JSON Schema, for editors."),
}
NOT_YET = (
    "size", "report", "init",
)  # fmt: skip

GARBAGE_AFTER = 20_000
"""Objects made before Python looks for garbage. Loading makes many and leaves none: by Python's own 700 it
would be looked for two hundred times before anything is simulated."""


class Commands(click.Group):
    """The table above as a command group; `--help` loads none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, function = COMMANDS[cmd_name][0].split(":")
        command = getattr(import_module(module), function)
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name in NOT_YET:
            raise UsageError(f"'{name}' is not yet supported")
        if name not in COMMANDS and not name.startswith("-"):
            near = difflib.get_close_matches(name, (*COMMANDS, *NOT_YET), n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(COMMANDS)}"
            raise UsageError(f"there is no command '{name[:60]}'; {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


def _print_version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        import dcsim

        click.echo(f"dcsim {dcsim.__version__}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_print_version,
              help="Show the version and exit.")  # fmt: skip
def commands() -> None:
    """Answers a planner's questions about a data-centre site before it is built."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run one command and leave with its exit code; a fault of the input is never a traceback."""
    # The cores are for worker processes; threads of the linear algebra would only be in their way.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(GARBAGE_AFTER)
    printing.lose_nothing()
    try:
        code: Any = commands.main(args=arguments, prog_name="dcsim", standalone_mode=False)
        if sys.stdout is not None:  # closed by the caller: nobody wants to see it
            sys.stdout.flush()
    except click.ClickException as error:
        code = printing.last_words(2, error.show)
    except (KeyboardInterrupt, click.Abort):
        code = printing.last_words(130, partial(click.echo, "stopped", err=True))
    except BrokenPipeError:  # the reader of our output, such as `head`, has seen enough
        printing.to_nobody(sys.stdout)
        code = 0
    except (DcsimError, OSError) as error:
        code = printing.last_words(2, partial(click.echo, _words(error), err=True))
    sys.exit(code if isinstance(code, int) else 0)


def _words(error: DcsimError | OSError) -> str:
    if isinstance(error, OSError):
        return f"{error.filename or 'input or output'}: {error.strerror or type(error).__name__}"
    return str(error)
