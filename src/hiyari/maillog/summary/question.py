"""What the summary's questions share: the span, the hosts, whom to hide, and lists by host."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, TypeVar

from hiyari.maillog.store.asking import Asker, Value
from hiyari.maillog.summary.figures import Listing

T = TypeVar("T")
Host: TypeAlias = "str | None"
Rows: TypeAlias = "list[tuple[Any, ...]]"


class Redacts(Protocol):
    """Hides people, see `maillog.redact`."""

    def address(self, written: str, /) -> str:
        """What stands for an address, or for the name of an account."""
        ...

    def words(self, written: str, names: Iterable[str], /) -> str:
        """A text with every address in it hidden, and these names."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, of which facts."""

    facts: Asker
    since: int
    until: int
    """Exclusive."""
    together: bool
    """All hosts added up."""
    top: int
    """How long lists may be."""
    redact: Redacts | None = None
    """Who hides people, where they are hidden."""
    accounts: tuple[str, ...] = ()
    """Names that are to be hidden in texts, too."""

    def ask(self, query: str, **more: Value) -> Rows:
        """The rows of a query, its first column the host."""
        return self.facts.ask(query, since=self.since, until=self.until, together=int(self.together), **more)

    def person(self, name: str | None) -> str | None:
        """An address or the name of an account."""
        return self.redact.address(name) if name and self.redact is not None else name

    def text(self, said: str | None) -> str | None:
        """A text that may name people."""
        return self.redact.words(said, self.accounts) if said and self.redact is not None else said


def listed(rows: Iterable[tuple[Any, ...]], make: Callable[[tuple[Any, ...]], T]) -> Mapping[Host, Listing[T]]:
    """Rows of host, figures, and the number of groups."""
    found: dict[Host, list[T]] = defaultdict(list)
    totals: dict[Host, int] = {}
    for host, *figures, groups in rows:
        found[host].append(make(tuple(figures)))
        totals[host] = groups
    return {host: Listing(shown=tuple(each), total=totals[host]) for host, each in found.items()}


def cut(found: Mapping[Host, list[T]], top: int) -> Mapping[Host, Listing[T]]:
    """Lists that are whole, no longer than so many."""
    return {host: Listing(shown=tuple(each[:top]), total=len(each)) for host, each in found.items()}
