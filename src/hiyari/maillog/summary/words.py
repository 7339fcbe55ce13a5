"""The words of a summary: causes, kinds of injectors, and what to do about a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hiyari.carriers.knowledge import knowledge
from hiyari.carriers.replies.advice import USUAL, WHAT_TO_DO
from hiyari.carriers.replies.cause import Cause
from hiyari.carriers.replies.read import read_reply
from hiyari.model.text import N_, Text, text

_CAUSES: Final[Mapping[str, str]] = {
    Cause.SPF: N_("SPF"),
    Cause.DKIM: N_("DKIM"),
    Cause.DMARC: N_("DMARC"),
    Cause.PTR: N_("the reverse name or HELO"),
    Cause.BLOCKLIST: N_("a blocklist"),
    Cause.RATE: N_("too much at a time"),
    Cause.GREYLISTING: N_("greylisting"),
    Cause.TLS: N_("TLS"),
    Cause.CONTENT: N_("something in the message"),
    Cause.SPAM: N_("spam"),
    Cause.SIZE: N_("the size"),
    Cause.ADDRESS: N_("unknown recipients"),
    Cause.MAILBOX_FULL: N_("full mailboxes"),
    Cause.SUSPENDED: N_("closed mailboxes"),
    Cause.RELAYING: N_("not in charge of the domain"),
    Cause.SENDER: N_("the sender's address"),
    Cause.DNS: N_("a name that is not found"),
    Cause.NETWORK: N_("no connection"),
    Cause.SYSTEM: N_("trouble of the server"),
    Cause.POLICY: N_("a rule that is not explained"),
    Cause.EXPIRED: N_("too long in the queue"),
    Cause.UNDEFINED: N_("unclear"),
}
_OUTCOMES: Final[Mapping[str, str]] = {
    "accepted": N_("accepted"),
    "deferred": N_("deferred"),
    "refused": N_("refused"),
    "held": N_("held"),
    "discarded": N_("discarded"),
    "warned": N_("only warned of"),
}
_INJECTORS: Final[Mapping[str, str]] = {
    "account": N_("account {name}"),
    "user": N_("local user {name}"),
    "client": N_("client {name}"),
    "bounce": N_("bounces that the server made"),
    "forward": N_("mail that the server forwarded"),
}


def unknown_word() -> Text:
    """What stands for everything that is not known."""
    return text("unknown")


def provider_name(provider: str) -> str:
    """A provider as a person knows it; the domain of one that nobody knows is its name."""
    known = knowledge().providers.get(provider)
    return known.name if known is not None else provider


def cause_word(cause: str | None) -> Text:
    """A cause in a few words; one of newer facts is shown as it is spelt."""
    if cause is None:
        return unknown_word()
    return text(_CAUSES[cause]) if cause in _CAUSES else text("{cause}", cause=cause)


def outcome_word(outcome: str | None) -> Text:
    """An outcome."""
    return text(_OUTCOMES[outcome]) if outcome is not None and outcome in _OUTCOMES else unknown_word()


def injector_word(kind: str, name: str | None) -> Text:
    """Who put mail in."""
    if kind not in _INJECTORS:
        return unknown_word()
    return text(_INJECTORS[kind], name=name if name is not None else unknown_word())


def what_to_do(cause: str | None, sample: str | None) -> Text | None:
    """The advice for a reason: the one for its literal reply where that is understood, else the cause's usual one."""
    if cause is None or cause not in _CAUSES:
        return None
    known = Cause(cause)
    reading = read_reply(sample) if sample else None
    advice = reading.advice if reading is not None and reading.cause is known else USUAL[known]
    return text(WHAT_TO_DO[advice])
