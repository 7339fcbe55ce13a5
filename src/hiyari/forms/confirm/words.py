"""Numbers as words: canaries and marks tell fields apart by letters, which checks for addresses let pass."""

from __future__ import annotations

import string

LETTERS = string.ascii_lowercase


def word(number: int) -> str:
    """A number from 0 on in letters: a, b, ... z, ba, bb, ..."""
    more, last = divmod(number, len(LETTERS))
    return (word(more) if more else "") + LETTERS[last]


def number_of(letters: str) -> int:
    """The number that a word of the letters a to z stands for."""
    number = 0
    for letter in letters:
        number = number * len(LETTERS) + LETTERS.index(letter)
    return number
