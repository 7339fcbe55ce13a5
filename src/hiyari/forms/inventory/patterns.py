"""Regular expressions and globs out of a server's configuration, or out of a stranger's .htaccess.

They are written for PCRE and by anybody. What Python understands differently, and what could take for ever, is not
compiled: the answer is then None, and the caller says that it does not know.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from typing import Final

_MOST: Final = 512
"""Characters of a pattern."""
_SUBJECT: Final = 1024
"""Characters of what it is tried on."""
_SLOW: Final = 3
"""Open repetitions in one pattern; with more the time grows beyond bounds."""
_POSIX: Final = {
    "[:alpha:]": "a-zA-Z",
    "[:digit:]": "0-9",
    "[:alnum:]": "a-zA-Z0-9",
    "[:lower:]": "a-z",
    "[:upper:]": "A-Z",
    "[:xdigit:]": "0-9A-Fa-f",
    "[:space:]": r"\s",
    "[:word:]": r"\w",
}


@lru_cache(maxsize=4096)
def expression(source: str, *, fold: bool = False) -> re.Pattern[str] | None:
    """The compiled pattern, to be used with `found`; None where it is not understood or could be slow."""
    if len(source) > _MOST or _could_be_slow(source):
        return None
    for name, letters in _POSIX.items():
        source = source.replace(name, letters)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            # PCRE: $ matches before a final line feed as well; \d and \w mean ASCII.
            return re.compile(source, re.ASCII | (re.IGNORECASE if fold else 0))
    except (re.error, RecursionError, OverflowError, Warning):
        return None


def found(pattern: re.Pattern[str], subject: str) -> re.Match[str] | None:
    """Where the pattern is in the subject; only so much of it is looked at as cannot take long."""
    return pattern.search(subject[:_SUBJECT])


def _could_be_slow(source: str) -> bool:
    """Whether a repeated group repeats or chooses inside itself, or too much repeats without end."""
    inside: list[bool] = [False]
    repeats, index, in_class = 0, 0, False
    while index < len(source):
        character = source[index]
        index += 1
        if character == "\\":
            index += 1
        elif in_class:
            in_class = character != "]"
        elif character == "[":
            in_class = True
            index += source[index : index + 1] in {"]", "^"}
        elif character == "(":
            inside.append(False)
        elif character in "*+{|":
            repeats += character in "*+{"
            inside[-1] = True
        elif character == ")":
            hard = inside.pop() if len(inside) > 1 else False
            if hard and source[index : index + 1] in {"*", "+", "{"}:
                return True
            inside[-1] |= hard
    return repeats > _SLOW


@lru_cache(maxsize=4096)
def glob(source: str, *, crosses: bool = False) -> re.Pattern[str]:
    """A shell pattern with ``*``, ``?`` and ``[...]`` as one for the whole string.

    Args:
        source: As it is written in the configuration.
        crosses: Whether ``*`` also stands for a slash.
    """
    any_one = "(?s:.)" if crosses else "[^/]"
    parts: list[str] = []
    index = 0
    while index < len(source):
        character = source[index]
        index += 1
        end = source.find("]", index + 1) if character == "[" else -1
        if character == "*":
            if not parts or parts[-1] != f"{any_one}*":
                parts.append(f"{any_one}*")
        elif character == "?":
            parts.append(any_one)
        elif end > 0:
            inner = source[index:end].replace("\\", r"\\").replace("[", r"\[")
            parts.append(f"[{'^' + inner[1:] if inner[:1] in {'!', '^'} else inner}]")
            index = end + 1
        else:
            parts.append(re.escape(character))
    try:
        return re.compile("".join(parts) + r"\Z")
    except re.error:
        return re.compile(re.escape(source) + r"\Z")
