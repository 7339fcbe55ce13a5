"""A mapping that is copied in next to no time, and tells quickly in what it differs from a copy of it.

Each branch of a script copies all variables and is merged with the others behind it; a script with thousands of
variables would spend its time on those that no branch has touched. Values lie in pages that copies share until one of
them writes there, so what was not touched is recognised page by page.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping, Sequence
from typing import Final, Generic, TypeVar, overload

from hiyari.forms.taint.engine.work import spend

K = TypeVar("K")
V = TypeVar("V")
D = TypeVar("D")

_BITS: Final = 5
_PAGE: Final = 1 << _BITS
_MASK: Final = _PAGE - 1


class Paged(MutableMapping[K, V], Generic[K, V]):
    """Keeps the order in which keys were first set in it or in a copy. No value is None."""

    __slots__ = ("_names", "_pages", "_places")

    def __init__(self) -> None:
        self._places: dict[K, int] = {}
        """Where each key's value lies; shared by all copies, only added to."""
        self._names: list[K] = []
        self._pages: list[list[V | None]] = []
        """Its own; each page may be shared and is never changed."""

    def copy(self) -> Paged[K, V]:
        """The same, to be changed apart from it."""
        made: Paged[K, V] = Paged.__new__(Paged)
        made._places = self._places
        made._names = self._names
        made._pages = self._pages.copy()
        return made

    @overload
    def get(self, key: K) -> V | None: ...
    @overload
    def get(self, key: K, default: V | D) -> V | D: ...
    def get(self, key: K, default: object = None) -> object:
        """The value of a key."""
        place = self._places.get(key)
        if place is None or place >> _BITS >= len(self._pages):
            return default
        found = self._pages[place >> _BITS][place & _MASK]
        return default if found is None else found

    def __getitem__(self, key: K) -> V:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        return self.get(key) is not None  # type: ignore[arg-type] # what is no key is not found

    def __setitem__(self, key: K, value: V) -> None:
        self._put(key, value)

    def __delitem__(self, key: K) -> None:
        if self.get(key) is None:
            raise KeyError(key)
        self._put(key, None)

    def _put(self, key: K, value: V | None) -> None:
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = len(self._names)
            self._names.append(key)
        number = place >> _BITS
        while number >= len(self._pages):
            self._pages.append([None] * _PAGE)
        page = self._pages[number]
        if page[place & _MASK] is not value:
            page = page.copy()
            page[place & _MASK] = value
            self._pages[number] = page

    def __iter__(self) -> Iterator[K]:
        for number, page in enumerate(list(self._pages)):
            for place, value in enumerate(page, number << _BITS):
                if value is not None:
                    yield self._names[place]

    def __len__(self) -> int:
        return sum([value is not None for page in self._pages for value in page])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Paged) and not self.differing(other)

    __hash__ = None  # type: ignore[assignment] # it changes

    @property
    def most(self) -> int:
        """How many keys it may have, without counting them."""
        return len(self._pages) << _BITS

    def differing(self, other: Paged[K, V]) -> list[K]:
        """Keys whose values are not the same in two copies of one mapping; pages that are the same become one."""
        if self._places is not other._places:
            spend(self.most + other.most)
            return [key for key in dict.fromkeys((*self, *other)) if self.get(key) != other.get(key)]
        found: list[K] = []
        mine, theirs = self._pages, other._pages
        for number in range(max(len(mine), len(theirs))):
            one: Sequence[V | None] = mine[number] if number < len(mine) else _NOTHING
            two: Sequence[V | None] = theirs[number] if number < len(theirs) else _NOTHING
            if one is two:
                continue
            places = [place for place in range(_PAGE) if one[place] is not two[place] and one[place] != two[place]]
            spend(4 + len(places))
            if places:
                found.extend([self._names[(number << _BITS) + place] for place in places])
            elif number < len(mine) and number < len(theirs):
                theirs[number] = mine[number]
        return found


_NOTHING: Final[list[None]] = [None] * _PAGE
