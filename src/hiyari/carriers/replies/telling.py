"""A reading in sentences: what it means, which list, whether it is about the recipient, and what is done now.

Untranslated `Text`; the command line renders it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, assert_never

from hiyari.carriers.provider import FOLKLORE, About
from hiyari.carriers.replies.advice import WHAT_TO_DO, Advice
from hiyari.carriers.replies.cause import MEANING, Cause, Outcome
from hiyari.carriers.replies.for_good import FOR_GOOD
from hiyari.carriers.replies.lists import lists
from hiyari.carriers.replies.reading import ReplyReading
from hiyari.model.text import N_, Remote, Text, text

_RECIPIENT: Final = frozenset({Cause.ADDRESS, Cause.MAILBOX_FULL, Cause.SUSPENDED})
_COMMANDS: Final = {
    Cause.SPF: "hiyari spf DOMAIN --ip ADDRESS",
    Cause.DKIM: "hiyari check",
    Cause.DMARC: "hiyari check",
    Cause.PTR: "hiyari check",
}
"""The command of ours that shows more."""
PLACES: Final[Mapping[str, str]] = {
    "connect": N_("when the connection was opened"),
    "ehlo": N_("in answer to EHLO"),
    "starttls": N_("in answer to STARTTLS"),
    "auth": N_("in answer to AUTH"),
    "mail": N_("in answer to MAIL FROM"),
    "rcpt": N_("in answer to RCPT TO"),
    "data": N_("in answer to DATA"),
    "content": N_("while the content was sent"),
    "final dot": N_("after the content"),
    "rset": N_("in answer to RSET"),
    "quit": N_("in answer to QUIT"),
}
"""Where in a session it was said, by the names of `smtp.reply.Phase`."""
_NOT_AGAIN: Final = frozenset(
    {Advice.REMOVE_ADDRESS, Advice.NULL_MX, Advice.STOP_SPAM, Advice.VIRUS, Advice.DOMAIN_CHECK}
)
"""Advice after which the same message is not sent again."""


def meaning(reading: ReplyReading) -> Text:
    """What it means, in one sentence."""
    if reading.outcome is Outcome.ACCEPTED:
        return text("The server took it and is responsible for it now. That does not prove that it reached the inbox.")
    return text(MEANING[reading.cause])


def which_list(reading: ReplyReading) -> Text | None:
    """The list that is named, and for which address of ours."""
    if reading.blocklist is None:
        return None
    known = lists().get(reading.blocklist)
    name = Remote(reading.blocklist) if known is None and "." in reading.blocklist else reading.blocklist
    if known is not None and known.closed is not None:
        return text(
            "{list}, which was closed on {day}: it lists nobody any more.", list=name, day=known.closed.isoformat()
        )
    if reading.listed_address is not None:
        return text("{list}, for {address}.", list=name, address=reading.listed_address)
    return text("{list}; the text does not name the address or domain.", list=name)


def about_recipient(reading: ReplyReading) -> Text:
    """Whether it says anything about the recipient."""
    if reading.outcome is Outcome.ACCEPTED:
        return text("It says nothing against the recipient.")
    if reading.cause is Cause.UNDEFINED:
        return text("Whether it is about the recipient cannot be told.")
    match reading.about:
        case About.RECIPIENT if reading.cause in _RECIPIENT:
            return text("It is about the recipient's address.")
        case About.RECIPIENT:
            return text("It is about a setting or the load of this recipient, not about whether the address exists.")
        case About.NAMED:
            return text("It is about the address that the text names, which may be another recipient's.")
        case About.SENDER:
            return text("It says nothing about the recipient: do not take the address off your lists.")
        case About.TRANSACTION:
            return text("It says nothing about the recipient, and blames nobody in particular.")
        case _:  # pragma: no cover
            assert_never(reading.about)


def steps(reading: ReplyReading, *, ours: bool = False) -> tuple[Text, ...]:
    """What to do now, in order.

    Args:
        reading: What was said.
        ours: Whether this very server said it to a client: then nothing of ours is in a queue because of it.
    """
    if reading.outcome is Outcome.ACCEPTED:
        return ()
    refused = reading.outcome is Outcome.REFUSED
    found = [text(FOR_GOOD.get(reading.advice, WHAT_TO_DO[reading.advice]) if refused else WHAT_TO_DO[reading.advice])]
    if reading.link is not None:
        found.append(text("Read the page that belongs to it: {link}", link=reading.link))
    if reading.cause in _COMMANDS:
        found.append(text("See more with: {command}", command=_COMMANDS[reading.cause]))
    if ours:
        return tuple(found)
    match reading.outcome:
        case Outcome.DEFERRED:
            found.append(text("The message stays in the queue and is tried again: send nothing twice."))
        case Outcome.REFUSED if reading.advice not in _NOT_AGAIN:
            found.append(text("The message went back to its sender: it has to be sent again when the cause is gone."))
        case _:
            pass
    return tuple(found)


def known_from(reading: ReplyReading) -> Text:
    """Where the meaning is known from."""
    if not reading.source:
        return text("Known from: nothing. Only what the codes say by themselves is shown.")
    if FOLKLORE in reading.source:
        return text("Known from: {source} (the field repeats it; no receiver documents it)", source=reading.source)
    return text("Known from: {source}", source=reading.source)
