"""``hiyari plan``: the changes that the inventory wants, in their order, with what receivers will say."""

from __future__ import annotations

import click

from hiyari.cli.exit import ExitCode
from hiyari.cli.messages import translator
from hiyari.cli.plan_render import PEOPLE, TOOLS, edits_of, first_stage
from hiyari.cli.planning import draw_plan, needed_inventory
from hiyari.cli.progress import run_patiently
from hiyari.cli.sources import SourceOptions, source_options
from hiyari.model.error import UserError
from hiyari.model.plan import Plan, Stage
from hiyari.model.text import text


@click.command()
@click.option("--config", metavar="FILE", help="The inventory; else ./hiyari.toml or /etc/hiyari/hiyari.toml.")
@click.option("--format", "form", type=click.Choice([*PEOPLE, *TOOLS]), default="text", help="How to show it.")
@click.option(
    "--stage",
    type=click.Choice([stage.value for stage in Stage]),
    help="The stage that bind, octodns and nsupdate show; else the next one.",
)
@source_options
def command(config: str | None, form: str, stage: str | None, **others: object) -> int:
    """Plan the change from what DNS says to what the inventory declares: planned, active and retiring hosts.

    Exit code 0 is a plan, or nothing to do; 1 something in the way; 3 something unknown.
    """
    inventory = needed_inventory(config)
    plan = run_patiently(draw_plan(inventory, SourceOptions(**others)))  # type: ignore[arg-type]
    if form in PEOPLE:
        click.echo(PEOPLE[form](plan, translator()))
    else:
        wanted = Stage(stage) if stage else first_stage(plan)
        edits = edits_of(plan, wanted)
        if not edits:
            raise UserError(text("There is no DNS change to show. Run hiyari plan for the whole plan."))
        click.echo(TOOLS[form](edits))
    return exit_code(plan)


def exit_code(plan: Plan) -> ExitCode:
    """Something in the way is a near miss; something unknown is never a finished plan."""
    if plan.obstacles:
        return ExitCode.NEAR_MISS
    return ExitCode.UNKNOWN if plan.unknowns else ExitCode.FINE
