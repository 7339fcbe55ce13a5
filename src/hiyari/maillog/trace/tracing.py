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
from hiyari.maillog.trace.candidate import Candidate, candidates
from hiyari.maillog.trace.chain import Chain, climb
from hiyari.maillog.trace.clients import Behind, behind
from hiyari.maillog.trace.crowd import originals
from hiyari.maillog.trace.doubt import doubt as doubt_of
from hiyari.maillog.trace.doubt import nothing
from hiyari.maillog.trace.injector import Injector, injector_of
from hiyari.maillog.trace.mta import Mta, agreed, mta_of
from hiyari.maillog.trace.notice import Notice
from hiyari.maillog.trace.ours import Ours
from hiyari.maillog.trace.reported import About
from hiyari.maillog.trace.rows import Attempt
from hiyari.maillog.trace.search import Lead, search
from hiyari.maillog.trace.step import Step
from hiyari.maillog.trace.story import Part, Story, injections_of, parts, tell, whole_time
from hiyari.maillog.trace.web import WebAnswer, find_pages
from hiyari.maillog.trace.window import Window
from hiyari.model.inventory import Inventory
from hiyari.model.text import Text

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
    candidates: tuple[Candidate, ...] = ()
    """Everybody who comes into question, with the most messages first."""
    doubt: Text | None = None
    """Why nobody can be named."""
    web: WebAnswer | None = None
    """None where no web page can be behind it."""
    story: Story = field(default_factory=Story)
    through: tuple[Part, ...] = ()
    """For each page of `web`, the messages that came through it alone."""
    behind: Behind = field(default_factory=Behind)
    """The addresses behind an account, or what a client is to us."""
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
        return Traced(notice=notice, lead=lead, doubt=nothing(lead, notice.given))
    chains = tuple(climb(facts, lead.messages, ours))
    if lead.by is By.MESSAGE_ID:
        chains = originals(chains)
    found = candidates(chains, lead.groups)
    injector = found[0].injector
    chains = tuple(sorted(chains, key=lambda one: injector_of(one.root).same != injector.same))
    share = found[0].messages / sum(one.messages for one in found)
    traced = Traced(
        notice=notice,
        lead=lead,
        chains=chains,
        share=share,
        candidates=found,
        attempts=_attempts(facts, chains, injector),
    )
    doubt = doubt_of(lead, chains, found, share, ours)
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
    web: WebAnswer | None = None
    through: tuple[Part, ...] = ()
    if injector.local:
        web = find_pages(facts, injector, injections_of(facts, injector, since, until), skew, _about(traced))
        through = parts(facts, injector, story.since, story.until, [one.moments for one in web.suspects])
    known = behind(facts, injector, story.since, story.until, ours)
    done = steps(injector, story, web, inventory, _mta(traced), known)
    return replace(traced, story=story, web=web, through=through, behind=known, steps=done)


def _mta(traced: Traced) -> Mta:
    """The mail server that the injector handed his mail to."""
    roots = [chain.root for chain in traced.chains if injector_of(chain.root).host == traced.chains[0].root.host]
    return agreed(mta_of(one.format, one.queue_id) for one in roots)


def _about(traced: Traced) -> About:
    """What is known of the reported messages; what our own log tells of their script is better than the notice."""
    roots = [
        chain.root for chain in traced.chains if injector_of(chain.root).same == traced.candidates[0].injector.same
    ]
    logged = tuple(dict.fromkeys(root.script for root in roots if root.script))
    told = tuple(dict.fromkeys(one.script for one in traced.notice.reported if one.script))
    return About(moments=tuple(root.first_at for root in roots), scripts=logged or told)


def _named(injector: Injector, names: Names) -> Injector:
    if injector.uid is None or injector.login is not None:
        return injector
    return replace(injector, login=names(injector.host, injector.uid))


def _attempts(facts: Asker, chains: Sequence[Chain], injector: Injector) -> tuple[Attempt, ...]:
    mine = [chain for chain in chains if injector_of(chain.root).same == injector.same][:_EXAMPLES]
    keys = [key for chain in mine for key in (chain.root.key, *(link.target.key for link in chain.links))]
    return tuple(rows.deliveries(facts, list(dict.fromkeys(keys)))[:50])
