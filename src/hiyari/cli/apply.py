"""``hiyari apply``: does the DNS changes of one stage of a plan, if the plan is still the same."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from hiyari.cli.messages import say, translator
from hiyari.cli.plan_render import edits_of, first_stage
from hiyari.cli.planning import draw_plan, needed_inventory
from hiyari.cli.progress import run_patiently
from hiyari.cli.sources import SourceOptions, make_authorities, resolver_options
from hiyari.dns.tsig import TsigKey, read_key
from hiyari.dns.update import UpdateState, send_update
from hiyari.dns.zone import is_below
from hiyari.model.clock import system_clock
from hiyari.model.error import ActionError, SafetyError, UserError
from hiyari.model.inventory import Inventory, ManagedZone, ServerAddress
from hiyari.model.plan import Plan, RrsetEdit, Stage
from hiyari.model.text import Duration, Text, ntext, text
from hiyari.preflight.published import watch

SHORTEST_DIGEST: Final = 12
"""Hexadecimal digits by which a plan may be named."""


@click.command()
@click.option("--digest", required=True, help="The digest that hiyari plan showed.")
@click.option(
    "--stage",
    type=click.Choice([stage.value for stage in Stage]),
    help="What to do: prepare, open, close or withdraw; else prepare or open, whichever is next.",
)
@click.option("--config", metavar="FILE", help="The inventory; else ./hiyari.toml or /etc/hiyari/hiyari.toml.")
@click.option(
    "--wait",
    type=click.FloatRange(0, 86400),
    default=60.0,
    help="Seconds to wait until every authoritative server shows the change.",
)
@click.option("--accept-unknown", is_flag=True, help="Go on although the plan could not find everything out.")
@resolver_options
def command(
    digest: str, stage: str | None, config: str | None, wait: float, *, accept_unknown: bool, **others: object
) -> int:
    """Do the DNS changes of one stage of the plan with this DIGEST, then ask every authoritative server for them.

    Exit code 4: the plan is another one by now, and nothing was changed. 5: begun and not finished.
    """
    inventory = needed_inventory(config)
    options = SourceOptions(**others)  # type: ignore[arg-type]
    run_patiently(
        _apply(inventory, options, digest.lower(), Stage(stage) if stage else None, wait, accept_unknown=accept_unknown)
    )
    return 0


async def _apply(
    inventory: Inventory, options: SourceOptions, digest: str, stage: Stage | None, wait: float, *, accept_unknown: bool
) -> None:
    plan = await draw_plan(inventory, options)
    _same(plan, digest)
    if plan.unknowns and not accept_unknown:
        _refuse_unknown(plan)
    edits = edits_of(plan, _stage(plan, stage))
    if not edits:
        raise UserError(text("The plan has no DNS change in this stage. Run hiyari plan for the stages."))
    targets = {zone: _target(inventory, zone) for zone in dict.fromkeys(edit.zone for edit in edits)}
    done: list[str] = []
    for zone, (primary, key) in targets.items():
        own = tuple(edit for edit in edits if edit.zone == zone)
        result = await send_update(zone, own, primary, key, max(options.timeout, 5.0))
        if result.state is not UpdateState.DONE:
            raise _failure(result.state, result.detail, done)
        done.append(zone)
        click.echo(translator().render(result.detail))
    await _verify(edits, inventory, options, wait)


def _same(plan: Plan, digest: str) -> None:
    if len(digest) < SHORTEST_DIGEST or not plan.digest.startswith(digest):
        sentence = text(
            "Nothing was changed: {digest} is not the digest of the present plan, because DNS or the inventory has "
            "moved, or it is not whole. Look at hiyari plan again; its digest is now {present}.",
            digest=digest,
            present=plan.digest,
        )
        raise SafetyError(sentence)


def _refuse_unknown(plan: Plan) -> None:
    """A sender whose answer is not known could be hurt without anybody seeing it beforehand."""
    for sentence in plan.unknowns:
        say(sentence)
    raise SafetyError(
        ntext(
            "Nothing was changed: {count} thing is unknown, so that the plan is not proven for everybody. Find it out "
            "first, or say --accept-unknown.",
            "Nothing was changed: {count} things are unknown, so that the plan is not proven for everybody. Find them "
            "out first, or say --accept-unknown.",
            len(plan.unknowns),
        )
    )


def _stage(plan: Plan, asked: Stage | None) -> Stage:
    """What was asked for; what a host needs to leave is never done unasked."""
    stage = asked or first_stage(plan)
    if stage is None:
        raise UserError(text("The plan has no DNS change in this stage. Run hiyari plan for the stages."))
    if asked is None and stage in {Stage.CLOSE, Stage.WITHDRAW}:
        sentence = text(
            "Nothing was changed: what is left takes records away. When the waiting times of the plan are over, say "
            "--stage {stage}.",
            stage=stage.value,
        )
        raise SafetyError(sentence)
    return stage


def _target(inventory: Inventory, zone: str) -> tuple[ServerAddress, TsigKey]:
    """Where the zone is changed, and with which key."""
    declared: list[ManagedZone] = [one for one in inventory.zones if is_below(zone, one.name)]
    found = max(declared, key=lambda one: len(one.name), default=None)
    if found is None or found.primary is None or found.key_file is None:
        sentence = text(
            "{path}: nobody says where {zone} is changed. Add a [[zone]] with name, primary and key_file, or use "
            "hiyari plan --format nsupdate.",
            path=inventory.path,
            zone=zone,
        )
        raise UserError(sentence)
    return found.primary, read_key(Path(inventory.path).parent / found.key_file)


def _failure(state: UpdateState, detail: Text, done: list[str]) -> UserError:
    if state is UpdateState.MOVED and not done:
        return SafetyError(text("Nothing was changed: {detail}. Look at hiyari plan again.", detail=detail))
    if state is UpdateState.UNKNOWN:
        sentence = text("{detail}. The zone may have been changed: look at hiyari plan again.", detail=detail)
    elif done:
        sentence = text(
            "{detail}. Changed before that: {done}. Mend it, then go on with hiyari plan.",
            detail=detail,
            done=tuple(done),
        )
    else:
        sentence = text("Nothing was changed: {detail}. Mend it, then try again.", detail=detail)
    return ActionError(sentence)


async def _verify(edits: tuple[RrsetEdit, ...], inventory: Inventory, options: SourceOptions, wait: float) -> None:
    """Every authoritative server must show it; a server that cannot be asked does not count as one that does."""
    authorities = make_authorities(options, inventory)
    seen = await watch(edits, authorities, clock=system_clock, longest=wait)
    for one in seen:
        if one.shown:
            shown = text(
                "{name} {type}: shown by {servers}", name=one.edit.name, type=one.edit.rdtype, servers=one.shown
            )
            click.echo(translator().render(shown))
    behind = tuple(dict.fromkeys(sentence for one in seen for sentence in one.behind))
    if behind:
        for sentence in behind:
            say(sentence)
        raise ActionError(
            text(
                "The change is made, and not every authoritative server shows it. Run hiyari check, and wait for them."
            )
        )
    longest = max((edit.remembered or 0 for edit in edits), default=0)
    following = text("Receivers may remember the old answers for {time} from now; then go on.", time=Duration(longest))
    click.echo(translator().render(following))
