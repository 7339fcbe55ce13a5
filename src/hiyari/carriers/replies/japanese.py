r"""Japanese in replies: made readable again where a log has mangled it.

Some Japanese servers write ISO-2022-JP into their replies. Its escape is a control character, which logs show as ``?``,
``\x1b``, ``\033`` or ``#033``, and the rest looks like noise: ``?$B08@h$,J,$+$j$^$;$s?(B``. Others write EUC-JP or
Shift_JIS, which a reader of UTF-8 shows as ``\xb0\xb8``. What cannot be decoded stays as it was.
"""

from __future__ import annotations

import re
from typing import Final

_JIS: Final = re.compile(
    r"(?:\x1b|\?|\\x1b|\\033|#033|\^\[)?\$[B@]((?:[!-~]{2}){1,500}?)(?:(?:\x1b|\?|\\x1b|\\033|#033|\^\[)\([BJ]|$)"
)
_OCTETS: Final = re.compile(r"(?:\\x[0-9a-f]{2}(?:[!-\[\]-~](?=\\x))?){2,500}")
_OCTET: Final = re.compile(r"\\x([0-9a-f]{2})|(.)", re.DOTALL)
_CODECS: Final = ("utf-8", "euc_jp", "cp932")


def readable(text: str) -> str:
    """The text with Japanese in it decoded, as far as it can be."""
    if "$B" in text or "$@" in text:
        text = _JIS.sub(_from_jis, text)
    if "\\x" in text:
        text = _OCTETS.sub(_from_octets, text)
    return text


def _from_jis(found: re.Match[str]) -> str:
    octets = b"\x1b$B" + found[1].encode("ascii") + b"\x1b(B"
    try:
        return octets.decode("iso2022_jp")
    except UnicodeDecodeError:
        return found[0]


def _from_octets(found: re.Match[str]) -> str:
    octets = b"".join(bytes.fromhex(one[1]) if one[1] else one[2].encode("ascii") for one in _OCTET.finditer(found[0]))
    for codec in _CODECS:
        try:
            decoded = octets.decode(codec)
        except UnicodeDecodeError:
            continue
        if decoded.isprintable():
            return decoded
    return found[0]
