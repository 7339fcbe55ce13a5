"""One trace from a notice to its story: search, chains, injector, web pages, counts, and what to do.

A question that has no sure answer ends as such: `Traced.doubt` says why nobody can be named, and what was found anyway
is kept beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from hiyari.maillog.store.asking import Asker
from hiyari.maillog.trace import rows
from hiyari.maillog.trace.advice import steps
from hiyari.maillog.trace.by import By
from hiyari.maillog.trace.chain import Chain, How, climb
from hiyari.maillog.trace.crowd import originals, ranked
from hiyari.maillog.trace.injector import Injector, Kind, injector_of
from hiyari.maillog.trace.mta import Mta, agreed, mta_of
from hiyari.maillog.trace.notice import Notice
from hiyari.maillog.trace.ours import Ours
from hiyari.maillog.trace.rows import Attempt
from hiyari.maillog.trace.search import Lead, search
from hiyari.maillog.trace.step import Step
from hiyari.maillog.trace.story import Story, injections_of, tell, whole_time
from hiyari.maillog.trace.web import WebAnswer, find_pages
from hiyari.maillog.trace.window import Window
from hiyari.model.inventory import Inventory
from hiyari.model.text import Remote, Text, ntext, text

_SHARE: Final = 0.8
"""Of the messages that left at a time, those of one injector that let him be named."""
_FEW: Final = 2
"""Messages of somebody beside others' that say too little."""
_EXAMPLES: Final = 3
"""Messages whose deliveries are shown as evidence."""

Names = Callable[[str, int], "str | None"]
"""The user name of a user id on a host, where that can be known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """What was found out."""

    notice: Notice
    lead: Lead
    chains: tuple[Chain, ...] = ()
    injector: Injector | None = None
    """Who handed the mail in; None where nobody can be named."""
    share: float = 1.0
    """The injector's share of all messages that come into question."""
    others: tuple[tuple[Injector, int], ...] = ()
    """Everybody who comes into question, with the number of messages, the most first."""
    doubt: Text | None = None
    """Why nobody can be named."""
    web: WebAnswer | None = None
    """None where no web page can be behind it."""
    story: Story = field(default_factory=Story)
    attempts: tuple[Attempt, ...] = ()
    """Deliveries of some of the messages: the evidence."""
    steps: tuple[Step, ...] = ()


def trace(
    facts: Asker,
    notice: Notice,
    *,
    inventory: Inventory | None = None,
    window: Window | None = None,
    limits: Window | None = None,
    skew: int | None = None,
    names: Names = lambda _host, _uid: None,
) -> Traced:
    """Find out who sent what a notice is about.

    Args:
        facts: The facts of the logs.
        notice: What to look for.
        inventory: Our hosts, their source addresses and web roots.
        window: The time that the mail left at; else that of the notice.
        limits: What is looked at at all; else everything.
        skew: Microseconds that the web server's clock is ahead; None to estimate.
        names: Finds user names.
    """
    ours = Ours.of(rows.hosts(facts), inventory)
    lead = search(facts, notice, ours, window, limits)
    if not lead.messages:
        return Traced(notice=notice, lead=lead, doubt=_nothing(lead))
    chains = tuple(climb(facts, lead.messages, ours))
    if lead.by is By.MESSAGE_ID:
        chains = originals(chains)
    others = ranked(chains, lead.groups)
    injector, count = others[0]
    chains = tuple(sorted(chains, key=lambda one: injector_of(one.root).same != injector.same))
    share = count / sum(number for _, number in others)
    traced = Traced(
        notice=notice,
        lead=lead,
        chains=chains,
        share=share,
        others=tuple(others),
        attempts=_attempts(facts, chains, injector),
    )
    doubt = _doubt(traced, share, ours)
    if doubt is not None:
        return replace(traced, doubt=doubt)
    return _told(
        facts,
        replace(traced, injector=_named(injector, names)),
        ours,
        inventory=inventory,
        window=window or limits,
        skew=skew,
    )


def _told(
    facts: Asker, traced: Traced, ours: Ours, *, inventory: Inventory | None, window: Window | None, skew: int | None
) -> Traced:
    injector = traced.injector
    if injector is None:
        return traced
    since, until = (window.since, window.until) if window is not None else whole_time(traced.chains[0].root.first_at)
    story = tell(facts, injector, since, until, ours)
    web = find_pages(facts, injector, injections_of(facts, injector, since, until), skew) if injector.local else None
    return replace(traced, story=story, web=web, steps=steps(injector, story, web, inventory, _mta(traced)))


def _mta(traced: Traced) -> Mta:
    """The mail server that the injector handed his mail to."""
    roots = [chain.root for chain in traced.chains if injector_of(chain.root).host == traced.chains[0].root.host]
    return agreed(mta_of(one.format, one.queue_id) for one in roots)


def _named(injector: Injector, names: Names) -> Injector:
    if injector.uid is None or injector.login is not None:
        return injector
    return replace(injector, login=names(injector.host, injector.uid))


def _attempts(facts: Asker, chains: Sequence[Chain], injector: Injector) -> tuple[Attempt, ...]:
    mine = [chain for chain in chains if injector_of(chain.root).same == injector.same][:_EXAMPLES]
    keys = [key for chain in mine for key in (chain.root.key, *(link.target.key for link in chain.links))]
    return tuple(rows.deliveries(facts, list(dict.fromkeys(keys)))[:50])


# --- doubt -----------------------------------------------------------------------------------------------------------


def _nothing(lead: Lead) -> Text:
    if not lead.tried:
        return text("the notice has nothing that our logs can be searched for")
    return text("the logs have none of the messages that the notice is about")


def _doubt(traced: Traced, share: float, ours: Ours) -> Text | None:
    """Why the most frequent injector cannot be named; None where he can."""
    ranked, chains = traced.others, traced.chains
    injector, count = ranked[0]
    root = chains[0].root
    if not traced.lead.exact and (share < _SHARE or count < _FEW) and len(ranked) > 1:
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


def _from_outside(chains: Sequence[Chain], injector: Injector, ours: Ours) -> Text | None:
    owner = ours.owner(injector.address or "")
    if owner is not None:
        return text(
            "it came from our host {host}, whose log was not read: add that log to the files", host=Remote(owner)
        )
    if any(link.how is How.FORWARDED for chain in chains for link in chain.links):
        return text("it came in from {address} and was forwarded by us", address=injector.address or "?")
    if any(link.how is How.BOUNCED for chain in chains for link in chain.links):
        return text("it is a bounce of mail that came in from {address}", address=injector.address or "?")
    return None
