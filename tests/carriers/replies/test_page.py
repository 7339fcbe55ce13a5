"""The page about replies agrees with the code."""

from __future__ import annotations

import re
from pathlib import Path

from hiyari.carriers.replies.cause import Cause
from hiyari.carriers.replies.read import read_reply

PAGE = (Path(__file__).parents[3] / "docs/replies.md").read_text("utf-8")


def test_every_cause_is_on_the_page() -> None:
    """The table has each cause once, in the order of the code."""
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == [one.value for one in Cause]


def test_the_traps_are_true() -> None:
    """What the page says of single replies is what is read."""
    refused = read_reply("554 5.7.1 [192.0.2.1] blocked using zen.spamhaus.org; Error: open resolver")
    assert (refused.cause, refused.blocklist) == (Cause.SYSTEM, None)
    assert read_reply("451 Internal resources are temporarily unavailable").cause is Cause.GREYLISTING
    assert read_reply("550 5.7.1 mumble").cause is Cause.POLICY
    assert read_reply("550 5.1.1 <a@zen.spamhaus.org.example>: User unknown").blocklist is None
