"""`dcsim audit FILE`: is it concurrently maintainable, is it fault tolerant?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dcsim.cli.options import scenario_options
from dcsim.cli.survive import day_from
from dcsim.errors import UsageError

if TYPE_CHECKING:
    from dcsim.scenario import Scenario


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.option("--every", is_flag=True, help="List the steps that are met as well.")
@click.option("--beyond", is_flag=True, help="Each failure during each maintenance as well (slow).")
@click.option("--at", metavar="DAY", help="As it stands on a day such as 2031-06-30 by plan, not finished.")
@click.option("--explain", metavar="STEP", help="One step in full, such as maintain:mv-a.")
@scenario_options
def audit(
    scenario: Scenario, as_json: bool, every: bool, beyond: bool, at: str | None, explain: str | None
) -> None:
    """Walk the plant of FILE at full build-out: take out one thing after another, the utility absent.

    Exit 0 when done, 2 for bad input.
    """
    from dcsim.render.audit import audit_text, to_json
    from dcsim.tiers.audit import audit as walked

    day = day_from(at)
    found = walked(scenario, at=day, looks_beyond=beyond)
    if explain is not None:
        steps = {step.name: step for step in found.steps}
        if explain not in steps:
            from difflib import get_close_matches

            near = get_close_matches(explain, steps, n=1)
            hint = f"; did you mean '{near[0]}'?" if near else "; --every lists them, --json has their names"
            raise UsageError(f"there is no step '{explain[:60]}'{hint}")
        from dcsim.render.audit_story import explain_text
        from dcsim.tiers.audit.explain import explained
        from dcsim.tiers.audit.standing import stands

        click.echo(explain_text(explained(stands(scenario.model, day), steps[explain])), nl=False)
        return
    text = to_json(scenario, found, day) if as_json else audit_text(scenario, found, day, every=every)
    click.echo(text, nl=False)
