"""A memory of what was said last, bounded in size: for products whose lines must be joined to be understood."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """Keeps the newest ``most`` values; what was put longest ago is forgotten first, and is then unknown."""

    __slots__ = ("_kept", "_most")

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Key, Value] = OrderedDict()

    def put(self, key: Key, value: Value) -> None:
        """Remember, in place of what the key had."""
        kept = self._kept
        kept.pop(key, None)
        kept[key] = value
        if len(kept) > self._most:
            kept.popitem(last=False)

    def get(self, key: Key) -> Value | None:
        """What the key had last, if it is still known."""
        return self._kept.get(key)

    def take(self, key: Key) -> Value | None:
        """The same, and forget it."""
        return self._kept.pop(key, None)
