"""`dcsim schema`: the scenario language as JSON Schema."""

from __future__ import annotations

import click


@click.command()
@click.option("--fields", is_flag=True, help="The table of fields as Markdown instead.")
def schema(fields: bool) -> None:
    """Print the JSON Schema of scenario files, for editors that complete and check while you type."""
    from dcsim.scenario.schema import field_table, schema_text

    click.echo(field_table() if fields else schema_text(), nl=False)
