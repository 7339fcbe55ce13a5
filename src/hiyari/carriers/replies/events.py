"""Log lines that hold no reply of another server: a client that came to ours, guessed a password, or went away.

Their words are near to those of replies ("authentication failed", "lost connection"), and mean something else: it is
somebody else's program that talks to our server, and no mail of ours is concerned.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from hiyari.model.text import N_

_MOST: Final = 2000
_CLIENT: Final = r"[^\s\[\]]{1,255}\[[^\]\s]{1,60}\]"
_BEFORE: Final = r"(?:^|: |\] )"


class Event(StrEnum):
    """What a line tells of a client."""

    LOGIN_FAILED = "login_failed"
    CONNECTED = "connected"
    LEFT = "left"
    """It ended the session as it should."""
    BROKE_OFF = "broke_off"


_FORMS: Final = (
    (Event.LOGIN_FAILED, re.compile(rf"warning: {_CLIENT}: SASL [A-Za-z0-9_-]{{1,40}} authentication failed")),
    (Event.LOGIN_FAILED, re.compile(r"-login: .{0,200}?\(auth failed")),
    (Event.BROKE_OFF, re.compile(r"-login: .{0,200}?\((?:disconnected before auth|no auth attempts)")),
    (Event.LOGIN_FAILED, re.compile(r" authenticator failed for .{0,300}?\[[^\]\s]{1,60}\]")),
    (Event.LOGIN_FAILED, re.compile(r"AUTH failure \([A-Z0-9-]{1,20}\)")),
    (
        Event.BROKE_OFF,
        re.compile(rf"{_BEFORE}(?:lost connection|timeout) after \S{{1,40}}(?: \(.{{1,60}}?\))? from {_CLIENT}"),
    ),
    (Event.LEFT, re.compile(rf"{_BEFORE}disconnect from {_CLIENT}")),
    (Event.CONNECTED, re.compile(rf"{_BEFORE}connect from {_CLIENT}")),
    (Event.CONNECTED, re.compile(rf"{_BEFORE}CONNECT from \[[^\]\s]{{1,60}}\]:\d{{1,5}} to ")),
)
EVENT_MEANS: Final[Mapping[Event, str]] = {
    Event.LOGIN_FAILED: N_(
        "A client tried to log in to your own server, and was refused: mostly somebody who guesses passwords, "
        "sometimes a user with a wrong one."
    ),
    Event.CONNECTED: N_("A client connected to your own server. Nothing is wrong."),
    Event.LEFT: N_("A client ended its session with your own server. Nothing is wrong."),
    Event.BROKE_OFF: N_(
        "A client of your own server went away in the middle of the session: mostly a scanner or a spammer's program."
    ),
}
EVENT_STEPS: Final[Mapping[Event, tuple[str, ...]]] = {
    Event.LOGIN_FAILED: (
        N_("Count them: hiyari log summary shows who tries to log in, and as whom."),
        N_("Shut out who fails again and again (fail2ban, or a limit of the mail server)."),
        N_(
            "See whether the account is real and whether the same address logged in later (sasl_username= in the log): "
            "then the password is known to a stranger; change it."
        ),
    ),
    Event.CONNECTED: (),
    Event.LEFT: (),
    Event.BROKE_OFF: (
        N_("Nothing, unless the client is a mail server that you know: then look for a firewall between the two."),
    ),
}
"""What to do, in order; nothing where nothing is wrong."""


def event_in(line: str) -> Event | None:
    """What a line tells of a client of ours; None where it is no such line."""
    line = line[:_MOST]
    return next((event for event, form in _FORMS if form.search(line)), None)
