"""From an address on the command line to everything that the ledger has about that recipient."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from hiyari.carriers.knowledge import knowledge
from hiyari.cli.exit import ExitCode
from hiyari.cli.paper import needed_campaign, stamp
from hiyari.delivery.address import key_of, parse_address
from hiyari.delivery.ledger.book import EventRow
from hiyari.delivery.ledger.look import LOOKED_AT, cases
from hiyari.delivery.ledger.states import State
from hiyari.delivery.telling.case import Case
from hiyari.model.error import UserError
from hiyari.model.text import Remote, Text, text


def recipient_of(written: str) -> str:
    """The recipient key of an address, by which its quoted and unquoted forms are one.

    Raises:
        UserError: It is no address.
    """
    address = parse_address(written.strip())
    if address is None:
        sentence = text(
            "{written} is no address. Write it as it stands in the recipients file, for example taro@example.jp; in a "
            "shell, quote it.",
            written=Remote(written),
        )
        raise UserError(sentence)
    return key_of(address, knowledge())


def find_cases(connection: sa.Connection, recipient: str, campaign: str | None) -> list[Case]:
    """What the ledger has, the newest campaign first.

    Raises:
        UserError: The ledger has no such campaign.
    """
    if campaign is not None:
        needed_campaign(connection, campaign)
    return cases(connection, recipient, campaign)


def nothing_known(written: str, recipient: str, campaign: str | None) -> tuple[Text, ...]:
    """What is said where the ledger has nothing: that is no proof that nothing was sent."""
    where = text("{campaign}", campaign=campaign) if campaign else text("any campaign of this ledger")
    return (
        text("Nothing is known of {address}: it is in no row of {where}.", address=Remote(written), where=where),
        text(
            "It was looked for as {key}. That nothing is here does not prove that nothing was sent: another ledger, or "
            "another program, may have sent to it.",
            key=recipient,
        ),
    )


def exit_code(found: list[Case]) -> ExitCode:
    """1 where a person has to look at one of them, 3 where nothing is known, or not yet."""
    if not found:
        return ExitCode.UNKNOWN
    states = {one.delivery.state for one in found}
    if not states.isdisjoint(LOOKED_AT):
        return ExitCode.NEAR_MISS
    return ExitCode.UNKNOWN if State.SENDING in states else ExitCode.FINE


def case_value(case: Case) -> dict[str, Any]:
    """A delivery with its events, for JSON."""
    delivery = case.delivery
    return {
        "campaign": delivery.campaign,
        "row": delivery.number,
        "address": delivery.address,
        "recipient": delivery.recipient,
        "lane": delivery.lane,
        "state": delivery.state.value,
        "delivered": delivery.delivered.value,
        "standing": delivery.standing.value,
        "reason": delivery.reason,
        "attempts": delivery.attempts,
        "due": stamp(delivery.due_us),
        "events": [_event_value(one) for one in case.events],
    }


def _event_value(event: EventRow) -> dict[str, Any]:
    return {
        "number": event.number,
        "at": stamp(event.at_us),
        "move": event.move.value,
        "state": event.state.value,
        "node": event.node,
        "egress": event.egress,
        "mx": event.mx,
        "phase": event.phase,
        "code": event.code,
        "enhanced": event.enhanced,
        "said": event.said,
        "reason": event.reason,
    }
