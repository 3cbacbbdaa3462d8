"""Output that is not lost: to terminals that lack a character, and to readers that are gone."""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Callable
from typing import TextIO

_ESCAPED = "dcsim-escaped"


def lose_nothing() -> None:
    """Write what the encoding of the output lacks as JSON does: \\u2192 where there is no arrow.

    A result is not lost for a character, and JSON stays what it says in any encoding.
    """
    codecs.register_error(_ESCAPED, _escaped)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors=_ESCAPED)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2)), error.end


def last_words(code: int, say: Callable[[], object]) -> int:
    """The exit code, once it was said why to whoever still reads."""
    try:
        say()
    except OSError:
        to_nobody(sys.stderr)
    return code


def to_nobody(stream: TextIO) -> None:
    """Leave a stream whose reader is gone, so that Python has nothing to say of it when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
