"""TSIG keys (RFC 8945), read from the files that `tsig-keygen` and `keymgr -t` write. A secret is never shown."""

from __future__ import annotations

import base64
import binascii
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from hiyari.model.error import UserError
from hiyari.model.text import text

ALGORITHMS: Final = ("hmac-sha256", "hmac-sha224", "hmac-sha384", "hmac-sha512", "hmac-sha1", "hmac-md5")
_MOST: Final = 65536
_NAME: Final = re.compile(r'key\s+"?([A-Za-z0-9_.-]{1,253})"?\s*\{|id:\s*"?([A-Za-z0-9_.-]{1,253})"?')
_ALGORITHM: Final = re.compile(r'algorithm:?\s+"?([A-Za-z0-9-]+)"?')
_SECRET: Final = re.compile(r'secret:?\s+"?([A-Za-z0-9+/=]+)"?')


@dataclass(frozen=True, slots=True, kw_only=True)
class TsigKey:
    """A shared secret with its name."""

    name: str
    algorithm: str
    secret: bytes = field(repr=False)


def read_key(path: Path) -> TsigKey:
    """Read the one key of a file.

    Raises:
        UserError: The file cannot be read, is open to others, or holds no key or several.
    """
    shown = str(path)
    try:
        with path.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            source = stream.read(_MOST).decode("utf-8", "replace")
    except OSError as error:
        sentence = text(
            "{path} cannot be read: {reason}. Name the TSIG key's file in key_file of the [[zone]].",
            path=shown,
            reason=error.strerror or "input/output error",
        )
        raise UserError(sentence) from None
    if mode & stat.S_IRWXO:
        raise UserError(text("{path} holds a secret and is open to everybody. Run: chmod 600 {path}", path=shown))
    names = [bind or knot for bind, knot in _NAME.findall(source)]
    algorithms, secrets = _ALGORITHM.findall(source), _SECRET.findall(source)
    if not len(names) == len(algorithms) == len(secrets) == 1:
        sentence = text(
            "{path} does not hold one TSIG key. Write it with tsig-keygen or keymgr -t, one key for each file.",
            path=shown,
        )
        raise UserError(sentence)
    algorithm = algorithms[0].lower()
    try:
        secret = base64.b64decode(secrets[0], validate=True)
    except binascii.Error:
        raise UserError(text("{path}: the secret is not base64. Copy the whole key again.", path=shown)) from None
    if algorithm not in ALGORITHMS:
        sentence = text("{path}: {algorithm} is not known here. Use hmac-sha256.", path=shown, algorithm=algorithm)
        raise UserError(sentence)
    return TsigKey(name=names[0].removesuffix("."), algorithm=algorithm, secret=secret)
