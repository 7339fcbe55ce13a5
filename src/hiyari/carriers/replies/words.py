"""Finds which of many literal words are in a text, without looking for each of them.

Every word is filed under four of its characters, those that fewest other words have; only the words whose four are in
the text are then looked for. A thousand words cost what some twenty would.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Generic, TypeVar

_SIZE: Final = 4
_T = TypeVar("_T")


def grams(text: str) -> set[str]:
    """Every run of four characters of a text."""
    return {text[place : place + _SIZE] for place in range(len(text) - _SIZE + 1)}


class Words(Generic[_T]):
    """Words, each with what it stands for."""

    def __init__(self, words: Mapping[str, _T]) -> None:
        """Take the words; they and the texts are compared as they are written."""
        common = Counter(gram for word in words for gram in grams(word))
        self._filed: dict[str, list[tuple[str, _T]]] = {}
        self._short = [(word, meant) for word, meant in words.items() if len(word) < _SIZE]
        for word, meant in words.items():
            if len(word) >= _SIZE:
                rarest = min(sorted(grams(word)), key=common.__getitem__)
                self._filed.setdefault(rarest, []).append((word, meant))
        self._keys = frozenset(self._filed)

    def found(self, text: str, text_grams: set[str]) -> Iterator[tuple[str, _T]]:
        """The words that are in a text, in no order, with what they stand for.

        Args:
            text: Where to look.
            text_grams: Its `grams`, which several may share.
        """
        yield from self._present(self._short, text)
        for gram in self._keys & text_grams:
            yield from self._present(self._filed[gram], text)

    @staticmethod
    def _present(words: Iterable[tuple[str, _T]], text: str) -> Iterator[tuple[str, _T]]:
        return (one for one in words if one[0] in text)
