"""The envelope behind a refusal: ``...; from=<S> to=<R> proto=ESMTP helo=<H>``.

Three of its words are the client's own, and the recipient or the HELO name stands in the reply too. Each may hold what
looks like an envelope (``HELO x> ; from=<boss@example.jp>``), so no single place in the line can be trusted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_ADDRESS: Final = r"[^>\"]*+(?:\"(?:[^\"\\]|\\.)*+\"[^>\"]*+)*+"
"""What stands between < and >: a ``>`` is part of it only inside quotes (RFC 5321, 4.1.2)."""
_ENVELOPE: Final = re.compile(
    rf"; from=<(?P<sender>{_ADDRESS})>(?:,? to=<(?P<recipient>{_ADDRESS})>)?(?:,? proto=(?P<proto>[^\s,]++))?",
    re.DOTALL,
)
_LAST: Final = re.compile(rf"{_ENVELOPE.pattern}(?:,? helo=<(?P<helo>[^>]*+)>)?", re.DOTALL)
_HELO: Final = re.compile(r",? helo=<", re.DOTALL)
_ONLY_PROTO: Final = re.compile(r"; proto=[^\s,]++(?: helo=<(?P<helo>.*?)>?)?$", re.DOTALL)
_OBJECT: Final = re.compile(r"(?:[45]\d\d )?(?:[45]\.\d{1,3}\.\d{1,3} )?<")
"""How a reply begins that names what it refuses."""
_PLAIN: Final = re.compile(r"[^<>\"]*+>[:\s]")
_MOST_TRIED: Final = 50

Envelope = tuple[str, str | None, str | None, str | None]
"""Reply, sender, recipient and HELO name."""


def envelope(said: str) -> Envelope:
    """Part what was answered from the envelope behind it.

    The first envelope that goes to the end of the line, and whose reply is about something in it. What a HELO name
    forges stands behind the true one; what a recipient forges stands within the ``<...>`` that the reply begins with,
    which is then cut off and fits nothing.
    """
    first = None
    for found in _envelopes(said):
        if _fits(*found):
            return found
        first = first or found
    bare = _ONLY_PROTO.search(said) if first is None else None
    return first or ((said, None, None, None) if bare is None else (said[: bare.start()], None, None, bare["helo"]))


def _envelopes(said: str) -> Iterator[Envelope]:
    """All that go to the end."""
    at = said.find("; from=<")
    for _ in range(_MOST_TRIED):
        if at < 0:
            return
        found = _ENVELOPE.match(said, at)
        if found is not None:
            helo = _HELO.match(said, found.end())
            if helo is not None or found.end() == len(said):
                name = None if helo is None else said[helo.end() :].removesuffix(">")
                yield said[:at], found["sender"], found["recipient"], name
        at = said.find("; from=<", at + 1)


def _fits(reply: str, sender: str | None, recipient: str | None, helo: str | None) -> bool:
    """Whether what the reply names is a plain word, or stands in the envelope too."""
    named = _OBJECT.match(reply)
    if named is None or _PLAIN.match(reply, named.end()):
        return True
    return any(one is not None and reply.startswith(f"{one}>", named.end()) for one in (sender, recipient, helo))


def last_envelope(said: str) -> Envelope:
    """The last envelope, whatever follows it: of a header that was refused, whose own words stand before it."""
    at = said.rfind("; from=<")
    for _ in range(_MOST_TRIED):
        if at < 0:
            break
        found = _LAST.match(said, at)
        if found is not None:
            return said[:at], found["sender"], found["recipient"], found["helo"]
        at = said.rfind("; from=<", 0, at)
    return said, None, None, None
