"""The causes of replies in a few words, and what each asks for. Their values are those of the facts' column ``cause``.

A cause that is not known here, of newer facts perhaps, is shown as it is spelt and counts as one about the relay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from hiyari.maillog.compare.asked import Told
from hiyari.model.text import N_, Text, text

UNDEFINED: Final = "undefined"
"""Nothing that is known fits the reply."""

WORDS: Final[Mapping[str, str]] = {
    "spf": N_("SPF"),
    "dkim": N_("DKIM"),
    "dmarc": N_("DMARC"),
    "ptr": N_("the reverse name or HELO"),
    "blocklist": N_("a blocklist"),
    "rate": N_("too much at a time"),
    "greylisting": N_("greylisting"),
    "tls": N_("TLS"),
    "content": N_("something in the message"),
    "spam": N_("spam"),
    "size": N_("the size"),
    "address": N_("unknown recipients"),
    "mailbox_full": N_("full mailboxes"),
    "suspended": N_("closed mailboxes"),
    "relaying": N_("not in charge of the domain"),
    "sender": N_("the sender's address"),
    "dns": N_("a name that is not found"),
    "network": N_("no connection"),
    "system": N_("trouble of the server"),
    "policy": N_("a rule that is not explained"),
    "expired": N_("too long in the queue"),
    UNDEFINED: N_("unclear"),
}

STEPS: Final[Mapping[str, str]] = {
    "spf": N_("hiyari check names each address that SPF does not allow; hiyari plan shows the edit"),
    "dkim": N_("compare the signature and the clock of the two relays: only one of them signs, or signs rightly"),
    "dmarc": N_("hiyari check shows SPF of both relays; compare whether both sign with DKIM"),
    "ptr": N_("hiyari check shows the reverse name and HELO of each address"),
    "blocklist": N_("find what got the address of {host} listed and stop it, then ask the list to take it off"),
    "rate": N_("let {host} send more slowly there, or give it a smaller share until it is known"),
    "greylisting": N_("see that {host} tries again from the same address, and that its queue is not stuck"),
    "tls": N_("compare the TLS settings and certificates of {host} and {other}"),
    "spam": N_("look at what {host} sends: an account or form in wrong hands, or mail that nobody asked for"),
    "network": N_("try from {host} itself: firewall, port 25 on the way out, IPv6 route"),
    "dns": N_("compare the resolvers of {host} and {other}"),
}
_OTHERWISE: Final = N_("show the line above to the postmaster of {destination}, with what {other} is told")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One cause, or one blocklist, and its part of the messages."""

    cause: str
    blocklist: str | None
    messages: int
    share: float
    """Between 0 and 1."""

    def words(self) -> Text:
        """The cause with its part, where it is not all."""
        name = cause_words(self.cause, self.blocklist)
        if self.share >= 1:
            return name
        return text("{cause} {share} %", cause=name, share=_percent(self.share))


def shares(told: Iterable[Told]) -> tuple[Share, ...]:
    """The causes of one fate, the most frequent first."""
    counts: dict[tuple[str, str | None], int] = {}
    for one in told:
        key = one.cause or UNDEFINED, one.blocklist
        counts[key] = counts.get(key, 0) + one.messages
    total = sum(counts.values())
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0][0], item[0][1] or ""))
    return tuple(
        Share(cause=cause, blocklist=blocklist, messages=count, share=count / total)
        for (cause, blocklist), count in ordered
    )


def cause_words(cause: str, blocklist: str | None = None) -> Text:
    """A cause in a few words."""
    words = text(WORDS[cause]) if cause in WORDS else text("{cause}", cause=cause)
    return text("{cause} ({list})", cause=words, list=blocklist) if blocklist else words


def step(cause: str, *, host: str, other: str, destination: str | Text) -> Text:
    """What to do about a cause that only one relay meets."""
    return text(STEPS.get(cause, _OTHERWISE), host=host, other=other, destination=destination)


def _percent(share: float) -> str:
    """A whole number that never says 0 or 100 of what is not."""
    return str(min(max(round(share * 100), 1), 99))
