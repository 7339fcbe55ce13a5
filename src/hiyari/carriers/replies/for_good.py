"""What to do about a refusal for good whose words are those of passing trouble: nobody tries again by himself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hiyari.carriers.replies.advice import Advice
from hiyari.model.text import N_

FOR_GOOD: Final[Mapping[Advice, str]] = {
    Advice.WAIT: N_(
        "Your server does not try again, because the code refuses for good. If the words are about passing trouble, "
        "send it again later; when it is refused again, write to the receiver's postmaster by another way."
    ),
    Advice.SLOW_DOWN: N_("Send more slowly to this receiver: fewer connections and fewer messages in a time."),
    Advice.SLOW_RECIPIENT: N_("Find out why this one recipient gets so much mail (an alarm, a loop, a forward)."),
    Advice.WAIT_GREYLISTING: N_(
        "Send it again after some minutes, from the same address: the words are those of greylisting, but the code "
        "refuses for good, so that your server does not try again."
    ),
}
"""Instead of those of `WHAT_TO_DO` that speak of trying again, where the server does not."""
