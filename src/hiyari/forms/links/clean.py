r"""A name as it stands in a source, made a target.

Template code, variables and the joints of strings become ``*``: ``<?= $dir ?>/mail.php`` is ``*/mail.php``. A name of
which nothing is written (``href="<?= $url ?>"``) says nothing about any file and is dropped. So are schemes that lead
to no file (``mailto:``, ``javascript:``).
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Final

_PLAIN: Final = re.compile(rb"([\w./~%@:=;,!()-]*)(?:[?#](?!\{)[^<{$%*\"'`]*)?")
_CODE: Final = re.compile(
    rb"""<\?.{0,400}?\?>|<%.{0,400}?%>|\{\{.{0,200}?\}\}|\{%.{0,200}?%\}|[$#@]\{[^{}]{0,200}\}|\{\$[^{}]{0,200}\}"""
    rb"""|(["'`])\s{0,9}[.+]\s{0,9}[^"'`]{1,200}?[.+]\s{0,9}\1"""  # ' . $page . '
    rb"""|["'`]\s{0,9}[.+]\s{0,9}[^"'`]{1,200}\Z"""
    rb"""|[$@]\w{1,64}(?:\[[^][]{0,64}\]|->\w{1,64}){0,4}|%[sd](?![0-9A-Fa-f])|%\(\w{1,64}\)s|\{\w{0,64}\}""",
    re.DOTALL,
)
_STARS: Final = re.compile(r"\*[*]+")
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30}):")
_LITERAL: Final = re.compile(r"[^\W_]")
_OUTSIDE: Final = re.compile(r"[\x00-\x1f\x7f]")


@lru_cache(maxsize=16384)
def clean(raw: bytes) -> str | None:
    r"""Make a target of what is written; None: it names no file.

    The query and the fragment are dropped, entities and the escape of JSON (``\/``) undone. Percent-encoding stays.
    """
    plain = _PLAIN.fullmatch(raw)
    target = plain[1].decode("ascii") if plain else _readable(raw).partition("#")[0].partition("?")[0]
    if not target:
        return None
    if ":" in target and (scheme := _SCHEME.match(target)) and scheme[1].lower() not in {"http", "https"}:
        return None
    if "*" in target and not _LITERAL.search(target):
        return None
    return target


def _readable(raw: bytes) -> str:
    raw = raw.strip().replace(b"\\/", b"/")
    raw = _CODE.sub(b"*", raw)
    target = raw.decode("utf-8", "surrogateescape")
    if "&" in target:
        target = html.unescape(target)
    if "*" in target:
        target = _STARS.sub("*", target)
    return _OUTSIDE.sub("", target)
