"""What was recorded, read as the mail programs would have read it: who gets it, and its header lines.

`sendmail -t` and its kin take the recipients from To, Cc and Bcc, without ``-t`` from the arguments alone; ``mail``
takes them from its arguments and knows no header section. All of it may have been made by a hostile script.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

from hiyari.forms.confirm.recorded import Call, Ran, Transaction
from hiyari.forms.confirm.words import number_of

MAX_HEADER = 65_536
MAX_ADDRESSES = 200
MARK = re.compile(rb"/(?:m/|hiyari/bin/mark-)([a-z]{1,2})\Z")
SENDMAIL_VALUES = frozenset(b"BCFLMNORVXrfhpo")
"""Options of sendmail that take a value: attached, or the next argument."""
MAIL_VALUES = frozenset(b"sacbrSuTqe")
"""The same for ``mail``, ``mailx`` and ``mutt``."""
RECIPIENT_FIELDS = (b"to", b"cc", b"bcc", b"resent-to", b"resent-cc", b"resent-bcc")
QMAIL_READS_HEADER = b"qmail-inject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Someone who gets a message."""

    address: bytes
    where: str
    """``To``, ``Cc``, ``Bcc``, ``envelope``, ``command line``."""
    shown: bytes
    """The line that names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One message that a script sent."""

    recipients: tuple[Recipient, ...]
    header: bytes
    """The header section, with its line breaks as they came; for ``mail`` the subject it was given."""
    body: bytes
    options: tuple[bytes, ...] = ()
    """Those of the mail program's command line, each with its value."""


def mails(ran: Ran) -> tuple[Mail, ...]:
    """The messages of one run."""
    calls = (call for call in ran.calls if call.argv and mark(call) is None)
    return (*(_called(call) for call in calls), *(_transferred(one) for one in ran.smtp))


def marks(ran: Ran) -> frozenset[int]:
    """The numbers of the marks that an injected command called."""
    return frozenset(number for call in ran.calls if (number := mark(call)) is not None)


def mark(call: Call) -> int | None:
    """The number of a mark, where the call is one."""
    found = MARK.match(call.argv[0]) if call.argv else None
    return number_of(found[1].decode("ascii")) if found is not None else None


def _called(call: Call) -> Mail:
    program = call.argv[0].rsplit(b"/", 1)[-1].lower()
    if program in {b"mail", b"mailx", b"nail", b"s-nail", b"mutt", b"mail.mailutils"}:
        return _mailx(call, mutt=program == b"mutt")
    header, body = split(call.data)
    options, operands = arguments(call.argv[1:], SENDMAIL_VALUES)
    reads_header = any(name == b"-t" for name, _ in options) or (program == QMAIL_READS_HEADER and not operands)
    recipients = tuple(_operands(operands, call))
    if reads_header:
        recipients += tuple(_from_header(header))
    return Mail(recipients=recipients, header=header, body=body, options=_words(options))


def _mailx(call: Call, *, mutt: bool) -> Mail:
    options, operands = arguments(call.argv[1:], MAIL_VALUES)
    subject = b"".join(value for name, value in options if name == b"-s")
    copies = tuple(
        Recipient(address=address, where="Cc" if name == b"-c" else "Bcc", shown=name + b" " + value)
        for name, value in options
        if name in {b"-c", b"-b"}
        for address in addresses(value)
    )
    reads_header = any(name == b"-t" for name, _ in options)
    header, body = split(call.data) if reads_header else (b"", call.data)
    recipients = (*_operands(operands, call), *copies, *(_from_header(header) if reads_header else ()))
    header = b"" if mutt else b"Subject: " + subject + b"\n" + header
    return Mail(recipients=recipients, header=header, body=body, options=_words(options))


def _words(options: tuple[tuple[bytes, bytes], ...]) -> tuple[bytes, ...]:
    return tuple(name + value for name, value in options)


def _operands(operands: tuple[bytes, ...], call: Call) -> Iterator[Recipient]:
    for operand in operands:
        for address in addresses(operand):
            yield Recipient(address=address, where="command line", shown=b" ".join(call.argv))


def _transferred(transaction: Transaction) -> Mail:
    header, body = split(transaction.data)
    recipients = tuple(
        Recipient(address=found[1], where="envelope", shown=b"RCPT " + told)
        for told in transaction.recipients
        if (found := re.match(rb"(?i)TO:\s{0,9}<?([^>\s]{0,500})", told)) is not None
    )
    return Mail(recipients=recipients, header=header, body=body)


def arguments(
    words: tuple[bytes, ...], with_value: frozenset[int]
) -> tuple[tuple[tuple[bytes, bytes], ...], tuple[bytes, ...]]:
    """Options (name, value) and operands of a command line, as getopt(3) reads it."""
    options: list[tuple[bytes, bytes]] = []
    operands: list[bytes] = []
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        if word == b"--":
            operands += waiting
            break
        if not word.startswith(b"-") or len(word) == 1:
            operands.append(word)
        elif word[1] in with_value:
            value = word[2:] or (waiting.pop(0) if waiting else b"")
            options.append((word[:2], value))
        else:
            options.append((word, b""))
    return tuple(options), tuple(operand for operand in operands if operand)


def split(message: bytes) -> tuple[bytes, bytes]:
    """Header section and body, as sendmail takes them apart: at the first line that is empty or no header line."""
    at = 0
    while at < min(len(message), MAX_HEADER):
        end = message.find(b"\n", at)
        line = message[at : len(message) if end < 0 else end].rstrip(b"\r")
        if not line or not (line[:1] in b" \t" or re.match(rb"[!-9;-~]{1,200}[ \t]{0,9}:|From ", line)):
            return message[:at], message[at:].lstrip(b"\r\n")
        at = len(message) if end < 0 else end + 1
    return message[:at], message[at:]


def header_fields(header: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Names (lower case) and unfolded values."""
    unfolded = re.sub(rb"\r?\n(?=[ \t])", b"", header)
    for line in re.split(rb"\r?\n", unfolded):
        name, colon, value = line.partition(b":")
        if colon:
            yield name.strip().lower(), value.strip()


def _from_header(header: bytes) -> Iterator[Recipient]:
    for name, value in header_fields(header):
        if name in RECIPIENT_FIELDS:
            where = name.decode("ascii").title()
            for address in addresses(value):
                yield Recipient(address=address, where=where, shown=name.title() + b": " + value)


def addresses(value: bytes) -> tuple[bytes, ...]:
    """The addresses of an address list (RFC 5322 section 3.4), read leniently: names, comments and groups go."""
    found: list[bytes] = []
    plain = re.sub(rb'"(?:[^"\\]|\\.){0,2000}"', b"", value[:MAX_HEADER])
    plain = re.sub(rb"\([^()]{0,2000}\)", b"", plain)
    for part in re.split(rb"[,;]", plain)[:MAX_ADDRESSES]:
        angle = re.search(rb"<([^<>]{0,500})>", part)
        address = angle[1] if angle is not None else part.rsplit(b":", 1)[-1]
        found.append(address.strip())
    return tuple(address for address in found if address)


def decodings(octets: bytes) -> Iterator[bytes]:
    """What octets hold when they are read as quoted-printable, and what their Base64 runs hold."""
    if b"=" in octets:
        yield quopri.decodestring(octets)
    for run in re.findall(rb"[A-Za-z0-9+/\r\n]{16,65536}={0,2}", octets)[:50]:
        packed = re.sub(rb"[\r\n]", b"", run)
        try:
            yield base64.b64decode(packed + b"=" * (-len(packed) % 4))
        except binascii.Error:
            continue
