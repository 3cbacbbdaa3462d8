"""All figures of speed in one run: ratios of quantities that are measured in turn, round after round.

    python -m benchmarks.speeds                      # a table in Markdown, as in the README
    python -m benchmarks.speeds --list
    python -m benchmarks.speeds --only reference --rounds 1

Speeds are site-years by second of CPU time of one core, whatever the number of workers. What somebody waits
for is wall-clock time. A machine that is busy moves all of them, and their ratios within a round much less.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.quantities import Quantities
from benchmarks.timing import CommandFailed, machine, processes, short, spread
from benchmarks.workloads import SCENARIOS

ROUNDS = 5


@dataclass(frozen=True)
class Figure:
    """One row: a quantity, or its ratio to another in the same round, beside what is asked for.

    `must` and `aim` are lowest values, or highest ones where less is better; None where nothing is asked.
    """

    name: str
    what: str
    over: str
    under: str | None = None
    unit: str = "x"
    must: float | None = None
    aim: float | None = None
    less_is_better: bool = False

    @property
    def quantities(self) -> tuple[str, ...]:
        """What has to be measured for it."""
        return (self.over,) if self.under is None else (self.over, self.under)

    def values(self, rounds: Sequence[dict[str, float]]) -> list[float]:
        """Its value in each round."""
        return [
            one[self.over] / (1.0 if self.under is None else one[self.under])
            for one in rounds
            if all(name in one for name in self.quantities)
        ]

    def holds(self, value: float) -> bool:
        """Whether a value is what must be."""
        if self.must is None:
            return True
        return value <= self.must if self.less_is_better else value >= self.must

    def told(self, value: float | None) -> str:
        """A value with its unit."""
        if value is None:
            return ""
        return f"{short(value)}×" if self.unit == "x" else f"{short(value)} {self.unit}"


def _ratio(
    name: str, what: str, over: str, under: str, must: float | None = None, aim: float | None = None
) -> Figure:
    return Figure(name, what, over, under, must=must, aim=aim)


def _to_idiomatic(
    name: str,
    what: str,
    over: str,
    must: float | None = None,
    aim: float | None = None,
    site: str = "reference-site",
) -> tuple[Figure, Figure]:
    """To the model as it is, and as most would write it."""
    what, over, under = f"reference site{what}", f"{site} {over}", f"{site} idiomatic"
    always = f"{what} ÷ idiomatic SimPy, evaluated after every change"
    return (
        _ratio(name, f"{what} ÷ idiomatic SimPy", over, under, must, aim),
        _ratio(f"{name}-always", always, over, f"{under}, always", must, aim),
    )


FIGURES = (
    *_to_idiomatic("reference-screened", ": screened", "screened", 60, 150),
    *_to_idiomatic("reference-full", ": full", "full", 6, 12),
    *_to_idiomatic("reference-fresh", ": fresh process, 20,000 site-years", "fresh", 35, 80),
    *_to_idiomatic("crews-full", " with two crews: full", "full", 4, site="two-crews"),
    *_to_idiomatic("crews-screened", " with two crews: screened", "screened", site="two-crews"),
    _ratio(
        "thai-nguyen",
        "Thái Nguyên: screened ÷ full",
        "thai-nguyen screened",
        "thai-nguyen full",
        8,
        25,
    ),
    _ratio(
        "da-nang-it-park",
        "Đà Nẵng: screened ÷ full",
        "da-nang-it-park screened",
        "da-nang-it-park full",
        8,
        25,
    ),
    _ratio(
        "every-loss-hurts",
        "a site where every loss of the source is an outage: screened ÷ full",
        "every-loss-hurts screened",
        "every-loss-hurts full",
        0.9,
        1.5,
    ),
    Figure(
        "thai-nguyen-power",
        "Thái Nguyên, power only: screened ÷ idiomatic SimPy",
        "thai-nguyen-power screened",
        "thai-nguyen-power idiomatic",
    ),
    Figure(
        "reference-precise",
        "reference site to ±10 % on downtime, fresh process, wall clock",
        "reference-site to 10 %",
        unit="s",
        must=3.0,
        aim=1.0,
        less_is_better=True,
    ),
    *(
        Figure(
            f"default-{path.stem}",
            f"`dcsim run scenarios/{path.name}`, wall clock",
            f"{path.stem} default run",
            unit="s",
            must=10.0,
            aim=4.0,
            less_is_better=True,
        )
        for path in sorted(SCENARIOS.glob("*.yaml"))
    ),
    *(
        Figure(
            f"memory-{site}",
            f"{words}: peak memory at {ten} ÷ {one} site-years",
            f"{site} memory at {ten}",
            f"{site} memory at {one}",
            must=1.3,
            aim=1.1,
            less_is_better=True,
        )
        for site, words, one, ten in (
            ("reference-site", "reference site", "20,000", "200,000"),
            ("thai-nguyen-finished", "Thái Nguyên", "2,000", "20,000"),
        )
    ),
    Figure(
        "help",
        "`dcsim --help` ÷ `python -c 'import numpy'`, CPU time",
        "help",
        "import numpy",
        must=1.0,
        aim=0.6,
        less_is_better=True,
    ),
)


def chosen(only: Iterable[str]) -> list[Figure]:
    """Figures whose name begins with one of these words; all if there are none. Raises KeyError."""
    words = list(only)
    for word in words:
        if not any(figure.name.startswith(word) for figure in FIGURES):
            raise KeyError(word)
    return [figure for figure in FIGURES if not words or figure.name.startswith(tuple(words))]


def measured(figures: Sequence[Figure], rounds: int) -> tuple[list[dict[str, float]], dict[str, str]]:
    """(quantities by name, round after round; why some could not be measured)."""
    names = list(dict.fromkeys(name for figure in figures for name in figure.quantities))
    failed: dict[str, str] = {}
    with processes() as fresh:
        quantities = Quantities(fresh)
        found = []
        for number in range(rounds):
            one: dict[str, float] = {}
            for name in names:
                try:
                    one[name] = quantities.measure(name, number)
                except CommandFailed as why:
                    failed[name] = str(why)
            found.append(one)
            print(f"round {number + 1} of {rounds} done", file=sys.stderr)
    return found, failed


def table(figures: Sequence[Figure], rounds: Sequence[dict[str, float]], failed: dict[str, str]) -> str:
    """Figures and the quantities behind them, in Markdown."""
    lines = ["| figure | must | aim | measured | |", "|---|---|---|---|---|"]
    for figure in figures:
        values = figure.values(rounds)
        if values:
            value, verdict = _told(figure, values), _verdict(figure, values)
        else:
            value, verdict = "could not be measured", ""
        told = figure.told(figure.must), figure.told(figure.aim), value, verdict
        lines.append(f"| {figure.what} | {' | '.join(told)} |")
    behind = defaultdict(list)
    for one in rounds:
        for name, amount in one.items():
            behind[name].append(amount)
    lines += ["", f"{_said(len(rounds))}. {machine()}.", ""]
    lines += ["| quantity | |", "|---|---|"]
    lines += [f"| {name} | {spread(values)} {Quantities.unit(name)} |" for name, values in behind.items()]
    lines += [f"\n{name}: {why}" for name, why in failed.items()]
    return "\n".join(lines)


def _said(rounds: int) -> str:
    return "One round" if rounds == 1 else f"Median of {rounds} rounds (lowest to highest)"


def _told(figure: Figure, values: Sequence[float]) -> str:
    unit = "×" if figure.unit == "x" else f" {figure.unit}"
    return spread(values).replace(" (", f"{unit} (", 1) if len(values) > 1 else spread(values) + unit


def _verdict(figure: Figure, values: Sequence[float]) -> str:
    if figure.must is None:
        return ""
    return "holds" if figure.holds(statistics.median(values)) else "missed"


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.speeds", description=(__doc__ or "").split("\n\n")[0]
    )
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="beginning of a name")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--list", action="store_true", help="names of the figures")
    options = parser.parse_args(arguments)
    if options.rounds < 1:
        parser.error("--rounds must be 1 or more")
    try:
        figures = chosen(options.only)
    except KeyError as word:
        parser.error(f"no figure is called {word}; --list has them")
    if options.list:
        print("\n".join(f"{figure.name:40s}{figure.what}" for figure in figures))
        return 0
    print(table(figures, *measured(figures, options.rounds)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
