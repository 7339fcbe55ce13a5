"""PHP's mail.log."""

from __future__ import annotations

from pathlib import Path

import pytest

from hiyari.maillog.formats import php_mail
from hiyari.maillog.formats.php_mail import MailCall, mail_call
from tests.maillog.formats.listening import cases, compare, hear


@pytest.mark.parametrize("log", cases("php_mail"), ids=lambda log: log.stem)
def test_golden(log: Path) -> None:
    """A call is understood, and what only looks like one is strange."""
    compare(log, hear(php_mail.PROGRAMS, log.read_text(encoding="utf-8").splitlines()))


def test_a_line_of_a_file() -> None:
    """A line of a file says when, which script, and to whom; what the headers hold moves no boundary."""
    line = (
        "[26-Nov-2026 19:48:25 Asia/Tokyo] mail() on [/var/www/shop/form.php:12]: To: bob@example.com -- Headers: "
        "X: mail() on [/forged.php:1]: To: x -- Headers: y -- Subject: z"
    )
    assert mail_call(line) == MailCall(
        stamp="26-Nov-2026 19:48:25",
        zone="Asia/Tokyo",
        script="/var/www/shop/form.php",
        line_number=12,
        recipient="bob@example.com",
    )


def test_code_made_at_run_time() -> None:
    """Code made at run time is named as PHP names it."""
    call = mail_call("mail() on [/srv/a.php(3) : eval()'d code:1]: To: bob@example.com -- Headers: ")
    assert call is not None
    assert (call.script, call.line_number) == ("/srv/a.php(3) : eval()'d code", 1)
