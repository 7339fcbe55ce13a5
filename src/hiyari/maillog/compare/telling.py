"""What is said about a difference: its finding, the same for every fate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from hiyari.carriers.knowledge import knowledge
from hiyari.maillog.compare.causes import step
from hiyari.maillog.compare.comparison import Comparison
from hiyari.maillog.compare.difference import Difference
from hiyari.maillog.compare.fates import Fate
from hiyari.model.finding import Evidence, Finding
from hiyari.model.rule import Rule
from hiyari.model.text import Remote, Text, ntext, text
from hiyari.model.verdict import NearMiss

_SECOND: Final = 1_000_000
_CAUSES: Final = 4
"""Causes that are named; the rest are rare."""
_DOMAINS: Final = 10
"""Domains that are named."""
_LINES: Final = 3
"""Lines of the log that are shown, one for each cause."""
_OVER: Final = 3
"""Acceptances after the last bad message that make it likely that it is over."""


def findings(rule: Rule, facts: Comparison, fates: tuple[Fate, ...]) -> Iterator[Finding]:
    """One finding for each difference of these fates."""
    for one in facts.differences:
        if one.contrast.fate in fates:
            yield _finding(rule, one)


def moment(at: int) -> datetime:
    """A moment of the facts as an aware one."""
    return datetime.fromtimestamp(at / _SECOND, UTC)


def _finding(rule: Rule, one: Difference) -> Finding:
    contrast = one.contrast
    return Finding(
        rule=rule,
        verdict=NearMiss(),
        object=f"{contrast.host} {contrast.destination}",
        params={
            "destination": one.where,
            "host": contrast.host,
            "other": contrast.other,
            "bad": contrast.bad,
            "sent": contrast.bad + contrast.accepted,
            "other_bad": contrast.other_bad,
            "other_sent": contrast.other_bad + contrast.other_accepted,
            "apart": text(" (at another time)") if one.apart else "",
            "provider": contrast.destination,
            "domains": () if contrast.domain is None else (contrast.domain, *one.also),
            "p": f"{contrast.adjusted:.1e}",
            "first_at": moment(one.first_at),
            "last_at": moment(one.last_at),
            "attempts_deferred": one.attempts.get("deferred", 0),
            "attempts_refused": one.attempts.get("refused", 0),
            "causes": tuple(share.words() for share in one.shares),
            "cause": one.shares[0].cause if one.shares else "",
        },
        details=tuple(_details(one)),
        evidence=tuple(_evidence(one)),
        next=step(
            one.shares[0].cause if one.shares else "",
            host=contrast.host,
            other=contrast.other,
            destination=one.where,
        ),
    )


def _details(one: Difference) -> Iterator[Text]:
    yield _why(one)
    yield from _when(one)
    yield from _elsewhere(one)
    deferred = one.attempts.get("deferred", 0)
    if one.contrast.fate is Fate.DEFERRED and deferred > one.contrast.bad:
        yield ntext(
            "{host} tried {count} time in vain, retries counted.",
            "{host} tried {count} times in vain, retries counted.",
            deferred,
            host=one.contrast.host,
        )
    if one.apart:
        yield text(
            "{host} and {other} never sent there at the same time: the day may be what differs, and not the relay.",
            host=one.contrast.host,
            other=one.contrast.other,
        )
    if one.peers:
        yield text("It is the same against {peers}.", peers=one.peers)
    domain = only_domain(one)
    if domain is not None:
        yield text("All of them were to {domain}.", domain=domain)
    for told in one.told[:_LINES]:
        if told.reply:
            yield text("{host} is told: {reply}", host=one.contrast.host, reply=Remote(told.reply))


def _elsewhere(one: Difference) -> Iterator[Text]:
    """Of a domain: that it is not the operator, and which domains it is besides."""
    if one.split is None:
        return
    yield text(
        "It is this domain and not {operator}, where otherwise {bad} of {sent} from {host} fared so, and {other_bad} "
        "of {other_sent} from {other}.",
        operator=one.destination,
        bad=one.split.rest.bad,
        sent=one.split.rest.sent,
        host=one.contrast.host,
        other_bad=one.split.other_rest.bad,
        other_sent=one.split.other_rest.sent,
        other=one.contrast.other,
    )
    if one.also:
        yield ntext(
            "It is the same at {count} more domain there: {domains}.",
            "It is the same at {count} more domains there: {domains}.",
            len(one.also),
            domains=one.also[:_DOMAINS],
        )


def only_domain(one: Difference) -> str | None:
    """The domain to which all the bad messages to an operator were, where its name does not say so."""
    domains = {(told.domains, told.domain) for told in one.told}
    count, domain = next(iter(domains), (0, ""))
    if one.contrast.domain is None and len(domains) == count == 1 and not _named_by(one.contrast.destination, domain):
        return domain
    return None


def _named_by(provider: str, domain: str) -> bool:
    """Whether whoever reads the destination knows that the domain is meant."""
    known = knowledge().by_domain(domain)
    return domain == provider or (known is not None and known.id == provider)


def _why(one: Difference) -> Text:
    """The causes that the replies name, joined with what is known of the relay besides."""
    causes = tuple(share.words() for share in one.shares[:_CAUSES])
    agree = one.agreed
    besides = tuple(words for _, words in one.known if words not in agree)
    if agree:
        return text("Reasons given: {causes}; and hiyari check finds that {known}.", causes=causes, known=agree)
    if besides:
        return text(
            "Reasons given: {causes}. hiyari check finds besides that {known}.", causes=causes, known=besides[:1]
        )
    return text("Reasons given: {causes}.", causes=causes)


def _when(one: Difference) -> Iterator[Text]:
    yield text(
        "It began at {first}; since then {bad} of {sent} from {host}, and {other_bad} of {other_sent} from {other}.",
        first=moment(one.first_at),
        bad=one.during.bad,
        sent=one.during.sent,
        host=one.contrast.host,
        other_bad=one.other_during.bad,
        other_sent=one.other_during.sent,
        other=one.contrast.other,
    )
    if one.since >= _OVER:
        yield ntext(
            "It may be over: after the last one at {last}, {count} message was accepted.",
            "It may be over: after the last one at {last}, {count} messages were accepted.",
            one.since,
            last=moment(one.last_at),
        )


def _evidence(one: Difference) -> Iterator[Evidence]:
    """The newest line for each cause, and beside it what the other relay was told."""
    place = one.contrast.domain or one.contrast.destination
    for told in one.told[:_LINES]:
        yield Evidence(
            asked=f"{one.contrast.host} -> {place}",
            of=one.contrast.host,
            at=moment(told.last_at),
            answer=told.line or told.reply,
        )
    if one.taken is not None:
        yield Evidence(
            asked=f"{one.contrast.other} -> {place}",
            of=one.taken.relay or one.contrast.other,
            at=moment(one.taken.last_at),
            answer=one.taken.reply,
        )
