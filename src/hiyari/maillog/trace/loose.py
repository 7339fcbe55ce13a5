"""What stands loose in a notice: addresses that are called nothing, and times that nobody understands.

An address stands below nearly every mail. It counts where nothing better is told, so that a signature never names
somebody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from hiyari.maillog.trace.marks import Marks, first
from hiyari.maillog.trace.notice import Notice
from hiyari.model.text import Remote, text

_STRANGE: Final = 3
"""Times that are told not to be understood."""
_LIKE_ID: Final = re.compile(r"[^@]{0,120}\d[^@]{0,120}@")
"""A program made it up: there are digits in it."""


def with_addresses(notice: Notice, marks: Sequence[Marks]) -> Notice:
    """With the addresses of the text.

    What it calls a sender or a recipient is one. Others are taken for a Message-ID where none is told, if they look
    like one; and for anything where nothing else is told at all.
    """
    notice = replace(
        notice,
        senders=first([*notice.senders, *(one for some in marks for one in some.senders)]),
        recipients=first([*notice.recipients, *(one for some in marks for one in some.recipients)]),
    )
    named = {notice.reported_from, *notice.senders, *notice.recipients}
    others = first(one for some in marks for one in some.addresses if one not in named)
    if notice.message_ids or notice.reported:
        return notice
    if notice.ips or notice.queue_ids or notice.senders or notice.recipients:
        return replace(notice, message_ids=tuple(filter(_LIKE_ID.match, others)))
    return replace(notice, message_ids=others, senders=others, addresses=others)


def with_strange(notice: Notice, marks: Sequence[Marks]) -> Notice:
    """With what looks like a time and is not understood, which is not the same as no time."""
    strange = first(one for some in marks for one in some.strange)[:_STRANGE]
    told = (
        text(
            "Time not understood: {written}. Give it as --between A B, and the notice as --notice FILE.",
            written=Remote(one),
        )
        for one in strange
    )
    return replace(notice, strange=strange, unread=(*notice.unread, *told))
