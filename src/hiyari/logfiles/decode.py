r"""Blocks of whole lines as text.

Logs hold what strangers sent, in any encoding: what is no UTF-8 becomes ``\xNN``, so that nothing fails and nothing is
lost. A line is cut at 64 Ki characters; no daemon writes longer ones, and a reader must not be filled by one line.
"""

from __future__ import annotations

from typing import Final

LONGEST: Final = 65_536
"""Bytes of a line in a file, and characters of a line of text: the rest is dropped."""

SEPARATOR: Final = "\x1e"
"""The record separator. A cell of facts that is not known is written so, and no daemon logs it: it is shown."""


def decode(block: bytes, longest: int = LONGEST) -> list[str]:
    r"""Split a block at ``\n``; a ``\r`` before it goes too. The last line may lack its end.

    Only ``\n`` ends a line: `str.splitlines` would also split at characters that a sender may choose.
    """
    shown = block.decode("utf-8", "backslashreplace")
    if SEPARATOR in shown:
        shown = shown.replace(SEPARATOR, r"\x1e")
    lines = shown.split("\n")
    if not lines[-1]:
        lines.pop()
    if "\r" in shown:
        lines = [line.removesuffix("\r") for line in lines]
    if len(shown) > longest and max(map(len, lines)) > longest:
        lines = [line if len(line) <= longest else line[:longest] for line in lines]
    return lines
