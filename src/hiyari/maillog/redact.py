"""Takes the people out of what is shown to a third party: local parts of addresses become tokens. Pure.

A token is a keyed hash (BLAKE2b with the site's key): the same address has the same token everywhere, so that a reader
can still count and compare, and without the key nobody can try addresses until one fits. Domains and IP addresses
stay, because they say whose problem it is. Message-IDs look like addresses and are treated as such.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

_LENGTH: Final = 10
"""Characters of a token: 50 bits, so that two of a million addresses hardly share one."""
_PERSON: Final = b"hiyari redact"
_ADDRESS: Final = re.compile(
    r"(\"[^\"\n]{1,100}\"|[^\s<>()\[\],;:\"@\\=|]{1,128}(?:=[^\s<>()\[\],;:\"@\\=|]{1,128}){0,3})"
    r"@([A-Za-z0-9\u0080-\uffff](?:[A-Za-z0-9.\u0080-\uffff-]{0,252}[A-Za-z0-9\u0080-\uffff])?)"
)
_KEY: Final = re.compile(
    r"(?:to|from|orig_to|sender|recipient|rcpt|mailfrom|envelope-from|ctladdr|user|login|account|sasl_username|"
    r"sasl_sender|email|address|mailto)="
)
_SHORTEST: Final = 2
_TOKEN: Final = re.compile(rf"~[a-z2-7]{{{_LENGTH}}}")


@dataclass(frozen=True, slots=True)
class Redactor:
    """Makes tokens with one site's key."""

    key: bytes = field(repr=False)

    def address(self, written: str) -> str:
        """The address with a token for its local part; what has no ``@`` is a token altogether, the empty one stays."""
        if not written or written == "<>":
            return written
        local, at, domain = written.rpartition("@")
        if not at:
            return self._token(written)
        return local + at + domain if _TOKEN.fullmatch(local) else f"{self._token(written)}@{domain}"

    def words(self, written: str, names: Iterable[str] = ()) -> str:
        """A text, for example a line of a log, with every address in it redacted.

        Args:
            written: The text.
            names: Accounts without a domain that stand in it, which look like any other word.
        """
        for name in names:
            if "@" not in name and len(name) >= _SHORTEST:
                whole = rf"(?<![\w.@~-]){re.escape(name)}(?![\w@-])"
                written = re.sub(whole, self._token(name), written)
        return _ADDRESS.sub(self._found, written)

    def _found(self, found: re.Match[str]) -> str:
        # "to=taro@example.jp" has the same token as <taro@example.jp>; "list+taro=example.com@" is one local part.
        key = _KEY.match(found[0])
        return (key[0] if key else "") + self.address(found[0][key.end() if key else 0 :])

    def _token(self, written: str) -> str:
        # Few servers tell upper case from lower in a local part, and no person does.
        digest = blake2b(written.casefold().encode("utf-8", "surrogatepass"), key=self.key[:64], person=_PERSON)
        return "~" + base64.b32encode(digest.digest()).decode("ascii")[:_LENGTH].lower()
