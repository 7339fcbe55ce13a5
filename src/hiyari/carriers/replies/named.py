"""What a reply names literally: the address or domain of ours that it is about, and a page."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Final

_ADDRESS: Final = re.compile(
    r"(?<![\w.:/-])((?:\d{1,3}\.){3}\d{1,3}|(?=[0-9A-Fa-f]{0,4}:)[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]{1,34}[0-9A-Fa-f.]{1,15})(?![\w-])"
)
_LISTED: Final = re.compile(r"\[([^\[\]\s@]{1,200}@)?([^\[\]\s@]{3,253})\] (?:is )?(?:blocked|listed|refused|rejected)")
_LINK: Final = re.compile(r"https?://[!-;=?-~]{4,300}")


def address_in(said: str) -> str | None:
    """The first address (IPv4, IPv6) in it, else the domain in brackets that is said to be listed."""
    for found in _ADDRESS.finditer(said):
        try:
            address = ip_address(found[1].rstrip("."))
        except ValueError:
            continue
        # 127.0.0.4 is a list's answer, and no address of anybody's.
        if not address.is_loopback:
            return str(address)
    bracketed = _LISTED.search(said)
    return bracketed[2].lower() if bracketed else None


def page_in(said: str) -> str | None:
    """The first page (http, https), without what ends the sentence."""
    link = _LINK.search(said)
    return link[0].rstrip(".,;:!?)]}'\"") if link else None
