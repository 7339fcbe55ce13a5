"""Reads one Received field (RFC 5321 section 4.4) as Postfix, Sendmail, Exim, qmail and others write it."""

from __future__ import annotations

import re
from datetime import tzinfo
from typing import Final

from hiyari.maillog.trace.marks import ip, moment
from hiyari.maillog.trace.notice import Hop

_MOST: Final = 2000
_COMMENT: Final = re.compile(r"\([^()]{0,500}\)")
_BY: Final = re.compile(r"\bby\s+([A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9])?)(?=[\s;]|$)")
_ID: Final = re.compile(r"\bid\s+([A-Za-z0-9][A-Za-z0-9._-]{3,63})(?=[\s;]|$)")
_UID: Final = re.compile(r"(?:from userid|invoked by uid) (\d{1,10})\b")
_FROM: Final = re.compile(r"\bfrom\b.{0,600}?\[(?:IPv6:)?([0-9A-Fa-f:.]{3,45})\]", re.DOTALL)


def read_received(value: str, zone: tzinfo) -> Hop:
    """What the field says; a part that it does not have is empty.

    Args:
        value: The field's value, unfolded.
        zone: The zone of a time that tells none.
    """
    value = value[:_MOST]
    path, _, date = value.rpartition(";")
    path = path or value
    # A comment may hold any word; what counts stands outside of it.
    bare = _COMMENT.sub(" ", _COMMENT.sub(" ", path))
    by, queue_id, uid = _BY.search(bare), _ID.search(bare), _UID.search(path)
    came = _FROM.search(path.partition(" by ")[0])
    return Hop(
        by=by[1].lower() if by else "",
        client=(ip(came[1]) or "") if came else "",
        queue_id=queue_id[1] if queue_id else "",
        userid=int(uid[1]) if uid else None,
        moment=moment(date.strip(), zone) if date else None,
    )
