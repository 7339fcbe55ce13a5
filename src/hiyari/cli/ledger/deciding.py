"""What ``resolve`` and ``cancel`` share: show a decision with its digest, or carry it out by it."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from hiyari.cli.acting import SHORTEST, person
from hiyari.cli.exit import ExitCode
from hiyari.cli.paper import Paper, write_json
from hiyari.delivery.deciding.carry_out import Done, carry_out
from hiyari.delivery.deciding.decision import SHOWN, Decision, Draft, Held, Row
from hiyari.delivery.ledger.book import CampaignRow
from hiyari.delivery.ledger.change import Source
from hiyari.delivery.telling.case import DECIDED
from hiyari.delivery.telling.causes import cause_words
from hiyari.delivery.telling.words import state_word
from hiyari.model.clock import system_clock
from hiyari.model.error import ActionError, SafetyError, UserError
from hiyari.model.text import Remote, Text, ntext, text

_LONGEST_REASON: Final = 500
_SECOND: Final = 1_000_000


def read_reason(written: str) -> str:
    """Why: kept in the ledger for whoever asks later.

    Raises:
        UserError: It is blank, or too long to be kept.
    """
    reason = written.strip()
    if not reason:
        raise UserError(text("--reason is blank. Write why, for whoever asks the ledger later."))
    if len(reason) > _LONGEST_REASON:
        sentence = text("--reason has {count} characters. Write it in {most}.", count=len(reason), most=_LONGEST_REASON)
        raise UserError(sentence)
    return reason


def show_or_do(
    engine: sa.Engine, row: CampaignRow, draft: Draft, digest: str | None, *, form: str, notes: tuple[Text, ...] = ()
) -> int:
    """Show the decision; with its digest, carry it out.

    Raises:
        SafetyError: Nothing of it may be done, or the digest is of something else.
        ActionError: Rows have moved while it was written.
    """
    paper = Paper()
    if not draft.numbers:
        _refuse_nothing(draft)
        if form == "json":
            _as_json(draft, done=None)
        else:
            paper.say(text("{campaign}: nothing is in that state, so there is nothing to decide.", campaign=row.name))
            paper.write()
        return ExitCode.FINE
    if digest is None:
        if form == "json":
            _as_json(draft, done=None)
        else:
            _show(paper, draft, notes)
            paper.write()
        return ExitCode.FINE
    if not draft.digest.startswith(digest):
        sentence = text(
            "Nothing was done: the rows, or the decision, are no longer those that were shown as {digest}. Look "
            "again: the same command without --digest.",
            digest=digest[:SHORTEST],
        )
        raise SafetyError(sentence)
    try:
        done = carry_out(engine, draft, _source(draft.reason))
    finally:
        engine.dispose()
    if form == "json":
        _as_json(draft, done)
    else:
        paper.say(_done(draft, done))
        if draft.decision is Decision.AGAIN and done.written:
            paper.say(text("Queued deliveries go out when the campaign's sender runs:"))
            paper.command(f"hiyari send CAMPAIGN.toml --digest {row.digest[:SHORTEST]}")
        paper.write()
    _complain(done)
    return ExitCode.FINE


def _source(reason: str) -> Source:
    return Source(at_us=int(system_clock().timestamp() * _SECOND), node=person(), phase=DECIDED, said=reason)


def _refuse_nothing(draft: Draft) -> None:
    if not draft.held:
        return
    problems = [_held(held, count) for held, count in draft.held.items()]
    problems += [_one(row) for row in draft.first_held]
    raise SafetyError(*problems)


def _show(paper: Paper, draft: Draft, notes: tuple[Text, ...]) -> None:
    paper.say(text("{campaign}: {what}; nothing is done yet", campaign=draft.campaign, what=_what(draft)))
    paper.gap()
    for (lane, state, cause), count in sorted(draft.counts.items(), key=lambda one: (-one[1], str(one[0]))):
        words = cause_words(cause) if cause is not None else state_word(state)
        paper.say(text("{lane}: {count} {state}", lane=lane, count=count, state=words), 2)
    paper.gap()
    for row in draft.first:
        paper.say(_one(row), 2)
    if len(draft.numbers) > len(draft.first):
        more = len(draft.numbers) - len(draft.first)
        paper.say(ntext("and {count} more", "and {count} more", more), 2)
    paper.gap()
    paper.say(_risk(draft))
    for held, count in draft.held.items():
        paper.say(_held(held, count))
    for note in notes:
        paper.say(note)
    paper.gap()
    paper.say(text("Reason: {reason}", reason=Remote(draft.reason)))
    paper.say(text("To do it, give the same command with: --digest {digest}", digest=draft.digest[:SHORTEST]))


def _what(draft: Draft) -> Text:
    count = len(draft.numbers)
    match draft.decision:
        case Decision.SENT:
            return ntext(
                "{count} delivery would be recorded as delivered",
                "{count} deliveries would be recorded as delivered",
                count,
            )
        case Decision.AGAIN:
            return ntext("{count} delivery would be sent again", "{count} deliveries would be sent again", count)
        case Decision.NEVER:
            return ntext("{count} delivery would not be sent", "{count} deliveries would not be sent", count)


def _one(row: Row) -> Text:
    words = cause_words(row.cause) if row.cause is not None else state_word(row.state)
    return text("row {row}  {address}: {state}", row=row.number, address=row.address, state=words)


def _risk(draft: Draft) -> Text:
    rest = len(draft.numbers) - draft.risky
    match draft.decision:
        case Decision.AGAIN if draft.risky:
            return ntext(
                "Risk: {count} of these may have it already, and would get it twice.",
                "Risk: {count} of these may have it already, and would get it twice.",
                draft.risky,
            )
        case Decision.AGAIN:
            return text("Risk: none of these has it, by everything that is known.")
        case Decision.SENT if rest:
            return ntext(
                "Risk: {count} of these has certainly not got it, and would never get it.",
                "Risk: {count} of these have certainly not got it, and would never get it.",
                rest,
            )
        case Decision.SENT:
            return text("Risk: whoever of these has not got it will never get it.")
        case Decision.NEVER if draft.risky:
            return ntext(
                "Risk: none of these gets it any more. {count} of them may have it already all the same.",
                "Risk: none of these gets it any more. {count} of them may have it already all the same.",
                draft.risky,
            )
        case Decision.NEVER:
            return text("Risk: none of these gets it from this campaign.")


def _held(held: Held, count: int) -> Text:
    match held:
        case Held.MAY_HAVE_IT:
            return ntext(
                "Left out: {count} may have it already. Such a one is sent again only by name: --address ADDRESS, or "
                "--may-be-delivered FILE with the addresses.",
                "Left out: {count} may have it already. Such are sent again only by name: --address ADDRESS, or "
                "--may-be-delivered FILE with the addresses.",
                count,
            )
        case Held.HAS_IT_NOT:
            return ntext(
                "Left out: {count} has certainly not got it. Such a one is recorded as delivered only by name: "
                "--address ADDRESS.",
                "Left out: {count} have certainly not got it. Such are recorded as delivered only by name: "
                "--address ADDRESS.",
                count,
            )
        case Held.STATE:
            return ntext(
                "Left out: {count} is in a state about which this cannot be decided. Look: hiyari ledger why ADDRESS",
                "Left out: {count} are in a state about which this cannot be decided. Look: hiyari ledger why ADDRESS",
                count,
            )


def _done(draft: Draft, done: Done) -> Text:
    match draft.decision:
        case Decision.SENT:
            return ntext("{count} is recorded as delivered", "{count} are recorded as delivered", done.written)
        case Decision.AGAIN:
            return ntext("{count} is queued again", "{count} are queued again", done.written)
        case Decision.NEVER:
            return ntext("{count} is not sent any more", "{count} are not sent any more", done.written)


def _complain(done: Done) -> None:
    if done.moved:
        sentence = ntext(
            "{count} row has moved while this was written, and stays as it is: row {rows}. Look again: the same "
            "command without --digest.",
            "{count} rows have moved while this was written, and stay as they are: rows {rows}. Look again: the same "
            "command without --digest.",
            done.moved,
            rows=tuple(done.examples),
        )
        raise ActionError(sentence)


def _as_json(draft: Draft, done: Done | None) -> None:
    summary: dict[str, Any] = {
        "campaign": draft.campaign,
        "as": draft.decision.value,
        "reason": draft.reason,
        "digest": draft.digest,
        "count": len(draft.numbers),
        "may_have_it": draft.risky,
        "held": {held.value: count for held, count in draft.held.items()},
        "done": None if done is None else done.written,
        "moved": None if done is None else done.moved,
    }
    counts = [
        {"lane": lane, "state": state.value, "cause": cause.value if cause else None, "count": count}
        for (lane, state, cause), count in draft.counts.items()
    ]
    first = [{"row": one.number, "address": one.address, "state": one.state.value} for one in draft.first[:SHOWN]]
    write_json("resolve", summary, counts=counts, first=first)
