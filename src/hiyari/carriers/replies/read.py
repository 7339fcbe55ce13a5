"""Reads a reply: its cause, the blocklist that it names, and what to do.

The order of asking, from what is certain to what is usual:

1. signs of providers and products, whose codes mean one thing (``(S3150)``, ``[TSS04]``);
2. what `carriers.knowledge` holds for the provider that replied, with its dates;
3. blocklists by their zones and names;
4. general signs: the words of common mail servers, then enhanced status codes;
5. what `carriers.knowledge` holds for everybody; else *undefined*.

What is read depends on the masked text alone (see `mask`), so it is remembered under it; only the address and the page
that a text names are taken from the text itself. Nothing fails: a text that says nothing known is *undefined*.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from hiyari.carriers.knowledge import knowledge
from hiyari.carriers.provider import OTHER, About, Provider
from hiyari.carriers.replies.advice import USUAL, Advice
from hiyari.carriers.replies.cause import ABOUT_OF, CAUSE_OF, Cause, Outcome
from hiyari.carriers.replies.japanese import readable
from hiyari.carriers.replies.lists import BlockList, Kind, lists, named_list, unknown_zone
from hiyari.carriers.replies.mask import masked
from hiyari.carriers.replies.named import address_in, page_in
from hiyari.carriers.replies.parts import MOST, Parts, take_apart
from hiyari.carriers.replies.plain import plain
from hiyari.carriers.replies.reading import ReplyReading
from hiyari.carriers.replies.signs import GENERAL, Sign, signs
from hiyari.carriers.replies.words import grams

MEMORY: Final = 4096
"""Texts, and readings of masked texts, that are remembered: at most some 10 MB together, usually 2."""
_NAMES_US: Final = frozenset({Cause.BLOCKLIST, Cause.PTR, Cause.RATE, Cause.SPF, Cause.SPAM})
"""Causes of which a text names our address."""
_DEFERS: Final = frozenset({Cause.NETWORK, Cause.SYSTEM, Cause.RATE, Cause.GREYLISTING, Cause.TLS})
"""Causes after which a server tries again, where neither a code nor a sign says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """What the masked text says."""

    cause: Cause
    about: About
    advice: Advice
    source: str
    blocklist: str | None = None
    link: str | None = None
    outcome: Outcome | None = None


def read_reply(text: str, *, relay: str | None = None, on: date | None = None) -> ReplyReading:
    """What a reply means.

    Args:
        text: The literal text as a log shows it, with or without what the mail system writes around it.
        relay: The host that replied, where the text does not name it.
        on: The day on which it came; carriers change their meaning. Without it, what holds now.
    """
    return _read(text[:MOST], relay, on)


@lru_cache(maxsize=MEMORY)
def _read(text: str, relay: str | None, on: date | None) -> ReplyReading:
    parts = take_apart(readable(text) if "$" in text or "\\x" in text else text)
    said = masked(parts.said)
    base = _judge(said, parts.code, parts.enhanced, parts.phase, _provider(parts.host or relay or ""), on or date.max)
    if base.outcome is Outcome.ACCEPTED or ("http" not in parts.said and base.cause not in _NAMES_US):
        return base
    return _with_names(base, parts)


@lru_cache(maxsize=MEMORY)
def _judge(
    said: str, code: int | None, enhanced: str | None, phase: str | None, provider: str, on: date
) -> ReplyReading:
    """The reading of a masked text, without the names in it."""
    if code is not None and code < 400:
        return ReplyReading(
            code=code,
            enhanced=enhanced,
            phase=phase,
            outcome=Outcome.ACCEPTED,
            cause=Cause.UNDEFINED,
            about=About.TRANSACTION,
        )
    verdict = _Question(said, code, enhanced, phase, knowledge().provider(provider), on).answer()
    return ReplyReading(
        code=code,
        enhanced=enhanced,
        phase=phase,
        outcome=_outcome(code, enhanced, verdict),
        cause=verdict.cause,
        about=verdict.about,
        blocklist=verdict.blocklist,
        link=verdict.link,
        source=verdict.source,
        advice=verdict.advice,
    )


