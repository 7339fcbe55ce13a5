"""The text of rules by which a web server says 410 Gone for what was removed (RFC 9110, section 15.5.11).

Pure. Names are hostile: what is more than letters, digits and a few signs is written octet by octet, in hexadecimal, in
a regular expression, in which neither server's configuration finds anything to expand or to end a word at.
Servers compare the path with its percent-encoding undone, so that is how it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes, urlsplit

from hiyari.model.text import Text, text

_PLAIN: Final = re.compile(rb"/[A-Za-z0-9/._~@+=,:-]*")
"""What both servers take literally within double quotes."""
_LITERAL: Final = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_~@=,:-")
"""What means itself in a regular expression and in both configurations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneRules:
    """Rules for both servers; either is a text of whole lines, empty where there is nothing to say."""

    apache: str
    """For the server, a virtual host or ``.htaccess``; needs mod_alias, which is always there."""
    nginx: str
    """For a ``server`` block, before its other locations."""
    left_out: tuple[Text, ...] = ()
    """URLs for which there is no rule, and why."""


def gone_rules(urls: Iterable[str]) -> GoneRules:
    """Rules for these URLs, as a visitor writes them: whole or from the path on, percent-encoded where need be.

    A script's rule covers what follows its name as well (``/mail.cgi/anything``), which the server would hand to it.
    """
    apache: list[str] = []
    nginx: list[str] = []
    left_out: list[Text] = []
    for path in dict.fromkeys(_path(url, left_out) for url in urls):
        if path is None:
            continue
        apache.append(_apache(path))
        nginx += _nginx(path)
    return GoneRules(apache=_lines(apache), nginx=_lines(nginx), left_out=tuple(left_out))


def _path(url: str, left_out: list[Text]) -> bytes | None:
    """The path's octets, without their percent-encoding."""
    whole = url if not url.startswith("/") else f"http://host{url}"
    try:
        parts = urlsplit(whole, allow_fragments=False)
    except ValueError:
        left_out.append(text("There is no rule for {url}, which is no URL.", url=url))
        return None
    # Not `parts.path`: urlsplit takes line breaks away, which are a part of the name here.
    begins = whole.find("/", whole.find("://") + 3) if "://" in whole else -1
    raw = whole[begins:].partition("?")[0] if begins >= 0 else parts.path
    path = unquote_to_bytes(raw.encode("utf-8", "surrogateescape"))
    if not path.startswith(b"/") or b"\0" in path:
        left_out.append(text("There is no rule for {url}, which is no URL.", url=url))
        return None
    if "?" in whole:
        sentence = text(
            "There is no rule for {url}: other pages have the same path, and differ only behind the question mark.",
            url=url,
        )
        left_out.append(sentence)
        return None
    return path


def _apache(path: bytes) -> str:
    # "Redirect" also means everything below: right for a script, wrong for a folder's index.
    if _PLAIN.fullmatch(path) and not path.endswith(b"/"):
        return f'Redirect gone "{path.decode("ascii")}"'
    return f'RedirectMatch gone "{_pattern(path)}"'


def _nginx(path: bytes) -> list[str]:
    if not _PLAIN.fullmatch(path):
        return [f'location ~ "{_pattern(path)}" {{ return 410; }}']
    plain = path.decode("ascii")
    exact = f'location = "{plain}" {{ return 410; }}'
    return [exact] if plain.endswith("/") else [exact, f'location ^~ "{plain}/" {{ return 410; }}']


def _pattern(path: bytes) -> str:
    """Just this path, and for a script what follows it; matched octet by octet (PCRE without its UTF mode)."""
    escaped = "".join(chr(octet) if octet in _LITERAL else f"\\x{octet:02x}" for octet in path)
    return f"^{escaped}\\z" if path.endswith(b"/") else f"^{escaped}(?:/|\\z)"


def _lines(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
