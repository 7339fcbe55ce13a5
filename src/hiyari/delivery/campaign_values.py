"""The values of a campaign file that only it has: text in, a value out or None, and what to write instead."""

from __future__ import annotations

import re
from datetime import time, tzinfo
from email.utils import parseaddr
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hiyari.delivery.address import parse_address
from hiyari.delivery.campaign import Charset, Mailbox
from hiyari.delivery.message.mime import CharsetError, encode
from hiyari.delivery.message.tokens import LONGEST_TOKEN
from hiyari.model.inventory import ServerAddress
from hiyari.model.text import Remote, Text, text
from hiyari.model.written import parse_duration, parse_server

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_HOURS: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])")
_URL: Final = re.compile(r"https?://[^\s<>\"]{1,900}")
TOKEN: Final = "{token}"
"""Where a URL has the recipient's own token."""
_SELECTOR: Final = re.compile(r"(?=.{1,63}\Z)[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9]))*")
_LONGEST_NAME: Final = 200
"""Characters of a name beside an address: in quotes it cannot be folded (RFC 5322 section 2.1.1)."""
_LONGEST_SPAN: Final = 3660 * 86400
_LONGEST_LOCAL: Final = 64
_LONGEST_PATH: Final = 254
"""Octets of a local part and of an address (RFC 5321 section 4.5.3.1, without the angle brackets)."""
SMTP_PORT: Final = 25


def parse_campaign_name(written: str) -> str | None:
    """A campaign's name, which also names it in the ledger."""
    return written if _NAME.fullmatch(written) else None


def parse_plain_address(written: str) -> str | None:
    """An address in ASCII, as it stands on the wire."""
    parsed = parse_address(written)
    return parsed.wire if parsed is not None and parsed.wire.isascii() else None


def no_address() -> Text:
    """What to write instead of what is no address."""
    return text("Write an address such as bounce@example.jp.")


def parse_mailbox(written: str) -> Mailbox | None:
    """A name and an address; the name short enough for a line."""
    name, address = parseaddr(written)
    parsed = parse_plain_address(address)
    return Mailbox(name=name, address=parsed) if parsed and len(name) <= _LONGEST_NAME else None


def no_mailbox() -> Text:
    """What to write instead of what is no mailbox."""
    return text("Write a name and an address: Prize office <prize@example.jp>.")


def not_in_charset(mailbox: Mailbox, charset: Charset) -> Text | None:
    """What is wrong with a name that the charset cannot write, or None."""
    try:
        encode(mailbox.name, charset)
    except CharsetError as error:
        return text(
            'the character {character} does not exist in {charset}. Change it, or write charset = "utf-8".',
            character=Remote(error.character),
            charset=error.charset.value,
        )
    return None


def no_room_for_token(reverse_path: str) -> Text | None:
    """What is wrong with a reverse-path to which each recipient's token is added."""
    local, _, domain = reverse_path.rpartition("@")
    if local.startswith('"'):
        return text("Nothing can be added to a local part in quotes. Take another address, or write verp = false.")
    room = min(_LONGEST_LOCAL, _LONGEST_PATH - len(f"@{domain}")) - len("+") - LONGEST_TOKEN
    if len(local) <= room:
        return None
    return text(
        "{address} is too long for verp, which adds {added} characters before the @: {room} may stand there. Take a "
        "shorter address, or write verp = false.",
        address=reverse_path,
        added=LONGEST_TOKEN + len("+"),
        room=max(room, 0),
    )


def parse_smart_host(written: str) -> ServerAddress | None:
    """An IP address, with a port where it is not 25."""
    return parse_server(written, port=SMTP_PORT)


def parse_url(written: str) -> str | None:
    """A URL in ASCII with one place for the token at most: with it, it stays within a line (RFC 5322 section 2.1.1)."""
    fits = _URL.fullmatch(written) and written.isascii() and written.count(TOKEN) <= 1
    return written if fits else None


def no_url() -> Text:
    """What to write instead of what is no URL."""
    return text(
        "Write a URL in ASCII of at most 900 characters; {token} in it, once, is the recipient's own.", token=TOKEN
    )


def parse_span(written: str) -> int | None:
    """Seconds, of ten years at most."""
    seconds = parse_duration(written)
    return seconds if seconds is not None and seconds <= _LONGEST_SPAN else None


def parse_zone_name(written: str) -> tzinfo | None:
    """A time zone by its name."""
    try:
        return ZoneInfo(written)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def parse_hours(written: str) -> tuple[time, time] | None:
    """From when to when; the whole day is not written with one time twice."""
    found = _HOURS.fullmatch(written)
    if found is None:
        return None
    first, second, third, fourth = map(int, found.groups())
    if (third == 24 and fourth) or (first, second) == (third, fourth):
        return None
    return time(first, second), time(third % 24, fourth)


def parse_selector(written: str) -> str | None:
    """The name of a DKIM selector, which may have several labels (RFC 6376 section 3.1)."""
    return written if _SELECTOR.fullmatch(written) else None
