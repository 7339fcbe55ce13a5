"""Whether a delivery will be sent again, why or why not, and what a person can do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, assert_never

from hiyari.delivery.ledger.hindrance import HindranceKind, read_hindrance
from hiyari.delivery.ledger.states import State
from hiyari.delivery.telling.case import Case
from hiyari.delivery.telling.happened import moment
from hiyari.delivery.telling.words import command_line
from hiyari.model.text import N_, Text, text

_DIGITS: Final = 12
"""Of a digest."""
_SENTENCES: Final = {
    State.WAITING: N_("It will be sent, when its turn comes and the sender runs."),
    State.SENDING: N_("It is not sent a second time: when its sender has died, it becomes uncertain."),
    State.ACCEPTED: N_("It is never sent again, from this campaign or from another with the same content."),
    State.DEFERRED: N_("It will be tried again when the sender runs."),
    State.REFUSED: N_("It is not sent again by itself: the refusal was final."),
    State.DOUBTED: N_("It is not sent again by itself: a person decides about what is doubted."),
    State.UNCERTAIN: N_("It is not sent again by itself: a person decides about what is uncertain."),
    State.EXPIRED: N_("It is not sent again by itself: the time of the campaign is over."),
    State.CANCELLED: N_("It is never sent: a person decided so."),
}
"""What has one sentence, whatever came before; a test holds it complete."""


def following(case: Case) -> Text:
    """Whether it is sent again."""
    delivery = case.delivery
    match delivery.state:
        case State.WAITING if not case.digest:
            return text("It is sent when the campaign is begun by its digest.")
        case State.DEFERRED if delivery.due_us is not None:
            return text(
                "It will be tried again, at {due} or when the sender runs after that.", due=moment(delivery.due_us)
            )
        case State.SUPPRESSED:
            return _suppressed(case)
        case State.DOUBTED | State.UNCERTAIN if case.may_have_it:
            return text("It is not sent again by itself: the recipient might get it twice.")
        case _:
            return text(_SENTENCES[delivery.state])


def _suppressed(case: Case) -> Text:
    hindrance = read_hindrance(case.delivery.reason)
    if hindrance is not None and hindrance.kind is HindranceKind.SAME_CONTENT:
        return text("It is not sent by this campaign: nobody gets the same content twice.")
    return text("It is not sent by this campaign: whoever opted out gets nothing.")


def choices(case: Case) -> Iterator[tuple[Text, str]]:
    """What can be done: what it means, and the exact command."""
    delivery = case.delivery
    match delivery.state:
        case State.WAITING | State.DEFERRED:
            if case.digest:
                command = f"hiyari send CAMPAIGN.toml --digest {case.digest[:_DIGITS]}"
                yield text("If nobody sends it now, to go on with the campaign's own file:"), command
            yield text("To keep it from being sent:"), _resolve(case, "never")
        case State.SENDING:
            yield text("To see who sends it:"), command_line("hiyari", "ledger", "status", delivery.campaign)
        case State.UNCERTAIN | State.DOUBTED:
            yield text("If the recipient has it, or you know it from the provider:"), _resolve(case, "sent")
            yield _again(case), _resolve(case, "again")
            yield text("If it shall not be sent at all:"), _resolve(case, "never")
        case State.REFUSED | State.EXPIRED:
            yield _again(case), _resolve(case, "again")
        case State.SUPPRESSED:
            hindrance = read_hindrance(delivery.reason)
            if hindrance is not None and hindrance.kind is HindranceKind.SAME_CONTENT:
                other = ("--campaign", hindrance.where)
                yield (
                    text("What became of the other one:"),
                    command_line("hiyari", "ledger", "why", delivery.address, *other),
                )
        case State.ACCEPTED | State.CANCELLED:
            return
        case _:
            assert_never(delivery.state)


def _again(case: Case) -> Text:
    if case.may_have_it:
        return text("To send it again, at the risk that the recipient gets it twice:")
    return text("To send it again, which gives it to nobody twice:")


def _resolve(case: Case, decision: str) -> str:
    delivery = case.delivery
    return command_line(
        "hiyari",
        "ledger",
        "resolve",
        delivery.campaign,
        "--address",
        delivery.address,
        "--as",
        decision,
        "--reason",
        "WHY",
    )
