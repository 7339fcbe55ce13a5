"""Why nobody can be named, in a sentence for each cause. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hiyari.maillog.trace.by import By
from hiyari.maillog.trace.candidate import Candidate
from hiyari.maillog.trace.chain import Chain, How
from hiyari.maillog.trace.injector import Injector, Kind, injector_of
from hiyari.maillog.trace.notice import Given
from hiyari.maillog.trace.ours import Ours
from hiyari.maillog.trace.rows import DAY, moment
from hiyari.maillog.trace.search import Lead
from hiyari.model.text import Remote, Text, ntext, text

_SHARE: Final = 0.8
"""Of the messages that left at a time, those of one injector that let him be named."""
_FEW: Final = 2
"""Messages of somebody beside others' that say too little."""
_YEARS: Final = 4000 * DAY


def nothing(lead: Lead, given: Given) -> Text:
    """No message was found."""
    if len(given.marks) > 1:
        return text("no message has all of {marks}", marks=given.marks)
    if given.marks:
        return text("no message has {marks}", marks=given.marks[0])
    if not lead.tried:
        return text("the notice has nothing that our logs can be searched for")
    return text("the logs have none of the messages that the notice is about")


def doubt(lead: Lead, chains: Sequence[Chain], ranked: Sequence[Candidate], share: float, ours: Ours) -> Text | None:
    """Why the most frequent injector cannot be named; None where he can."""
    injector = ranked[0].injector
    if lead.by is By.TIME:
        return _by_time(lead, chains, sum(one.messages for one in ranked))
    root = next(chain.root for chain in chains if injector_of(chain.root).same == injector.same)
    if not lead.exact and (share < _SHARE or ranked[0].messages < _FEW) and len(ranked) > 1:
        return ntext(
            "{count} sender handed in mail that left at that time, and the notice does not say which message it was",
            "{count} senders handed in mail that left at that time, and the notice does not say which message it was",
            len(ranked),
        )
    if len(ranked) > 1 and share <= 0.5:
        return text("the messages were handed in by {count} different senders", count=len(ranked))
    if injector.kind is Kind.UNKNOWN:
        return text(
            "the log of {host} does not say who handed in {queue_id}", host=Remote(root.host), queue_id=root.queue_id
        )
    if injector.kind is Kind.CLIENT:
        return _from_outside(chains, injector, ours)
    return None


def _by_time(lead: Lead, chains: Sequence[Chain], count: int) -> Text:
    """By time alone is never proof: that nobody else sent anything then does not make the only one guilty."""
    roots = {chain.root.key: chain.root for chain in chains}
    window = lead.window
    # Where all of the logs are searched, the first and the last message tell more than the beginning of time.
    whole = window is None or window.until - window.since > _YEARS
    since = min(root.first_at for root in roots.values()) if window is None or whole else window.since
    until = max(root.first_at for root in roots.values()) if window is None or whole else window.until
    return ntext(
        "candidate, not proven: {count} message left between {since} and {until}, and nothing says that it is the "
        "reported one",
        "candidates, not proven: {count} messages left between {since} and {until}, and nothing says which of them is "
        "the reported one",
        count,
        since=moment(since),
        until=moment(until),
    )


def _from_outside(chains: Sequence[Chain], injector: Injector, ours: Ours) -> Text | None:
    owner = ours.owner(injector.address or "")
    if owner is None and ours.named(injector.client) and ours.logged(injector.client) is None:
        owner = injector.client
    if owner is not None:
        return text(
            "it came from our host {host}, whose log was not read: add that log to the files", host=Remote(owner)
        )
    if any(link.how is How.FORWARDED for chain in chains for link in chain.links):
        return text("it came in from {address} and was forwarded by us", address=injector.address or "?")
    if any(link.how is How.BOUNCED for chain in chains for link in chain.links):
        return text("it is a bounce of mail that came in from {address}", address=injector.address or "?")
    return None
