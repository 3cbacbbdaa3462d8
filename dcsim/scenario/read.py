"""A scenario from its file: read, merged, completed, validated, every value with its origin.

Order of strength, weakest first, written down once and done in `_resolved`:
library and defaults < files named by `extends` < the file < a variant < single values (`--set`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from dcsim.errors import Mark, ScenarioError, UsageError
from dcsim.scenario.changes import change, expanded, node_from_data
from dcsim.scenario.checks import check
from dcsim.scenario.complete import complete
from dcsim.scenario.complete_energy import with_energy
from dcsim.scenario.faults import Faults, nearest, shown
from dcsim.scenario.files import Written, read_files, tree_from_text
from dcsim.scenario.hourly_files import with_hourly_files
from dcsim.scenario.model import ScenarioModel
from dcsim.scenario.network import Network
from dcsim.scenario.nodes import KeyPath, Node, Origin, merged
from dcsim.scenario.replay import ReplayRow, read_replays
from dcsim.scenario.structure import with_defaults
from dcsim.scenario.translate import validated
from dcsim.scenario.weather import Weather, read_weather

NOT_DATA = ("variants", "extends")


@dataclass(frozen=True)
class Scenario:
    """What a planner wrote, complete and without fault.

    `data` is the whole of it as plain values, `origins` says for every value who set it; `replays` holds the
    rows of interruptions given as files, `weather` a year of weather given as a file. `sha256` names the
    content: equal data, equal name.
    """

    model: ScenarioModel
    data: Mapping[str, object]
    origins: Mapping[KeyPath, Origin]
    name: str
    sha256: str
    replays: Mapping[str, tuple[ReplayRow, ...]]
    weather: Weather | None
    written: Written = field(repr=False, compare=False)
    applied: str | None = None
    changes: tuple[tuple[str, object], ...] = ()

    @cached_property
    def marks(self) -> Mapping[KeyPath, Mark]:
        """Where each section and value begins: the first of its values that stands in a file."""
        found: dict[KeyPath, Mark] = {}
        for path, origin in self.origins.items():
            if origin.mark is not None:
                for end in range(len(path) + 1):
                    found[path[:end]] = min(found.get(path[:end], origin.mark), origin.mark)
        return found

    @property
    def variants(self) -> tuple[str, ...]:
        """Names of the what-if changes in the file."""
        return tuple(self.model.variants)

    def with_values(self, changes: Mapping[str, object]) -> Scenario:
        """The same scenario with single values changed, by dotted path, such as {"power.gensets.count": 5}.

        None removes a value, so that the library's comes back. Raises ScenarioError.
        """
        return _scenario(self.written, Faults(), self.applied, {**dict(self.changes), **changes})

    def as_written(self, variant: str | None = None) -> Scenario:
        """The file without any single values changed: as it is, or with one of its variants."""
        return _scenario(self.written, Faults(), variant, {})

    def variant(self, name: str) -> Scenario:
        """The scenario with one of its variants applied; single values changed before stay changed."""
        return _scenario(self.written, Faults(), name, dict(self.changes))


def read_scenario(
    path: str | Path, *, variant: str | None = None, values: Mapping[str, object] | None = None
) -> Scenario:
    """The scenario in a YAML file, with a variant and single values applied.

    Raises ScenarioError with every fault at its line and column, UsageError for a file that cannot be read
    or a variant that is not there.
    """
    faults = Faults()
    return _scenario(read_files(Path(path), faults), faults, variant, values or {})


def check_scenario(
    path: str | Path, *, variant: str | None = None, values: Mapping[str, object] | None = None
) -> Scenario:
    """Like `read_scenario`, and every variant of the file is looked through as well."""
    faults = Faults()
    written = read_files(Path(path), faults)
    read = _copy(faults)
    scenario: Scenario | None = None
    with suppress(ScenarioError):  # raised below, together with the faults of the variants
        scenario = _scenario(written, faults, variant, values or {})
    known = {(fault.mark, fault.message) for fault in faults.found}
    for name, node in written.tree.child("variants").children.items():
        if not isinstance(node.value, dict) or name == variant:
            continue
        others = _copy(read, context=f" [variant {shown(name)}]")
        _resolved(written, others, name, {})
        faults.found += [
            f for f in others.found if (f.mark, f.message.removesuffix(others.context)) not in known
        ]
    faults.raise_if_any(written.sources)
    if scenario is None:
        raise UsageError("the scenario has faults that could not be placed")
    return scenario


def scenario_from_text(
    text: str,
    name: str = "scenario.yaml",
    *,
    folder: str | Path | None = None,
    variant: str | None = None,
    values: Mapping[str, object] | None = None,
) -> Scenario:
    """The scenario in a YAML text; files it names lie in `folder`. Raises ScenarioError."""
    faults = Faults()
    sources: dict[str, str] = {}
    tree = tree_from_text(text, name, sources, faults)
    if tree.has("extends"):
        faults.at(tree.child("extends").origin.mark, "'extends' is only possible in a file", ("extends",))
        tree = Node({k: v for k, v in tree.children.items() if k != "extends"}, tree.origin)
    written = Written(tree, Path(name).stem, Path(folder) if folder is not None else None, sources, name)
    return _scenario(written, faults, variant, values or {})


def scenario_from_data(
    data: Mapping[str, object],
    name: str = "scenario",
    *,
    folder: str | Path | None = None,
    variant: str | None = None,
    values: Mapping[str, object] | None = None,
) -> Scenario:
    """The scenario in plain dictionaries, as `Scenario.data` gives them. Raises ScenarioError."""
    faults = Faults()
    tree = node_from_data(data, Origin("file"), faults)
    written = Written(tree, name, Path(folder) if folder is not None else None)
    return _scenario(written, faults, variant, values or {})


def _copy(faults: Faults, context: str = "") -> Faults:
    return Faults(context, [], set(faults.unreadable), set(faults.faulty))


def _scenario(
    written: Written, faults: Faults, variant: str | None, values: Mapping[str, object]
) -> Scenario:
    tree, model, replays, weather = _resolved(written, faults, variant, values)
    faults.raise_if_any(written.sources)
    if model is None:
        raise UsageError("the scenario has faults that could not be placed")
    kept = replace(tree, value={name: node for name, node in tree.children.items() if name not in NOT_DATA})
    data = kept.plain()
    return Scenario(
        model=model,
        data=data if isinstance(data, dict) else {},
        origins={path: node.origin for path, node in kept.leaves()},
        name=written.stem + (f"+{variant}" if variant else "") + ("+set" if values else ""),
        sha256=_fingerprint(data, replays, weather),
        replays=replays,
        weather=weather,
        written=written,
        applied=variant,
        changes=tuple(values.items()),
    )


def _resolved(
    written: Written, faults: Faults, variant: str | None, values: Mapping[str, object]
) -> tuple[Node, ScenarioModel | None, dict[str, tuple[ReplayRow, ...]], Weather | None]:
    """The complete tree, with the scenario in it if it is without fault. The order of strength is here."""
    tree = written.tree  # the file over what it extends
    if variant is not None:
        tree = merged(tree, _patch(tree, variant, faults))
    for pattern, value in values.items():
        for path in expanded(tree, pattern):
            tree = merged(tree, change(tree, path, value, faults))
    tree = _without_nulls(tree, tree, (), faults)
    tree = with_hourly_files(tree, written, faults)
    replays, weather = read_replays(tree, written, faults), read_weather(tree, written, faults)
    hit = Network(tree).hit() | {name for rows in replays.values() for row in rows for name in row.hits}
    # the library and the defaults, where nothing is said
    completed = with_defaults(with_energy(complete(tree, faults, hit), weather, faults))
    model = validated(completed, faults)
    check(completed, written.tree, faults)
    return completed, model, replays, weather


def _patch(tree: Node, variant: str, faults: Faults) -> Node:
    """A variant as a patch on the file; raises UsageError when there is none of this name."""
    variants = tree.child("variants").children
    if variant not in variants:
        known = f"; variants: {', '.join(variants)}" if variants else "; it has none"
        raise UsageError(f"the scenario has no variant {shown(variant)}{nearest(variant, variants) or known}")
    patch = variants[variant]
    for name in NOT_DATA:
        if patch.has(name):
            faults.add(tree, ("variants", variant, name), f"a variant cannot change '{name}'", key=True)
    members = {name: node for name, node in patch.children.items() if name not in NOT_DATA}
    return Node(members, patch.origin).from_variant(variant)


def _without_nulls(tree: Node, node: Node, path: KeyPath, faults: Faults) -> Node:
    """The tree without values that are null; each is a fault, for a null only means something in a patch."""
    if isinstance(node.value, list):
        items = [_without_nulls(tree, item, path, faults) for item in node.value]
        if any(item.value is None for item in items):
            faults.add(tree, path, f"a value in '{path[-1]}' is empty")
        return replace(node, value=[item for item in items if item.value is not None])
    if not isinstance(node.value, dict):
        return node
    members = {}
    for name, child in node.value.items():
        if path == () and name == "variants" and child.value is not None:
            members[name] = child
        elif child.value is None:
            hint = "; remove the line, or write {} for an empty section"
            faults.add(tree, (*path, name), f"{shown(name)} has no value", key=True, hint=hint)
        else:
            members[name] = _without_nulls(tree, child, (*path, name), faults)
    return replace(node, value=members)


def _fingerprint(data: object, replays: Mapping[str, tuple[ReplayRow, ...]], weather: Weather | None) -> str:
    rows = {name: [[r.start_h, r.duration_h, list(r.hits)] for r in rows] for name, rows in replays.items()}
    hours = [] if weather is None else [[weather.drybulb_c, weather.wetbulb_c]]
    text = json.dumps(
        [data, rows, *hours], sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
