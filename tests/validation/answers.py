"""Cases that need no simulation: what part of the public interface gives the answer, and what it must give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .checker import Row


@dataclass(frozen=True)
class Figure:
    """One expected figure, its absolute tolerance, and what works it out."""

    quantity: str
    expected: float
    compute: Callable[[], float]
    unit: str = ""
    tolerance: float = 0.0


@dataclass(frozen=True)
class Answer:
    """Figures of one case that one function (`by`) of the public interface answers."""

    case: str
    by: str
    figures: tuple[Figure, ...]

    @property
    def name(self) -> str:
        return f"{self.case} by {self.by}"

    def rows(self) -> list[Row]:
        """Every figure worked out and compared."""
        return [self.row(one, float(one.compute())) for one in self.figures]

    def row(self, figure: Figure, got: float | None) -> Row:
        """One figure compared; there is no chance in it."""
        return Row(
            self.case,
            self.name,
            figure.quantity,
            figure.unit,
            "-",
            figure.expected,
            figure.tolerance,
            got,
            0.0,
            near_one=False,
            summed=False,
        )
