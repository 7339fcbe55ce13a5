"""Of several forms of one user only that of the reported message is accused, and what came through it is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from hiyari.maillog.trace.judging import findings
from hiyari.maillog.trace.notice import Kind as Form
from hiyari.maillog.trace.notice import Notice, Reported
from hiyari.maillog.trace.reported import is_script
from hiyari.maillog.trace.tracing import Traced, trace
from hiyari.model.verdict import NearMiss, Unknown
from tests.maillog.trace.world import SECOND, START, World

SPAM, CONTACT = "/uploads/x.php", "/contact/"


def _world() -> World:
    """Spam by 200 posts of one page, 30 real mails by another, one mail that no page brought."""
    world = World()
    world.traffic(6, 0.2)
    for number in range(231):
        spam, lone = number < 200, number == 230
        moment = START + number * 90 * SECOND
        if not lone:
            world.request(moment, SPAM if spam else CONTACT, "POST", f"203.0.113.{1 if spam else number}")
        recipient = f"v{number}@example.net" if spam else "info@example.jp"
        world.over_relay(moment + (40 if lone else 1) * SECOND, number, recipient)
    return world


def _trace(folder: Path, number: int, script: str = "") -> Traced:
    one = Reported(message_id="", sender="", subject="", moment=None, hops=(), script=script)
    notice = Notice(kind=Form.TEXT, message_ids=(f"{number}@www.example.jp",), reported=(one,))
    with _world().facts(folder) as facts:
        return trace(facts, notice)


@pytest.mark.parametrize(
    ("number", "script", "page", "messages", "domain"),
    [
        (5, "", SPAM, 200, ("example.net", 200)),
        (210, "", CONTACT, 30, ("example.jp", 30)),
        (230, "33:x.php", SPAM, 200, ("example.net", 200)),
        (210, "33:mailer.php", CONTACT, 30, ("example.jp", 30)),
    ],
)
def test_only_its_page(
    tmp_path: Path, number: int, script: str, page: str, messages: int, domain: tuple[str, int]
) -> None:
    """The page that the header's script names, else that of the message's own request, is the only one accused."""
    traced = _trace(tmp_path, number, script)
    assert traced.web is not None
    assert {one.score.page.path for one in traced.web.suspects} == {SPAM, CONTACT}
    (found,) = findings(traced)
    assert (found.rule.id, found.object) == ("LOG301", f"www{page}")
    assert isinstance(found.verdict, NearMiss)
    (part,) = [part for suspect, part in zip(traced.web.suspects, traced.through, strict=True) if suspect.reported]
    assert (part.messages, part.recipients, part.domains[0]) == (messages, messages, domain)
    assert part.until - part.since == (messages - 1) * 90 * SECOND
    assert traced.story.messages == 231
    commands = " ".join(step.command for step in traced.steps).replace("\\", "")
    assert (SPAM in commands, CONTACT in commands) == (page == SPAM, page == CONTACT)
    assert any("every form of this user" in step.what.message for step in traced.steps)


def test_none_of_the_pages(tmp_path: Path) -> None:
    """A reported message that came with no page's request is unknown, though others came through pages."""
    traced = _trace(tmp_path, 230)
    assert [type(one.verdict) for one in findings(traced)] == [Unknown]
    assert not any("Redirect" in step.command for step in traced.steps)


@pytest.mark.parametrize(
    ("path", "script", "same"),
    [
        ("/a/x.php", "48:x.php", True),
        ("/a/x.php/more", "x.php", True),
        ("/a/xx.php", "48:x.php", False),
        ("/contact/", "48:x.php", False),
        ("/x.php", "48:", False),
        ("/x.php", "", False),
    ],
)
def test_is_script(path: str, script: str, *, same: bool) -> None:
    """A script is known by its whole file name."""
    assert is_script(path, script) == same
