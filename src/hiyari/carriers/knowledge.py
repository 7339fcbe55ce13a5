"""Reads the providers' files, and answers who a destination is and what its reply means.

A file per provider lies in ``data/``. What stands in ``other.toml`` holds for every destination that has no file, and
its replies are looked at after a provider's own.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any, Final

from hiyari.carriers.provider import OTHER, About, Limit, Limits, Provider, ReplyRule
from hiyari.carriers.reason import Reason

_LIMITS: Final = tuple(one.name for one in fields(Limits))
_KEYS: Final = {"id", "name", "exchangers", "domains", "folds_case", "carrier", "limits", "reply"}
_REPLY_KEYS: Final = {"phase", "code", "enhanced", "pattern", "reason", "about", "since", "until", "source"}
_ENHANCED: Final = re.compile(r"#?([245]\.(?:\d{1,3}|x)\.\d{1,3})(?:[ :]|$)")
MOST_TEXT: Final = 1000
"""Characters of a reply that are looked at."""
_MOST_NAMES: Final = 4000
"""Characters in which addresses are looked for."""
_NAMED: Final = re.compile(
    r"(?:\"[^\"\s]{1,64}\"|[^\s<>\"@:;,()]{1,64})@[A-Za-z0-9\u0080-\U0010ffff](?:[A-Za-z0-9.\u0080-\U0010ffff-]{0,252}"
    r"[A-Za-z0-9\u0080-\U0010ffff])?"
)
_ANYBODY: Final = "x@x.example"


class KnowledgeError(ValueError):
    """A provider's file is malformed; says which and where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a reply means."""

    reason: Reason
    about: About
    addresses: tuple[str, ...]
    """The addresses in its text, in their order."""
    source: str

    @property
    def named(self) -> str | None:
        """The first address in its text, where there is one."""
        return self.addresses[0] if self.addresses else None


class Knowledge:
    """All providers."""

    def __init__(self, providers: Iterable[Provider]) -> None:
        """Take the providers; one of them is *other*."""
        self.providers: Mapping[str, Provider] = {one.id: one for one in providers}
        self.other = self.providers[OTHER]
        self._exact = {name: one for one in self.providers.values() for name in one.domains if name[:2] != "*."}
        self._below = {name[2:]: one for one in self.providers.values() for name in one.domains if name[:2] == "*."}
        self._exchangers = {name: one for one in self.providers.values() for name in one.exchangers}

    def by_exchanger(self, host: str) -> Provider | None:
        """The provider whose exchanger this is."""
        return _above(host.lower().rstrip("."), self._exchangers)

    def by_domain(self, domain: str) -> Provider | None:
        """The provider that the domain is known to belong to: a hint, because addresses move (MNP)."""
        exact = self._exact.get(domain)
        if exact is not None:
            return exact
        _, _, parent = domain.partition(".")
        return _above(parent, self._below) if parent else None

    def provider(self, provider_id: str) -> Provider:
        """The provider by its id; what has no file is *other*."""
        return self.providers.get(provider_id.partition(":")[0], self.other)

    def read(self, provider: Provider, phase: str, code: int, said: str, at: datetime) -> Meaning:
        """What this provider's reply means at that moment.

        Args:
            provider: Whose reply it is.
            phase: Where in the session it came, as `smtp.reply.Phase` spells it.
            code: The reply code.
            said: The text without the code, lines joined by spaces.
            at: When it came; the carriers change their meaning.
        """
        addresses = tuple(_NAMED.findall(said[:_MOST_NAMES]))
        # What somebody is called says nothing: "spam@example.jp is unknown" is not about spam.
        said, on = _NAMED.sub(_ANYBODY, said[:_MOST_NAMES])[:MOST_TEXT], at.date()
        enhanced = found[1] if (found := _ENHANCED.match(said)) else None
        for rule in (*provider.replies, *(self.other.replies if provider is not self.other else ())):
            if rule.fits(phase, code, enhanced, said, on):
                return Meaning(reason=rule.reason, about=rule.about, addresses=addresses, source=rule.source)
        return Meaning(reason=Reason.UNDEFINED, about=About.TRANSACTION, addresses=addresses, source="")


def _above(name: str, table: Mapping[str, Provider]) -> Provider | None:
    while name:
        found = table.get(name)
        if found is not None:
            return found
        _, _, name = name.partition(".")
    return None


@cache
def knowledge() -> Knowledge:
    """What is shipped with hiyari.

    Raises:
        KnowledgeError: A file is malformed, which the tests would have told before.
    """
    folder = resources.files("hiyari.carriers") / "data"
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    documents = [(one.name, tomllib.loads(one.read_text("utf-8"))) for one in files]
    base = next(document for name, document in documents if name == f"{OTHER}.toml")
    return Knowledge(parse_provider(document, base, name) for name, document in documents)


def parse_provider(document: Mapping[str, Any], base: Mapping[str, Any], name: str) -> Provider:
    """A provider from its document; limits that it does not name are those of *other*.

    Raises:
        KnowledgeError: A key is unknown or a value has no source.
    """
    _known(document, _KEYS, name)
    own, others = document.get("limits", {}), base["limits"]
    _known(own, set(_LIMITS), name)
    try:
        limits = Limits(**{key: _limit(own.get(key) or others[key]) for key in _LIMITS})
        replies = tuple(_reply(one, name) for one in document.get("reply", ()))
        return Provider(
            id=document["id"],
            name=document["name"],
            limits=limits,
            exchangers=tuple(document.get("exchangers", ())),
            domains=tuple(document.get("domains", ())),
            folds_case=document.get("folds_case", False),
            carrier=document.get("carrier", False),
            replies=replies,
        )
    except (KeyError, ValueError, TypeError, re.error) as error:
        raise KnowledgeError(f"{name}: {error}") from error


def _limit(written: Mapping[str, Any]) -> Limit:
    if not written["source"]:
        raise ValueError("a limit has no source")
    return Limit(value=float(written["value"]), source=written["source"])


def _reply(written: Mapping[str, Any], name: str) -> ReplyRule:
    _known(written, _REPLY_KEYS, name)
    if not written["source"]:
        raise ValueError("a reply has no source")
    return ReplyRule(
        pattern=re.compile(written["pattern"], re.IGNORECASE),
        reason=Reason(written["reason"]),
        about=About(written["about"]),
        source=written["source"],
        phases=frozenset(written.get("phase", ())),
        codes=frozenset(written.get("code", ())),
        enhanced=written.get("enhanced"),
        since=_day(written.get("since")),
        until=_day(written.get("until")),
    )


def _day(written: object) -> date | None:
    if written is not None and not isinstance(written, date):
        raise TypeError(f"{written!r} is no day")
    return written


def _known(table: Mapping[str, Any], keys: set[str], name: str) -> None:
    if strange := set(table) - keys:
        raise KnowledgeError(f"{name}: unknown keys {sorted(strange)}")
