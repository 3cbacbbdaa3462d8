"""Puts the validator's findings into the planner's words, at the place they are written."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from dcsim.scenario import unsupported
from dcsim.scenario.faults import Faults, nearest, shown
from dcsim.scenario.model import CoolingUnits, PowerGroup, ScenarioModel
from dcsim.scenario.network import Network, as_name
from dcsim.scenario.nodes import KeyPath, Node, mark_of
from dcsim.scenario.structure import annotation_at, choices_of, fields_of, kinds_of, section_of

NAME_RULE = "lower-case letters, digits and hyphens, beginning with a letter, at most 60"
KEY_RULES = {
    "litres_per_h": "is no load in percent such as '75 %'",
    "steps": "is no number of months after signing, such as 6",
}
"""What the keys of a map must be where they are no names."""
# Fields that take several shapes: the validator reports one finding for each, the planner needs one sentence.
SHAPES = {
    "hits": "'hits' must be a name, a list of names, or `all`",
    "brings": "'brings' must be a mapping such as {gensets: 2, hall-2: all}",
    "retires": "'retires' must be a mapping such as {gensets: 2, feed-1: all}",
    "early_life": "'early_life' must be a mapping such as {multiplier: 3}; `multiplier: 1` is none of it",
    "tie_in": "'tie_in' must be a mapping such as {groups: [board-a], hours: 8}",
    "ramp": "'ramp' must be {months: 12}, {like: bank}, {s_curve: …} or {steps: {0: 0.5, 12: 1}}",
    "signs": "'signs' must be a mapping such as {after_months: 6}",
    "leaves": "'leaves' must be a mapping such as {late_months: 12, probability: 0.5}",
    "programme": "'programme' must be a mapping such as {cv: 0.2}",
    "market": "'market' must be a mapping such as {cv: 0.3}",
    "planning": "'planning' must be a mapping such as {keeps: N+1}",
    "late": "'late' must be `never` or say how late: {probability: 0.5, by_months: 9}",
    "profile": "'profile' must be the name of a library profile, or {day: …, week: …, season: …}",
    "target": "'target' must be I, II, III, III+, IV, or {availability: 0.9999}",
}
_NO_NAME = "string_pattern_mismatch"
_UNITS = {
    "_mw": " MW",
    "_mva": " MVA",
    "_h": " h",
    "_s": " s",
    "_min": " min",
    "_days": " days",
    "_per_year": " per year",
}


def validated(tree: Node, faults: Faults) -> ScenarioModel | None:
    """The scenario in `tree`; None, with faults, where it breaks a rule of a single field."""
    try:
        return ScenarioModel.model_validate(tree.plain())
    except ValidationError as error:
        findings = error.errors(include_url=False)
    # Unknown fields first: a misspelt field is not also reported as missing.
    for finding in sorted(findings, key=lambda f: f["type"] == "missing"):
        path, missing = _written_path(tree, finding["loc"])
        _translate(tree, path, missing, dict(finding), faults)
    return None


def _written_path(tree: Node, loc: tuple[int | str, ...]) -> tuple[KeyPath, str]:
    """The part of a location that is written in the file (the validator adds labels), and the next part."""
    path: KeyPath = ()
    here = tree
    for part in loc:
        if isinstance(part, str) and here.has(part):
            here = here.children[part]
            path = (*path, part)
    return path, str(loc[-1])


def _translate(tree: Node, path: KeyPath, last: str, finding: dict[str, Any], faults: Faults) -> None:
    kind = finding["type"]
    if kind == "missing":
        if not faults.has((*path, last)):
            where = f" (in {'.'.join(path)})" if path else ""
            faults.at_section(tree, path, f"'{last}' is missing{where}", last)
    elif faults.has(path) or (kind == "too_short" and faults.within(path)):
        return
    elif last == "[key]":
        rule = KEY_RULES.get("".join(path[-2:-1]), f"is no name: {NAME_RULE}")
        faults.add(tree, path, f"{shown(path[-1])} {rule}", key=True)
        faults.expect(path[:-1], as_name(path[-1]))
    elif kind == "extra_forbidden":
        _unknown_field(tree, path, faults)
    elif kind.startswith("union_tag"):
        _unknown_kind(tree, path, faults)
    elif path and path[-1] in SHAPES:
        faults.add(tree, path, SHAPES[path[-1]])
    else:
        message, hint = _value_words(tree, path, finding)
        item = _item(tree, path, finding["loc"])
        faults.add(tree, path, message, hint=hint, at=item)
        mark = item.origin.mark if item else mark_of(tree, path)
        if kind == _NO_NAME and mark:
            faults.unreadable.add(mark)  # that it names nothing is the same fault


def _item(tree: Node, path: KeyPath, loc: tuple[int | str, ...]) -> Node | None:
    """The item of a list that is meant, so that the caret stands under it."""
    here = tree
    for part in path:
        here = here.children[part]
    index = next((part for part in loc if isinstance(part, int)), None)
    if isinstance(here.value, list) and index is not None and index < len(here.value):
        return here.value[index]
    return None


def _unknown_field(tree: Node, path: KeyPath, faults: Faults) -> None:
    field, above = path[-1], path[:-1]
    here = tree
    for part in above:
        here = here.children[part]
    section = section_of(annotation_at(tree, above), here)
    if section is None:
        faults.add(tree, path, f"unknown field {shown(field)}", key=True)
        return
    advice = unsupported.advice(section, field)
    if advice is not None:
        faults.add(tree, path, advice, key=True)
    elif unsupported.is_not_yet(section, field):
        faults.add(tree, path, f"{shown(field)} is not yet supported", key=True)
    else:
        known = list(fields_of(section))
        hint = nearest(field, known)
        faults.add(
            tree, path, f"unknown field {shown(field)}", key=True, hint=hint or f"; known: {', '.join(known)}"
        )
        for name in known:
            if hint == f"; did you mean '{name}'?":
                faults.expect(path[:-1], name)


def _unknown_kind(tree: Node, path: KeyPath, faults: Faults) -> None:
    here = tree
    for part in path:
        here = here.children[part]
    known, other = list(kinds_of(PowerGroup)), list(kinds_of(CoolingUnits))
    if path[0] == "cooling":
        known, other = other, known
    kind = here.child("kind")
    if not here.has("kind"):
        misspelt = [name for name in here.children if nearest(name, ["kind"])]
        hint = f"; is '{misspelt[0]}' meant?" if misspelt else f"; known: {', '.join(known)}"
        faults.add(tree, path, f"{shown(path[-1])} has no 'kind'", key=True, hint=hint)
    elif kind.text in unsupported.KINDS:
        faults.add(tree, (*path, "kind"), f"kind {shown(kind.text)} is not yet supported")
    elif kind.text in other:
        where = "power" if path[0] == "cooling" else "cooling"
        faults.add(tree, (*path, "kind"), f"kind {shown(kind.text)} belongs in '{where}'")
    else:
        found = shown(kind.text) if kind.text is not None else _found(kind)
        hint = nearest(kind.text or "", known) or f"; known: {', '.join(known)}"
        faults.add(tree, (*path, "kind"), f"unknown kind {found}", hint=hint)


def _value_words(tree: Node, path: KeyPath, finding: dict[str, Any]) -> tuple[str, str]:
    """The sentence for a value that breaks a rule, and a hint."""
    field = f"'{path[-1]}'" if path else "the scenario"
    kind, limits = finding["type"], finding.get("ctx", {})
    unit = next((u for end, u in _UNITS.items() if path and path[-1].endswith(end)), "")
    node = tree
    for part in path:
        node = node.children[part]
    if kind == "value_error":
        return f"{field}: {str(finding['msg']).removeprefix('Value error, ')}", ""
    if kind == "literal_error":
        choices = choices_of(annotation_at(tree, path))
        text = node.text or ""
        words = f"one of {', '.join(choices)}" if len(choices) > 1 else "".join(choices)
        return f"{field} must be {words}", nearest(text, choices)
    if kind in _RULES:
        found = finding["input"]
        words = _RULES[kind].format(unit=unit, found=_found(found), number=_number(found), **limits)
        meant = as_name(str(found)) if kind == _NO_NAME else ""
        return f"{field} {words}", f"; did you mean '{meant}'?" if meant in Network(tree).members else ""
    return f"{field}: {finding['msg'][:1].lower()}{finding['msg'][1:]}", ""


def _found(value: object) -> str:
    """What was found instead, in a word or two."""
    value = value.value if isinstance(value, Node) else value
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    return f"the text {shown(value)}" if isinstance(value, str) else shown(value)


def _number(value: object) -> str:
    return f"{value:,.10g}" if isinstance(value, int | float) else str(value)[:40]


_RULES = {
    "greater_than": "is {number}; it must be more than {gt:,.10g}{unit}",
    "greater_than_equal": "is {number}; it must be at least {ge:,.10g}{unit}",
    "less_than": "is {number}; it must be less than {lt:,.10g}{unit}",
    "less_than_equal": "is {number}; it must be at most {le:,.10g}{unit}",
    "int_type": "must be a whole number, not {found}",
    "int_from_float": "must be a whole number, not {found}",
    "string_type": "must be text, not {found}",
    "dict_type": "must be a mapping, not {found}",
    "model_type": "must be a mapping, not {found}",
    "model_attributes_type": "must be a mapping, not {found}",
    "tuple_type": "must be a list, not {found}",
    "string_pattern_mismatch": "has {found}, which is no name: " + NAME_RULE,
    "string_too_short": "is empty",
    "string_too_long": "is longer than {max_length} characters",
    "too_short": "needs at least {min_length}, not {actual_length}",
    "too_long": "takes at most {max_length}",
}
