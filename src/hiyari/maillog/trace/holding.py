"""How to hold what still waits, in the words of the mail server that it waits in.

Hold, not delete: somebody may want to see it. Where the server cannot be told for sure, the sentence says so.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from typing import Final, assert_never

from hiyari.maillog.trace.mta import Mta, agreed
from hiyari.maillog.trace.step import ACCOUNT, Step
from hiyari.maillog.trace.story import Story
from hiyari.model.text import Text, ntext

_QUEUE_ID: Final = re.compile(r"[0-9A-Za-z-]{4,40}", re.ASCII)
_HELD: Final = 12
"""Queue ids that stand in one command; more are held by their sender."""


def hold(story: Story) -> Iterator[Step]:
    """One step for each host whose queue holds something."""
    for host in dict.fromkeys(one.host for one in story.waiting):
        mine = [one for one in story.waiting if one.host == host and _QUEUE_ID.fullmatch(one.queue_id)]
        if mine:
            mta = agreed(one.mta for one in mine)
            ids = [one.queue_id for one in mine]
            yield Step(what=_what(mta, len(ids)), host=host, command=_command(mta, ids, story, host))


def _what(mta: Mta, count: int) -> Text:
    match mta:
        case Mta.UNCLEAR:
            return ntext(
                "Hold the {count} message that may still wait, if this is Postfix:",
                "Hold the {count} messages that may still wait, if this is Postfix:",
                count,
            )
        case Mta.EXCHANGE:
            return ntext(
                "Suspend the {count} message that may still wait, in the queue viewer (Suspend-Message).",
                "Suspend the {count} messages that may still wait, in the queue viewer (Suspend-Message).",
                count,
            )
        case _:
            return ntext(
                "Hold the {count} message that may still wait:",
                "Hold the {count} messages that may still wait:",
                count,
            )


def _command(mta: Mta, ids: Sequence[str], story: Story, host: str) -> str:
    few = " ".join(map(shlex.quote, ids)) if len(ids) <= _HELD else ""
    all_ids = f"printf '%s\\n' {few}" if few else _asked_again(host)
    match mta:
        case Mta.POSTFIX | Mta.UNCLEAR:
            sender = story.envelope[0] if len(story.envelope) == 1 else None
            if not few and sender and ACCOUNT.fullmatch(sender):
                chosen = shlex.quote(f'select(.sender == "{sender}") | .queue_id')
                return f"postqueue -j | jq -r {chosen} | postsuper -h -"
            return f"{all_ids} | postsuper -h -"
        case Mta.EXIM:
            return f"{all_ids} | xargs exim -Mf"
        case Mta.OPENSMTPD:
            return f"{all_ids} | xargs -n 1 smtpctl pause envelope"
        case Mta.SENDMAIL:
            return f"{all_ids} | xargs -I {{}} sendmail -Qabuse -qI{{}}"
        case Mta.EXCHANGE:
            return ""
        case _:
            assert_never(mta)


def _asked_again(host: str) -> str:
    chosen = f"jq -r --arg host {shlex.quote(host)} '.waiting[] | select(.host == $host) | .queue_id'"
    return f"hiyari log trace --format json NOTICE | {chosen}"
