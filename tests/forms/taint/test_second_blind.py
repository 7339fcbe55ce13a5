"""What a second set of scripts by strangers showed: names and slices that made data look clean."""

from __future__ import annotations

import pytest

from hiyari.forms.evidence import Ability
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read


def test_the_header_of_a_page_is_no_mailers() -> None:
    """CGI.pm's header() bears the name of a mailer's method, and what is read from the request later stays the request's."""
    source = rb"""use CGI; my $q = CGI->new; print $q->header; my $s = $q->param("s");
open(M, "|/usr/sbin/sendmail -t"); print M "To: a\@b.example\nFrom: $s\n\nx"; close M;"""
    assert read(source, Language.PERL).abilities == {Ability.HEADER}


@pytest.mark.parametrize(
    ("language", "source"),
    [
        (
            Language.PYTHON,
            b"""import cgi, smtplib
to = cgi.FieldStorage().getfirst("to", "").split(",")[:5]
smtplib.SMTP("localhost").sendmail("a@b.example", to, "Subject: x\\n\\nfixed")
""",
        ),
        (
            Language.JAVASCRIPT,
            b"""const n = require("nodemailer"); const t = n.createTransport({});
module.exports = (req, res) => { t.sendMail({ to: req.body.to.split(",").slice(0, 5), text: "x" }) }
""",
        ),
    ],
)
def test_some_of_a_list_is_a_list(language: Language, source: bytes) -> None:
    """The first five addresses of a visitor's list are not one address."""
    assert Ability.RECIPIENT in read(source, language).abilities
