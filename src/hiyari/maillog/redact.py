"""Takes the people out of what is shown to a third party: local parts of addresses become tokens. Pure.

A token is a keyed hash (BLAKE2b with the site's key): the same address has the same token everywhere, so that a reader
can still count and compare, and without the key nobody can try addresses until one fits. Domains and IP addresses
stay, because they say whose problem it is. Message-IDs look like addresses and are treated as such.
"""

from __future__ import annotations

import base64
import re
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

    def words(self, written: str) -> str:
        """A text, for example a line of a log, with every address in it redacted."""
        return _ADDRESS.sub(lambda found: self.address(found[0]), written)

    def _token(self, written: str) -> str:
        # Few servers tell upper case from lower in a local part, and no person does.
        digest = blake2b(written.casefold().encode("utf-8", "surrogatepass"), key=self.key[:64], person=_PERSON)
        return "~" + base64.b32encode(digest.digest()).decode("ascii")[:_LENGTH].lower()
