"""Which mail server a queue id is of: advice for one is wrong, or does harm, on another. Pure.

A syslog holds lines of any server, so that the format of a file does not tell. The ids do: Postfix writes hexadecimal
digits in upper case, or without vowels (``enable_long_queue_ids``); OpenSMTPD eight digits in lower case; Exim groups
with hyphens; sendmail eight letters for the time and a process id of six digits or more. One of hexadecimal digits
only may be Postfix's or sendmail's: *unclear*.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class Mta(StrEnum):
    """A mail server, as far as advice differs."""

    POSTFIX = "postfix"
    SENDMAIL = "sendmail"
    OPENSMTPD = "opensmtpd"
    EXIM = "exim"
    EXCHANGE = "exchange"
    UNCLEAR = "unclear"


NAMES: Final = {
    Mta.POSTFIX: "Postfix",
    Mta.SENDMAIL: "sendmail",
    Mta.OPENSMTPD: "OpenSMTPD",
    Mta.EXIM: "Exim",
    Mta.EXCHANGE: "Exchange",
    Mta.UNCLEAR: "the mail server",
}
_FORMS: Final = (
    (Mta.EXIM, re.compile(r"[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4}", re.ASCII)),
    (Mta.OPENSMTPD, re.compile(r"(?=[0-9a-f]{0,7}[a-f])[0-9a-f]{8}", re.ASCII)),
    (Mta.UNCLEAR, re.compile(r"\d{8}|[0-9A-F]{8}\d{6,10}", re.ASCII)),
    (Mta.SENDMAIL, re.compile(r"[0-9A-Za-x]{8}\d{6,10}", re.ASCII)),
    (Mta.POSTFIX, re.compile(r"[0-9A-F]{6,25}", re.ASCII)),
    (Mta.POSTFIX, re.compile(r"[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10,12}z[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-y]{1,12}")),
)


def mta_of(log_format: str | None, queue_id: str | None) -> Mta:
    """The mail server that a message waits in.

    Args:
        log_format: The format of its log; of a format that only one server writes, that one.
        queue_id: Its queue id.
    """
    match log_format:
        case Mta.POSTFIX | Mta.EXIM | Mta.EXCHANGE:
            return Mta(log_format)
        case _:
            return next((mta for mta, form in _FORMS if form.fullmatch(queue_id or "")), Mta.UNCLEAR)


def agreed(some: Iterable[Mta]) -> Mta:
    """The mail server of a host: what the ids that are clear say; *unclear* where they differ, or none is."""
    clear = Counter(one for one in some if one is not Mta.UNCLEAR)
    return next(iter(clear)) if len(clear) == 1 else Mta.UNCLEAR
