"""``hiyari ledger status``: where campaigns stand, and what to do next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

import click
import sqlalchemy as sa

from hiyari.cli.exit import ExitCode
from hiyari.cli.paper import FORMS, SHOWN, Paper, needed_campaign, reading, stamp, write_json
from hiyari.cli.render.fold import columns
from hiyari.cli.sending.outcome import state_words
from hiyari.cli.state import open_state, state_options
from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.book import CampaignRow, CampaignState
from hiyari.delivery.ledger.claim import Running, runs
from hiyari.delivery.ledger.look import LOOKED_AT, Tally, alarm_rows, runner, tallies
from hiyari.delivery.ledger.node import alive, this_node
from hiyari.delivery.ledger.states import Delivered, Standing, State
from hiyari.delivery.telling.case import AlarmRow
from hiyari.delivery.telling.happened import moment
from hiyari.delivery.telling.proof import alarm_words
from hiyari.delivery.telling.words import command_line, delivered_word, standing_word
from hiyari.model.clock import system_clock
from hiyari.model.text import Text, ntext, text

_DIGITS: Final = 12
_SECOND: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where a campaign stands."""

    row: CampaignRow
    tallies: list[Tally]
    runner: Running | None
    runs: bool | None
    """Whether its runner lives; None where that cannot be seen from this machine."""
    alarms: list[AlarmRow]

    @property
    def states(self) -> Counter[State]:
        """Deliveries by state."""
        return _sum(self.tallies)

    @property
    def near_misses(self) -> int:
        """What a person has to look at."""
        return sum(self.states[one] for one in LOOKED_AT)

    @property
    def orphans(self) -> int:
        """Deliveries on their way, of a sender that is dead or gone: nobody knows whether they arrived."""
        return self.states[State.SENDING] if self.runs is False else 0

    @property
    def exit_code(self) -> ExitCode:
        """1 for a near miss, 3 where it cannot be known whether deliveries are on their way."""
        if self.near_misses or self.orphans:
            return ExitCode.NEAR_MISS
        unknown = self.runs is None and self.states[State.SENDING]
        return ExitCode.UNKNOWN if unknown else ExitCode.FINE


@click.command()
@click.argument("campaign", required=False, metavar="[CAMPAIGN]")
@click.option("--all", "everything", is_flag=True, help="Show every lane, however many there are.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it.")
@state_options
def status(campaign: str | None, *, everything: bool, form: str, state: str | None, config: str | None) -> int:
    """Show where CAMPAIGN stands; without it, every campaign in a line.

    Exit code 1 when something is uncertain or doubted.
    """
    with reading(open_state(state, config, must_exist=True)) as connection:
        rows = book.campaigns(connection) if campaign is None else [needed_campaign(connection, campaign)]
        stands = [_stand(connection, row) for row in rows]
    if form == "json":
        write_json("status", {"campaigns": len(stands)}, campaigns=[_value(one) for one in stands])
    else:
        paper = Paper()
        if campaign is None:
            _list(paper, stands)
        else:
            _whole(paper, stands[0], everything=everything)
        paper.write()
    codes = {one.exit_code for one in stands}
    return next((one for one in (ExitCode.NEAR_MISS, ExitCode.UNKNOWN) if one in codes), ExitCode.FINE)


def _stand(connection: sa.Connection, row: CampaignRow) -> Stand:
    claimed = runner(connection, row.name)
    return Stand(
        row=row,
        tallies=tallies(connection, row.name),
        runner=claimed,
        runs=_runs(claimed),
        alarms=alarm_rows(connection, row.name),
    )


def _runs(claimed: Running | None) -> bool | None:
    if claimed is None:
        return False
    return runs(claimed, this_node(), int(system_clock().timestamp() * _SECOND), alive)


def _list(paper: Paper, stands: list[Stand]) -> None:
    if not stands:
        paper.say(text("The ledger has no campaign yet. Load one: hiyari send CAMPAIGN.toml"))
        return
    most = max(columns(one.row.name) for one in stands)
    for one in stands:
        name = one.row.name + " " * (most - columns(one.row.name))
        paper.beside(name, text("{begun}: {states}", begun=_begun(one), states=_states(one.states)), 0)
    near = [one.row.name for one in stands if one.near_misses or one.orphans]
    if near:
        paper.gap()
        paper.say(text("To be looked at:"))
        paper.command(command_line("hiyari", "ledger", "uncertain", *near[:1] if len(near) == 1 else ()))


def _begun(one: Stand) -> Text:
    if one.row.begun_us is None:
        return text("loaded {at}, not begun", at=moment(one.row.loaded_us))
    return text("begun {at}", at=moment(one.row.begun_us))


def _states(counts: Counter[State]) -> tuple[Text, ...]:
    return state_words(counts) or (text("nobody"),)


def _whole(paper: Paper, one: Stand, *, everything: bool) -> None:
    paper.say(text("{campaign}: {states}", campaign=one.row.name, states=_states(one.states)))
    paper.gap()
    paper.say(text("Loaded {at}", at=moment(one.row.loaded_us)))
    if one.row.begun_us is None:
        paper.say(text("Not begun: nothing of it has been sent"))
    else:
        digest = one.row.digest[:_DIGITS]
        paper.say(text("Begun {at}, by the digest {digest}", at=moment(one.row.begun_us), digest=digest))
    paper.say(_who(one))
    paper.gap()
    _lanes(paper, one, everything=everything)
    paper.gap()
    paper.say(text("Delivered: {counts}", counts=_delivered(one.tallies)))
    paper.say(text("Addresses: {counts}", counts=_standing(one.tallies)))
    _alarms(paper, one, everything=everything)
    _next(paper, one)


