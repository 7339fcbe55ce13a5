"""The words for what the ledger keeps as enums, and the commands that sentences end with."""

from __future__ import annotations

import shlex
from typing import Final

from hiyari.delivery.ledger.book import EventRow
from hiyari.delivery.ledger.states import Delivered, Standing, State
from hiyari.model.text import Remote, Text, text
from hiyari.smtp.reply import Phase

_STATES: Final = {
    State.WAITING: text("waiting"),
    State.SENDING: text("on its way"),
    State.ACCEPTED: text("accepted"),
    State.DEFERRED: text("deferred"),
    State.REFUSED: text("refused"),
    State.DOUBTED: text("doubted"),
    State.UNCERTAIN: text("uncertain"),
    State.SUPPRESSED: text("suppressed"),
    State.EXPIRED: text("expired"),
    State.CANCELLED: text("cancelled"),
}
_DELIVERED: Final = {
    Delivered.NO: text("no"),
    Delivered.MAY_BE: text("may be"),
    Delivered.YES: text("yes"),
}
_STANDINGS: Final = {
    Standing.UNKNOWN: text("nothing is known"),
    Standing.GOOD: text("good"),
    Standing.DOUBTED: text("doubted"),
    Standing.BAD: text("bad"),
}
_PHASES: Final = {
    Phase.CONNECT: text("on connecting"),
    Phase.EHLO: text("at EHLO"),
    Phase.STARTTLS: text("at STARTTLS"),
    Phase.AUTH: text("at AUTH"),
    Phase.MAIL: text("at MAIL FROM"),
    Phase.RCPT: text("at RCPT TO, before the content"),
    Phase.DATA: text("at DATA, before the content"),
    Phase.CONTENT: text("during the content"),
    Phase.FINAL_DOT: text("after the content"),
    Phase.RSET: text("at RSET"),
    Phase.IDLE: text("between two messages"),
    Phase.QUIT: text("at QUIT"),
}


def state_word(state: State) -> Text:
    """A state."""
    return _STATES[state]


def delivered_word(delivered: Delivered) -> Text:
    """Whether the recipient has it."""
    return _DELIVERED[delivered]


def standing_word(standing: Standing) -> Text:
    """What is known of the address."""
    return _STANDINGS[standing]


def phase_words(phase: str) -> Text | None:
    """Where in SMTP something happened; None where it did not happen there."""
    try:
        return _PHASES[Phase(phase)]
    except ValueError:
        return None


def reply_of(event: EventRow) -> Remote:
    """The literal reply, or the remark that stands in its place."""
    return Remote(f"{event.code} {event.said}".strip() if event.code is not None else event.said)


def command_line(*words: str) -> str:
    """A command as a shell takes it: what came from a recipients file is quoted where it has to be."""
    return shlex.join(words)
