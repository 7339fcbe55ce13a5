"""Tempers by name, for the command line and for tests that need no more than a name."""

from __future__ import annotations

from typing import Final

from hiyari.lab.carriers import texts
from hiyari.lab.carriers.habit import Chance, Moment
from hiyari.lab.carriers.habits import (
    ConnectionLimit,
    Drops,
    Filters,
    Greylists,
    MailboxFull,
    NamesOne,
    RecipientLimit,
    Resets,
    Silent,
    Storm,
    Swallows,
    Tarpit,
    UnknownUsers,
)
from hiyari.lab.carriers.temper import Temper

_UNKNOWN: Final = UnknownUsers(who=lambda recipient: recipient.startswith("unknown"))
"""Addresses that begin with "unknown" are unknown, and with "full" their mailbox is full."""
_FULL: Final = MailboxFull(who=lambda recipient: recipient.startswith("full"))
_DOCOMO: Final = (RecipientLimit(most=100), ConnectionLimit(most=4), _UNKNOWN, _FULL)

PRESETS: Final = {
    "plain": Temper(),
    "docomo": Temper(habits=_DOCOMO, accepted=texts.DOCOMO_ACCEPTED),
    "docomo-before-2025": Temper(
        habits=(
            RecipientLimit(most=100),
            ConnectionLimit(most=4),
            NamesOne(unknown=lambda recipient: recipient.startswith("unknown")),
        ),
        accepted=texts.DOCOMO_ACCEPTED,
    ),
    "au": Temper(
        habits=(
            UnknownUsers(who=lambda recipient: recipient.startswith("unknown"), text=texts.AU_UNKNOWN),
            Filters(chance=Chance(every=5)),
        )
    ),
    "softbank": Temper(
        habits=(
            UnknownUsers(who=lambda recipient: recipient.startswith("unknown"), text=texts.SOFTBANK_UNKNOWN),
            Swallows(chance=Chance(every=5)),
        )
    ),
    "storm": Temper(
        habits=(*_DOCOMO, Storm(rate=20, window=1.0, calm=5)),
        accepted=texts.DOCOMO_ACCEPTED,
    ),
    "storm-at-rcpt": Temper(
        habits=(*_DOCOMO, Storm(rate=20, window=1.0, calm=5, at=Moment.RCPT)),
        accepted=texts.DOCOMO_ACCEPTED,
    ),
    "drops": Temper(habits=(Drops(chance=Chance(every=10)),)),
    "drops-undelivered": Temper(habits=(Drops(chance=Chance(every=10), delivers=False),)),
    "resets-connect": Temper(habits=(Resets(moment=Moment.CONNECT, every=3),)),
    "resets-rcpt": Temper(habits=(Resets(moment=Moment.RCPT, every=3),)),
    "resets-data": Temper(habits=(Resets(moment=Moment.DATA, every=3),)),
    "resets-content": Temper(habits=(Resets(moment=Moment.CONTENT, every=3),)),
    "greylists": Temper(habits=(Greylists(seconds=1.0),)),
    "tarpit": Temper(habits=(Tarpit(seconds=0.2),)),
    "swallows": Temper(habits=(Swallows(),)),
    "filters": Temper(habits=(Filters(),)),
    "silent-dot": Temper(habits=(Silent(moment=Moment.FINAL_DOT, delivers=True),)),
}