def _who(one: Stand) -> Text:
    if one.runner is None:
        return text("Nobody sends it now")
    beat = moment(one.runner.beat_us)
    if one.runs is None:
        return text(
            "Unknown whether it is being sent: {node}, on another machine, was last heard of at {at}",
            node=one.runner.node,
            at=beat,
        )
    if one.runs:
        return text("Being sent by {node}, last heard of at {at}", node=one.runner.node, at=beat)
    return text("Nobody sends it now: {node} died after {at}", node=one.runner.node, at=beat)


def _lanes(paper: Paper, one: Stand, *, everything: bool) -> None:
    lanes = Counter[str]()
    for tally in one.tallies:
        lanes[tally.lane] += tally.count
    largest = sorted(lanes, key=lambda lane: (-lanes[lane], lane))
    shown = largest if everything else largest[:SHOWN]
    most = max((columns(lane) for lane in shown), default=0)
    for lane in shown:
        counts = _sum([tally for tally in one.tallies if tally.lane == lane])
        paper.beside(lane + " " * (most - columns(lane)), text("{states}", states=_states(counts)))
    if len(largest) > len(shown):
        rest = len(largest) - len(shown)
        paper.say(ntext("and {count} more lane: --all", "and {count} more lanes: --all", rest), 2)


def _alarms(paper: Paper, one: Stand, *, everything: bool) -> None:
    shown = one.alarms if everything else one.alarms[-SHOWN:]
    if shown:
        paper.gap()
        paper.say(text("Answers that were not believed:"))
    for alarm in shown:
        for sentence in alarm_words(alarm):
            paper.say(sentence, 2)
    if len(one.alarms) > len(shown):
        rest = len(one.alarms) - len(shown)
        paper.say(ntext("and {count} earlier one: --all", "and {count} earlier ones: --all", rest), 2)


def _next(paper: Paper, one: Stand) -> None:
    paper.gap()
    if one.orphans:
        paper.say(
            ntext(
                "{count} message was on its way when its sender died. The next hiyari send calls it uncertain.",
                "{count} messages were on their way when their sender died. The next hiyari send calls them uncertain.",
                one.orphans,
            )
        )
    if one.near_misses:
        paper.say(
            ntext(
                "{count} recipient may or may not have it, or is refused by an answer that is not believed:",
                "{count} recipients may or may not have it, or are refused by answers that are not believed:",
                one.near_misses,
            )
        )
        paper.command(command_line("hiyari", "ledger", "uncertain", one.row.name))
    left = one.states[State.WAITING] + one.states[State.DEFERRED]
    if left and one.row.state is CampaignState.BEGUN and not one.runs:
        paper.say(ntext("{count} is left to send. To go on:", "{count} are left to send. To go on:", left))
        paper.command(f"hiyari send CAMPAIGN.toml --digest {one.row.digest[:_DIGITS]}")
    elif left and one.row.state is CampaignState.LOADING:
        paper.say(text("To see what would be sent, and to send it:"))
        paper.command("hiyari send CAMPAIGN.toml")
    paper.say(text("What happened to one recipient:"))
    paper.command("hiyari ledger why ADDRESS")


def _sum(found: list[Tally]) -> Counter[State]:
    counts = Counter[State]()
    for one in found:
        counts[one.state] += one.count
    return counts


def _delivered(found: list[Tally]) -> tuple[Text, ...]:
    counts = {kind: sum(one.count for one in found if one.delivered is kind) for kind in reversed(Delivered)}
    return tuple(_counted(count, delivered_word(kind)) for kind, count in counts.items())


def _standing(found: list[Tally]) -> tuple[Text, ...]:
    order = (Standing.GOOD, Standing.DOUBTED, Standing.BAD, Standing.UNKNOWN)
    counts = {kind: sum(one.count for one in found if one.standing is kind) for kind in order}
    return tuple(_counted(count, standing_word(kind)) for kind, count in counts.items())


def _counted(count: int, word: Text) -> Text:
    return text("{count} {word}", count=count, word=word)


def _value(one: Stand) -> dict[str, Any]:
    return {
        "campaign": one.row.name,
        "state": one.row.state.value,
        "digest": one.row.digest,
        "loaded": stamp(one.row.loaded_us),
        "begun": stamp(one.row.begun_us),
        "runner": None
        if one.runner is None
        else {"node": one.runner.node, "heard": stamp(one.runner.beat_us), "alive": one.runs},
        "near_misses": one.near_misses + one.orphans,
        "tallies": [
            {
                "lane": tally.lane,
                "state": tally.state.value,
                "delivered": tally.delivered.value,
                "standing": tally.standing.value,
                "count": tally.count,
            }
            for tally in one.tallies
        ],
        "alarms": [
            {
                "lane": alarm.lane,
                "egress": alarm.egress,
                "since": stamp(alarm.since_us),
                "at": stamp(alarm.at_us),
                "results": alarm.results,
                "unknown": alarm.unknown,
                "known_good": alarm.known_good,
                "expected": alarm.expected,
            }
            for alarm in one.alarms
        ],
    }
