"""Patterns over octets, for where the parser is lost: lines that look as if they sent mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from hiyari.forms.evidence import Sink
from hiyari.forms.language import Language
from hiyari.forms.taint.engine.report import Lines

MOST: Final = 50

_PATTERNS: Final = {
    Language.PHP: rb"(?i)(?<![\w$>:])(?:mb_send_mail|wp_mail|mail)\s{0,5}\(|new\s{1,5}PHPMailer\b"
    rb"|popen\s{0,5}\([^;\n]{0,80}sendmail",
    Language.PERL: rb"(?i)open\s{0,5}\(?[^;\n]{0,60}\|[^;\n]{0,60}(?:mail|\$)|MIME::Lite|Net::SMTP"
    rb"|Mail::Send(?:mail|er)|sendmail\s{0,5}\(",
    Language.PYTHON: rb"smtplib\.|\.sendmail\(|\.send_message\(|/sendmail|send_mail\(",
    Language.RUBY: rb"Net::SMTP|Mail\.deliver|\bdeliver!?\b|/sendmail|IO\.popen",
    Language.SHELL: rb"(?:^|[\s|/;(])(?:sendmail|mailx?|mutt|msmtp|nail)\s",
    Language.JAVASCRIPT: rb"\.sendMail\(|nodemailer|/sendmail",
}


def patterns_in(source: bytes, language: Language) -> Iterator[Sink]:
    """Lines that look as if they sent mail, at most `MOST`; comments are not told apart."""
    lines = Lines(source)
    for count, found in enumerate(re.finditer(_PATTERNS[language], source)):
        if count >= MOST:
            return
        name = found[0].strip().decode("utf-8", "replace")[:40]
        yield Sink(name=name, spot=lines.spot(found.start(), None))
