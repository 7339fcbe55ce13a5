"""What became of a campaign, in a few lines, with what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.look import alarm_rows
from hiyari.delivery.ledger.states import State
from hiyari.delivery.reviewing import RunFacts, judge_run
from hiyari.model.finding import Finding
from hiyari.model.text import Text, ntext, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Deliveries by state."""

    counts: Counter[State]

    @property
    def near_misses(self) -> int:
        """What a person has to look at."""
        return self.counts[State.UNCERTAIN] + self.counts[State.DOUBTED]

    @property
    def left(self) -> int:
        """What may still be sent."""
        return self.counts[State.WAITING] + self.counts[State.DEFERRED]


def after(connection: sa.Connection, campaign: str) -> Ended:
    """As the ledger has it now."""
    counts: Counter[State] = Counter()
    for (_, state), count in book.counts(connection, campaign).items():
        counts[state] += count
    return Ended(counts=counts)


def findings_since(connection: sa.Connection, campaign: str, since_us: int) -> tuple[Finding, ...]:
    """What a person has to know of a run that began then (microseconds since the epoch)."""
    alarms = tuple(one for one in alarm_rows(connection, campaign) if one.at_us >= since_us)
    return judge_run(RunFacts(campaign=campaign, alarms=alarms))


def state_words(counts: Counter[State]) -> tuple[Text, ...]:
    """A phrase for each state that has deliveries."""
    phrases = {
        State.ACCEPTED: text("{count} accepted", count=counts[State.ACCEPTED]),
        State.WAITING: text("{count} waiting", count=counts[State.WAITING]),
        State.SENDING: text("{count} on their way", count=counts[State.SENDING]),
        State.DEFERRED: text("{count} deferred", count=counts[State.DEFERRED]),
        State.REFUSED: text("{count} refused", count=counts[State.REFUSED]),
        State.DOUBTED: text("{count} doubted", count=counts[State.DOUBTED]),
        State.UNCERTAIN: text("{count} uncertain", count=counts[State.UNCERTAIN]),
        State.SUPPRESSED: text("{count} suppressed", count=counts[State.SUPPRESSED]),
        State.EXPIRED: text("{count} expired", count=counts[State.EXPIRED]),
        State.CANCELLED: text("{count} cancelled", count=counts[State.CANCELLED]),
    }
    return tuple(phrase for state, phrase in phrases.items() if counts[state])


def closing_words(ended: Ended, campaign: str, *, interrupted: bool) -> Iterator[Text]:
    """What happened, and what to do next."""
    yield text("{campaign}: {states}", campaign=campaign, states=state_words(ended.counts) or (text("nobody"),))
    if ended.near_misses:
        yield ntext(
            "{count} recipient may or may not have it, or is refused by an answer that is not believed: hiyari ledger "
            "uncertain {campaign}",
            "{count} recipients may or may not have it, or are refused by answers that are not believed: hiyari ledger "
            "uncertain {campaign}",
            ended.near_misses,
            campaign=campaign,
        )
    if interrupted or ended.left:
        yield text("The same command goes on where it stopped.")
    else:
        yield text("What happened to one recipient: hiyari ledger why ADDRESS")