class _Question:
    """One masked text, and the ways to read it."""

    def __init__(
        self, said: str, code: int | None, enhanced: str | None, phase: str | None, provider: Provider, on: date
    ) -> None:
        self.said, self.lowered = said, said.lower()
        self.grams = grams(self.lowered)
        self.code, self.enhanced, self.phase, self.provider, self.on = code, enhanced, phase, provider, on

    def answer(self) -> _Verdict:
        candidates = signs().candidates(self.lowered, self.grams, self.enhanced)
        special = [one for one in candidates if one.rank < GENERAL]
        return (
            self._by_signs(special, self.lowered)
            or self._by_provider()
            or self._by_list()
            or self._in_general([one for one in candidates if one.rank >= GENERAL])
        )

    def _by_signs(self, candidates: list[Sign], lowered: str) -> _Verdict | None:
        for sign in candidates:
            if sign.fits(lowered, self._code(sign), self.phase, self.on):
                return self._signed(sign)
        return None

    def _code(self, sign: Sign) -> int | None:
        """The reply code; for a sign that is a status alone, the status's class will do (Sendmail logs no more)."""
        if self.code is None and self.enhanced and not sign.words:
            return int(self.enhanced[0]) * 100
        return self.code

    def _signed(self, sign: Sign) -> _Verdict:
        listed = lists().get(sign.blocklist or "")
        zone = None
        if sign.cause is Cause.BLOCKLIST and listed is None:
            listed = named_list(self.lowered, self.grams)
            zone = None if listed else unknown_zone(self.said)
        return _Verdict(
            cause=sign.cause,
            about=sign.about,
            advice=sign.advice if listed is None or sign.blocklist else listed.advice,
            source=sign.source,
            blocklist=listed.name if listed else sign.blocklist or zone,
            link=listed.link or None if listed else None,
            outcome=sign.outcome,
        )

    def _by_provider(self) -> _Verdict | None:
        """What the provider's own file says; what stands in *other* comes later."""
        said = f"{self.enhanced} {self.said}" if self.enhanced else self.said
        for rule in self.provider.replies if self.provider.id != OTHER else ():
            if rule.fits(self.phase or "", self.code or 0, self.enhanced, said, self.on):
                cause = CAUSE_OF[rule.reason]
                return _Verdict(cause=cause, about=rule.about, advice=USUAL[cause], source=rule.source)
        return None

    def _by_list(self) -> _Verdict | None:
        listed = named_list(self.lowered, self.grams)
        if listed is not None:
            return _listed(listed)
        zone = unknown_zone(self.said)
        if zone is None:
            return None
        return _Verdict(
            cause=Cause.BLOCKLIST,
            about=About.SENDER,
            advice=Advice.DELIST,
            source="RFC 5782 section 1: the text names a zone",
            blocklist=zone,
        )

    def _in_general(self, candidates: list[Sign]) -> _Verdict:
        said = plain(self.said)
        found = self._by_signs(candidates, said.lower())
        if found is not None:
            return found
        said = f"{self.enhanced} {said}" if self.enhanced else said
        other = knowledge().other
        for rule in other.replies if self.code else ():
            if rule.fits(self.phase or "", self.code or 0, self.enhanced, said, self.on):
                cause = CAUSE_OF[rule.reason]
                return _Verdict(cause=cause, about=rule.about, advice=USUAL[cause], source=rule.source)
        return _Verdict(
            cause=Cause.UNDEFINED, about=ABOUT_OF[Cause.UNDEFINED], advice=USUAL[Cause.UNDEFINED], source=""
        )


def _listed(listed: BlockList) -> _Verdict:
    return _Verdict(
        cause=Cause.CONTENT if listed.lists is Kind.LINKS else Cause.BLOCKLIST,
        about=About.SENDER,
        advice=listed.advice,
        source=listed.source,
        blocklist=listed.name,
        link=listed.link or None,
    )


def _outcome(code: int | None, enhanced: str | None, verdict: _Verdict) -> Outcome:
    if code is not None:
        return Outcome.DEFERRED if code < 500 else Outcome.REFUSED
    if verdict.outcome is not None:
        return verdict.outcome
    if enhanced is not None:
        return {"2": Outcome.ACCEPTED, "4": Outcome.DEFERRED}.get(enhanced[0], Outcome.REFUSED)
    if verdict.cause is Cause.UNDEFINED:
        return Outcome.UNKNOWN
    return Outcome.DEFERRED if verdict.cause in _DEFERS else Outcome.REFUSED


def _with_names(base: ReplyReading, parts: Parts) -> ReplyReading:
    """With the address and the page that this very text names."""
    link = page_in(parts.said)
    listed = address_in(parts.said) if base.cause in _NAMES_US else None
    if link is None and listed is None:
        return base
    return ReplyReading(
        code=base.code,
        enhanced=base.enhanced,
        phase=base.phase,
        outcome=base.outcome,
        cause=base.cause,
        about=base.about,
        blocklist=base.blocklist,
        listed_address=listed,
        link=link or base.link,
        source=base.source,
        advice=base.advice,
    )


@lru_cache(maxsize=4096)
def _provider(host: str) -> str:
    """Whose host it is; the id alone, because a provider's hash would cost more than reading the reply."""
    found = knowledge().by_exchanger(host)
    return found.id if found else OTHER
