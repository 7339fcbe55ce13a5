"""Puts a message together for one recipient."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from hiyari.delivery.campaign import Campaign, Mailbox
from hiyari.delivery.message.dkim import Signer
from hiyari.delivery.message.mime import Part, joined, mailbox, text_part, unstructured
from hiyari.delivery.message.templates import TOKEN, Rendered
from hiyari.delivery.message.tokens import Purpose, make_token

_IN_MAILTO: Final = "@!$'*+-."
"""Of what may stand in an address, what may also stand in a URI as it is (RFC 6068 section 2)."""


class Composer:
    """Makes a campaign's messages."""

    def __init__(
        self, campaign: Campaign, attachments: Sequence[Part], key: bytes, token: str, signer: Signer | None
    ) -> None:
        """Prepare what all messages share.

        Args:
            campaign: Its settings.
            attachments: Encoded once for all.
            key: The site's key.
            token: The campaign's token.
            signer: For DKIM, or None.
        """
        message = campaign.message
        self._campaign = campaign
        self._attachments = tuple(attachments)
        self._key = key
        self._token = token
        self._signer = signer
        self._charset = message.charset
        self._boundary = f"=_{token}_{make_token(key, Purpose.BOUNCE, token, 0)[-10:]}"
        self._fixed = mailbox("From", message.sender, self._charset)
        if message.reply_to is not None:
            self._fixed += mailbox("Reply-To", message.reply_to, self._charset)
        self._fixed += b"MIME-Version: 1.0\r\n"

    def reverse_path(self, number: int) -> str:
        """The reverse-path of a delivery: its own where bounces are to be told apart (VERP)."""
        if not self._campaign.verp:
            return self._campaign.reverse_path
        local, _, domain = self._campaign.reverse_path.rpartition("@")
        return f"{local}+{make_token(self._key, Purpose.BOUNCE, self._token, number)}@{domain}"

    def compose(self, rendered: Rendered, address: str, number: int, at: datetime) -> bytes:
        """The octets of a message, with CRLF line ends, not dot-stuffed.

        Args:
            rendered: What this recipient is told.
            address: As it stands on the wire.
            number: The row of the recipients' file.
            at: For the Date field.

        Raises:
            CharsetError: It cannot be written in the campaign's charset.
        """
        token = make_token(self._key, Purpose.UNSUBSCRIBE, self._token, number)
        body = self._body(rendered, token)
        bounce = make_token(self._key, Purpose.BOUNCE, self._token, number)
        head = b"".join(
            (
                f"Date: {_date(int(at.timestamp()), at.tzinfo)}\r\n".encode("ascii"),
                self._fixed,
                mailbox("To", Mailbox(name="", address=address), self._charset),
                f"Message-ID: <{bounce}@{self._campaign.message.sender.domain}>\r\n".encode("ascii"),
                unstructured("Subject", rendered.subject.replace(TOKEN, token), self._charset),
                self._unsubscribe(token),
                body.header,
                b"\r\n",
            )
        )
        message = head + body.body
        return self._signer(message) + message if self._signer is not None else message

    def _body(self, rendered: Rendered, token: str) -> Part:
        texts = [
            text_part(content.replace(TOKEN, token), subtype, self._charset)
            for subtype, content in (("plain", rendered.text), ("html", rendered.html))
            if content is not None
        ]
        alternative = joined("alternative", texts, self._boundary + "a")
        return joined("mixed", (alternative, *self._attachments), self._boundary + "m")

    def _unsubscribe(self, token: str) -> bytes:
        ways = self._campaign.unsubscribe
        places = [f"<{ways.url.replace('{token}', token)}>"] if ways.url else []
        if ways.mailto:
            places.append(f"<mailto:{quote(ways.mailto, safe=_IN_MAILTO)}?subject={token}>")
        if not places:
            return b""
        field = "List-Unsubscribe: " + ",\r\n ".join(places) + "\r\n"
        if ways.one_click:
            field += "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
        return field.encode("ascii")


@lru_cache(maxsize=8)
def _date(second: int, zone: object) -> str:
    return format_datetime(datetime.fromtimestamp(second, zone))  # type: ignore[arg-type]
