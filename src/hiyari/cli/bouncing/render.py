"""Says what became of a message: lines for a person, or one JSON object."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from hiyari.cli.bouncing.intake import Outcome
from hiyari.delivery.bounce.bounce import Action, Bounce, Kind
from hiyari.delivery.bounce.effect import Doing, Effect
from hiyari.delivery.bounce.match import Whom
from hiyari.delivery.ledger.change import Promise
from hiyari.locale.translate import Translator
from hiyari.model.text import N_, Remote, Text, ntext, text

_KINDS: Final = {
    Kind.REPORT: N_("bounce"),
    Kind.AUTOREPLY: N_("automatic reply; nothing is changed"),
    Kind.UNCLEAR: N_("looks like a bounce and cannot be understood; nothing is changed. Read it yourself"),
    Kind.OTHER: N_("not a bounce; nothing is changed"),
}
_ACTIONS: Final = {
    Action.FAILED: N_("not delivered"),
    Action.DELAYED: N_("delayed"),
    Action.DELIVERED: N_("delivered"),
    Action.RELAYED: N_("relayed"),
    Action.EXPANDED: N_("expanded"),
}
_DONE: Final = {
    Doing.REFUSED: N_("now refused"),
    Doing.CONFIRMED: N_("now known to be delivered"),
    Doing.KNOWN: N_("already known; nothing is changed"),
    Doing.WARNING: N_("it is still tried; nothing is changed"),
    Doing.EARLIER: N_("about an earlier attempt; nothing is changed"),
    Doing.STATE: N_("the delivery is {state}, in which a bounce changes nothing"),
    Doing.SOMEBODY_ELSE: N_(
        "it is about another address than the delivery's, or about one of several and does not say which: "
        "evidence about nobody; nothing is changed"
    ),
    Doing.WEAK: N_("it carries none of our tokens, and anybody can write such a mail; nothing is changed"),
    Doing.AMBIGUOUS: N_("several deliveries could be meant; nothing is changed"),
    Doing.CONTRADICTION: N_("its tokens name two deliveries; nothing is changed"),
    Doing.UNMATCHED: N_("no delivery of this ledger is known to be meant; nothing is changed"),
}
_WOULD: Final = {
    Doing.REFUSED: N_("would be refused"),
    Doing.CONFIRMED: N_("would be known to be delivered"),
}
"""What a dry run says instead."""


def lines(outcome: Outcome, words: Translator, *, dry: bool) -> list[str]:
    """For a person: what it is; below it, each recipient with what the ledger did."""
    taken = outcome.taken
    if taken is None:
        return [words.render(outcome.problem)] if outcome.problem else []
    head = text("{place}: {what}", place=outcome.place, what=_what(outcome, dry=dry))
    shown = [words.render(head)]
    if taken.notice.cut:
        more = text("It is longer than what is read, or has parts that cannot be read; there may be more in it.")
        shown.append(f"    {words.render(more)}")
    for one in taken.effects:
        shown += [f"    {words.render(line)}" for line in _statement(one, dry=dry)]
    return shown


def _what(outcome: Outcome, *, dry: bool) -> Text:
    taken = outcome.taken
    assert taken is not None  # noqa: S101 - the caller looked
    if not taken.asks:
        return Text(message=_KINDS[taken.notice.kind])
    if taken.unsubscribed is None:
        return text("unsubscribe, by a token of a campaign that this ledger does not have. Look for it with --state")
    address = taken.unsubscribed.address
    match outcome.suppressed:
        case True:
            return text("unsubscribe of {address}; added to the suppression list", address=address)
        case False:
            return text("unsubscribe of {address}; the suppression list has it already", address=address)
        case _ if dry:
            return text("unsubscribe of {address}; nothing is written in a dry run", address=address)
        case _:
            return text("unsubscribe of {address}; not written anywhere, add --suppress FILE", address=address)


def _statement(effect: Effect, *, dry: bool) -> list[Text]:
    bounce, delivery = effect.bounce, effect.delivery
    messages = {**_DONE, **_WOULD} if dry else _DONE
    done = Text(message=messages[effect.doing], params={"state": delivery.state.value if delivery else ""})
    first = text("{recipient}: {verdict}; {done}", recipient=_recipient(bounce), verdict=_verdict(bounce), done=done)
    found = [first]
    if bounce.statement.said or bounce.statement.code:
        found.append(_reply(bounce))
    if delivery is not None and effect.how is not None:
        found.append(
            text(
                "delivery {campaign}, row {row}, {address}; found by {how}",
                campaign=delivery.campaign,
                row=delivery.number,
                address=delivery.address,
                how=effect.how.value,
            )
        )
    if effect.change is not None and effect.whom is Whom.FORWARDED:
        found.append(text("It is about an address that this one leads to: the mailbox itself may have it."))
    if effect.change is not None and effect.doing is Doing.REFUSED and effect.change.promise is Promise.KEPT:
        found.append(text("The promise is kept: the same content is not sent to this recipient again."))
    return found


def _recipient(bounce: Bounce) -> Text | str:
    return bounce.statement.original or bounce.statement.recipient or text("a recipient that it does not name")


def _verdict(bounce: Bounce) -> Text:
    action = Text(message=_ACTIONS[bounce.statement.action])
    if bounce.statement.action is not Action.FAILED:
        return action
    kind = text("hard") if bounce.hard else text("soft")
    return text("{action}, {reason}, {kind}", action=action, reason=bounce.reason.value, kind=kind)


def _reply(bounce: Bounce) -> Text:
    said = Remote(f"{bounce.statement.code or ''} {bounce.statement.said}".strip())
    if bounce.statement.phase:
        return text("said {said} at {phase}", said=said, phase=bounce.statement.phase)
    return text("said {said}; in which phase is not told", said=said)


def as_json(outcome: Outcome) -> str:
    """One message as one line of JSON."""
    taken = outcome.taken
    value: dict[str, Any] = {"hiyari": 1, "command": "bounce", "type": "message", "place": outcome.place}
    if taken is None:
        return json.dumps({**value, "kind": "unreadable", "unknown": True}, ensure_ascii=False)
    value["kind"] = "unsubscribe" if taken.asks else taken.notice.kind.value
    value["unknown"] = outcome.unknown
    value["cut"] = taken.notice.cut
    if taken.asks:
        value["address"] = taken.unsubscribed.address if taken.unsubscribed else None
        value["suppressed"] = outcome.suppressed
    value["statements"] = [_object(one) for one in taken.effects]
    return json.dumps(value, ensure_ascii=False)


def _object(effect: Effect) -> dict[str, Any]:
    bounce, statement, delivery, made = effect.bounce, effect.bounce.statement, effect.delivery, effect.change
    failed = statement.action in {Action.FAILED, Action.DELAYED}
    return {
        "action": statement.action.value,
        "recipient": statement.recipient,
        "original_recipient": statement.original,
        "reason": bounce.reason.value if failed else None,
        "hard": bounce.hard,
        "source": bounce.source,
        "form": statement.form.value,
        "phase": statement.phase or None,
        "code": statement.code,
        "enhanced": statement.enhanced,
        "said": statement.said,
        "mx": statement.mx or None,
        "at": bounce.at.isoformat() if bounce.dated else None,
        "about": effect.whom.value if effect.whom else None,
        "found_by": effect.how.value if effect.how else None,
        "campaign": delivery.campaign if delivery else None,
        "row": delivery.number if delivery else None,
        "address": delivery.address if delivery else None,
        "ledger": effect.doing.value,
        "state": delivery.state.value if delivery else None,
        "delivered": delivery.delivered.value if delivery else None,
        "standing": delivery.standing.value if delivery else None,
        "promise": made.promise.value if made else None,
    }


def summary_line(counts: Mapping[str, int]) -> Text:
    """The last line for a person."""
    return text(
        "{messages}: {refused} refused, {confirmed} confirmed, {known} already known, {delayed} delayed, "
        "{unsubscribe} unsubscribed, {unknown} not understood or not matched",
        messages=ntext("{count} message", "{count} messages", counts.get("messages", 0)),
        refused=counts.get(Doing.REFUSED.value, 0),
        confirmed=counts.get(Doing.CONFIRMED.value, 0),
        known=counts.get(Doing.KNOWN.value, 0),
        delayed=counts.get(Doing.WARNING.value, 0),
        unsubscribe=counts.get("unsubscribe", 0),
        unknown=counts.get("unknown", 0),
    )


def summary_json(counts: Mapping[str, int], *, dry: bool) -> str:
    """The last line of JSON: how many messages, of which kinds, and what the ledger did."""
    value = {
        "hiyari": 1,
        "command": "bounce",
        "type": "summary",
        "dry_run": dry,
        "counts": dict(sorted(counts.items())),
    }
    return json.dumps(value, ensure_ascii=False)
