"""A trace without the people in it, for a third party: before it is shown in any form, so that no form can forget one.

Columns that hold a person are redacted as values, whether they have an ``@`` or not; a subject becomes a token. Their
local parts are then looked for in all other texts: lines of logs, replies, paths, commands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from typing import Any, Final, TypeVar

from hiyari.maillog.redact import Redactor, names_of
from hiyari.model.text import Text

T = TypeVar("T")

_PEOPLE: Final = frozenset(
    {
        "login", "sasl", "sender", "senders", "recipient", "recipients", "original", "envelope",
        "account", "user", "who",
    }
)  # fmt: skip
"""Fields, and parameters of sentences, that hold an address or a user's name."""
_TOKENS: Final = frozenset({"subject", "subjects"})
_KEPT: Final = frozenset({"host", "queue_id", "queued_as", "parent", "domain", "domains", "method", "message"})
"""What says whose problem it is, and which line is meant."""


@dataclass(frozen=True, slots=True)
class _Hiding:
    redactor: Redactor
    names: tuple[str, ...]

    def value(self, value: Any, name: str) -> Any:  # noqa: ANN401 - any part of a trace
        match value:
            case Enum():
                return value
            case str():
                return self.word(value, name)
            case Text():
                return replace(value, params={key: self.value(one, key) for key, one in value.params.items()})
            case tuple() if hasattr(value, "_fields"):
                return type(value)(*(self.value(one, key) for key, one in zip(value._fields, value, strict=True)))
            case tuple():
                return tuple(self.value(one, name) for one in value)
            case _ if is_dataclass(value) and not isinstance(value, type):
                # What is quoted from outside keeps the name of what it is.
                inner = {one.name: name if one.name == "raw" else one.name for one in fields(value)}
                return replace(value, **{key: self.value(getattr(value, key), inner[key]) for key in inner})
            case _:
                return value

    def word(self, written: str, name: str) -> str:
        if name in _KEPT:
            return written
        if name in _TOKENS:
            return self.redactor.token(written) if written else written
        if name in _PEOPLE:
            return self.redactor.person(written)
        return self.redactor.words(written, self.names)


def hidden(traced: T, redactor: Redactor) -> T:
    """The same with tokens for people: a trace, or any part of one."""
    answer: T = _Hiding(redactor, names_of(_people(traced, ""))).value(traced, "")
    return answer


def _people(value: Any, name: str) -> Iterator[str]:  # noqa: ANN401 - the same
    match value:
        case Enum():
            return
        case str():
            if name in _PEOPLE:
                yield value
        case tuple():
            for one in value:
                yield from _people(one, name)
        case _ if is_dataclass(value) and not isinstance(value, type | Text):
            for one in fields(value):
                yield from _people(getattr(value, one.name), one.name)
        case _:
            return
