"""DKIM signatures, by dkimpy; the one place that knows of it."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Protocol

from hiyari.delivery.campaign import DkimKey
from hiyari.model.error import UserError
from hiyari.model.text import text

_SIGNED: Final = (
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "reply-to",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "list-unsubscribe",
    "list-unsubscribe-post",
)
"""RFC 6376 section 5.4.1; List-Unsubscribe and its partner because RFC 8058 section 4 asks for it."""


class Signer(Protocol):
    """Gives a message its signature."""

    def __call__(self, message: bytes) -> bytes:
        """The header field with its CRLF, to be put before the message."""
        ...


def make_signer(key: DkimKey) -> Signer:
    """A signer with this key.

    Raises:
        UserError: The key cannot be read, or is no private key.
    """
    import dkim  # noqa: PLC0415 - a tenth of a second that only signed campaigns pay

    secret = _read(key.key_file)
    domain, selector = key.domain.encode("ascii"), key.selector.encode("ascii")

    def sign(message: bytes) -> bytes:
        header: bytes = dkim.sign(
            message,
            selector,
            domain,
            secret,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[name.encode("ascii") for name in _SIGNED if _has(message, name)],
        )
        return header

    try:
        sign(b"From: a@b.jp\r\n\r\nx\r\n")
    except Exception:  # noqa: BLE001 - dkimpy and the parsers below it raise what they like for a file that is no key
        sentence = text(
            "{path} is no RSA private key in PEM. Make one with: openssl genrsa -traditional -out {path} 2048",
            path=str(key.key_file),
        )
        raise UserError(sentence) from None
    return sign


def _has(message: bytes, name: str) -> bool:
    head = message[: message.find(b"\r\n\r\n")].lower()
    field = name.encode("ascii") + b":"
    return head.startswith(field) or b"\r\n" + field in head


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(64 * 1024)
    except OSError as error:
        sentence = text(
            "{path} cannot be read: {reason}. Name the DKIM key in [dkim] key_file.",
            path=str(path),
            reason=error.strerror or "input/output error",
        )
        raise UserError(sentence) from None
