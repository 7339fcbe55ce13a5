"""References in what web servers, browsers and robots read: sitemaps and feeds, robots.txt, .htaccess, CSS."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Final

from hiyari.forms.links.markup import Found
from hiyari.forms.links.reference import How

MAX_UNPACKED: Final = 50 * 1024 * 1024
"""Octets: what sitemaps.org allows one sitemap to be."""
_PLACE: Final = re.compile(
    rb"<(?:\w{1,20}:)?(?:loc|link|guid|url|comments)>\s{0,99}(?:<!\[CDATA\[)?\s{0,99}([^<\]\s]{1,2000})"
)
_LISTED: Final = re.compile(rb"^\s{0,9}(https?://\S{1,2000})", re.MULTILINE)
_ROBOTS: Final = re.compile(
    rb"^[ \t]{0,9}(sitemap|allow|disallow)[ \t]{0,9}:[ \t]{0,9}([^\s#*$]{1,2000})", re.IGNORECASE | re.MULTILINE
)
_URL: Final = re.compile(rb"url\(\s{0,9}[\"']?([^\"')\s]{1,500})")
_IMPORT: Final = re.compile(rb"@import\s{1,9}[\"']([^\"'\s]{1,500})")
_WORD: Final = re.compile(rb'"([^"]{0,1000})"|(\S{1,1000})')
_CATCH_ALL: Final = re.compile(rb"\^?\(?(?:\.[*+?]?)?\)?(?:/\?)?\$?|/")
"""A pattern that fits every address."""
_SENT_AWAY: Final = re.compile(rb"[\[,](?:R|redirect|F|G|forbidden|gone)[=,\]]", re.IGNORECASE)
_FILLED_IN: Final = re.compile(rb"[$%](?:[0-9]|\{[^{}]{0,100}\})")


def unpacked(data: bytes) -> bytes:
    """Undo gzip, as far as `MAX_UNPACKED`; what is broken is given as far as it goes."""
    if data[:2] != b"\x1f\x8b":
        return data
    try:
        return zlib.decompressobj(wbits=31).decompress(data, MAX_UNPACKED)
    except zlib.error:
        return b""


def places(data: bytes) -> Iterator[Found]:
    """Find the addresses that a sitemap or a feed lists."""
    pattern = _PLACE if b"<" in data[:2000] else _LISTED
    for found in pattern.finditer(data):
        yield found.start(1), found.end(1), found[1], How.SITEMAP


def robots(data: bytes) -> Iterator[Found]:
    """Find what robots.txt names (RFC 9309). What robots are kept away from is no link."""
    for found in _ROBOTS.finditer(data):
        how = How.ROBOTS if found[1].lower() == b"disallow" else How.SITEMAP
        yield found.start(2), found.end(2), found[2], how


def styles(data: bytes) -> Iterator[Found]:
    """Find what a style sheet takes in."""
    for pattern in (_URL, _IMPORT):
        for found in pattern.finditer(data):
            yield found.start(1), found.end(1), found[1], How.STYLE


def htaccess(data: bytes) -> Iterator[Found]:
    """Find what the directives of an Apache configuration for one directory lead to."""
    at = 0
    for line in data.split(b"\n"):
        words = [one or other for one, other in _WORD.findall(line[:4000])]
        if words and not words[0].startswith(b"#"):
            for raw, how in _directive(words[0].lower(), words[1:]):
                yield at, at + len(line), raw, how
        at += len(line) + 1


def _directive(name: bytes, words: list[bytes]) -> Iterator[tuple[bytes, How]]:
    match name, words:
        case b"errordocument", [_, target, *_] if target.startswith((b"/", b"http")):
            yield target, How.ERROR
        case ((b"redirect" | b"redirectmatch" | b"redirectpermanent" | b"redirecttemp"), [_, *_]):
            if words[-1].startswith((b"/", b"http")):
                yield _FILLED_IN.sub(b"*", words[-1]), How.REDIRECT
        case b"rewriterule", [pattern, target, *flags] if target != b"-":
            yield _FILLED_IN.sub(b"*", target), _rewritten(pattern, target, flags)
        case b"fallbackresource", [target, *_] if target.lower() != b"disabled":
            yield target, How.FRONT
        case b"action", [_, target, *_]:
            yield target, How.REWRITE
        case b"directoryindex", targets:
            yield from ((target, How.HREF) for target in targets[:20])
        case b"options", words if any(word.lower() in {b"indexes", b"+indexes", b"all", b"+all"} for word in words):
            yield b".", How.LISTING
        case ((b"php_value" | b"php_admin_value"), [b"auto_prepend_file" | b"auto_append_file", target, *_]):
            yield target, How.INCLUDE
        case _:
            return


def _rewritten(pattern: bytes, target: bytes, flags: list[bytes]) -> How:
    """A rule that sends visitors elsewhere (to HTTPS, to another host name) gives no file every address."""
    if target.startswith((b"http:", b"https:")) or any(_SENT_AWAY.search(flag) for flag in flags):
        return How.REDIRECT
    return How.FRONT if _CATCH_ALL.fullmatch(pattern) else How.REWRITE
