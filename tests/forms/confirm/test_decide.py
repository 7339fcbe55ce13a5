"""What canaries prove by where they come out: golden mails."""

from __future__ import annotations

import pytest

from hiyari.forms.confirm.canaries import FIRST, FURTHER, Canary, Trial, canaries, carried
from hiyari.forms.confirm.decide import Hit, hits, proved, speaks
from hiyari.forms.confirm.fields import Field
from hiyari.forms.confirm.mails import mails
from hiyari.forms.confirm.recorded import Call, Ran
from hiyari.forms.evidence import Ability

NAME, EMAIL, TEXT = (Field(name=name) for name in (b"name", b"email", b"text"))
ADDRESS, LIST, CRLF, LF = FIRST[:4]
CR = FURTHER[0]
OWNER = b"To: office@example.jp\nSubject: Form\n"


def sent(canary: Canary, *messages: bytes, argv: tuple[bytes, ...] = (b"sendmail", b"-t")) -> tuple[Hit, ...]:
    """What a run shows in which every field carried a canary: name 0, email 1, text 2."""
    loads = carried((NAME, EMAIL, TEXT), (0, 1, 2), canary, "utf-8", {})
    ran = Ran(ended="exit", status=0, calls=tuple(Call(argv=argv, data=message) for message in messages))
    return hits(loads, mails(ran), frozenset())


def found(*shown: tuple[Hit, ...]) -> list[tuple[Ability, str, str, str | None]]:
    """What several runs prove."""
    proves = proved([hit for one in shown for hit in one])
    return [(one.ability, one.field, one.where, one.breaks) for one in proves.caught]


def test_a_list_of_addresses_is_a_choice() -> None:
    """Two addresses from one field that get the mail prove RECIPIENT."""
    runs = sent(ADDRESS, b"To: cqb@hiyari.test\n\nx"), sent(LIST, b"To: cqb@hiyari.test,dqb@hiyari.test\n\nx")
    assert found(*runs) == [(Ability.RECIPIENT, "email", "To", None)]


def test_one_address_with_the_visitors_text() -> None:
    """One address that gets what stood in another field proves AUTOREPLY, with a mail to the owner or without."""
    reply = b"To: cqb@hiyari.test\n\nYou wrote: cqc@hiyari.test"
    expected = [(Ability.AUTOREPLY, "email", "To", None)]
    assert found(sent(ADDRESS, reply)) == expected
    assert found(sent(ADDRESS, OWNER + b"\nx", reply)) == expected


def test_one_address_with_a_fixed_text() -> None:
    """One address that gets a fixed text proves nothing, and that it gets it is told."""
    shown = sent(ADDRESS, OWNER + b"\ncqc@hiyari.test", b"To: cqb@hiyari.test\n\nThank you, cqb@hiyari.test.")
    assert found(shown) == []
    assert proved(shown).fixed


def test_a_copy_to_a_list() -> None:
    """A copy beside the mail to the owner that takes a list is both; a Bcc of the owner's own mail is a choice alone."""
    copy = b"To: cqb@hiyari.test\n\ncqc@hiyari.test", b"To: cqb@hiyari.test,dqb@hiyari.test\n\nx"
    both = found(sent(ADDRESS, OWNER + b"\nx", copy[0]), sent(LIST, OWNER + b"\nx", copy[1]))
    assert [one[0] for one in both] == [Ability.RECIPIENT, Ability.AUTOREPLY]
    hidden = (
        OWNER + b"Bcc: cqb@hiyari.test\n\ncqc@hiyari.test",
        OWNER + b"Bcc: cqb@hiyari.test,dqb@hiyari.test\n\nx",
    )
    assert found(sent(ADDRESS, hidden[0]), sent(LIST, hidden[1])) == [(Ability.RECIPIENT, "email", "Bcc", None)]


@pytest.mark.parametrize(
    ("canary", "line_break", "breaks"),
    [(CRLF, b"\r\n", "CRLF"), (CRLF, b"\n", "LF"), (CRLF, b"\r", "CR"), (LF, b"\n", "LF"), (CR, b"\r", "CR")],
)
def test_a_line_of_its_own(canary: Canary, line_break: bytes, breaks: str) -> None:
    """A canary that begins a header line proves HEADER, by the line break that stands before it."""
    message = OWNER + b"From: x" + line_break + b"Bcc: cqb@hiyari.test <y>\n\nx"
    assert found(sent(canary, message)) == [(Ability.HEADER, "email", "Bcc", breaks)]


@pytest.mark.parametrize(
    "message",
    [
        OWNER + b"From: x Bcc: cqb@hiyari.test\n\nx",
        OWNER + b"From: x\n Bcc: cqb@hiyari.test\n\nx",
        OWNER + b"\nFrom: x\nBcc: cqb@hiyari.test\n",
        OWNER + b"Bcc: x Bcc: cqb@hiyari.test\n\nx",
        OWNER + b"Subject: =?UTF-8?B?eApCY2M6IGMxQGhpeWFyaS5pbnZhbGlk?=\n\nx",
        OWNER + b"From: x\nBcc: cql@hiyari.test\n\nx",
    ],
    ids=["same line", "folded", "body", "behind another", "encoded", "another field's"],
)
def test_no_line_of_its_own(message: bytes) -> None:
    """A canary within a line, folded, in the body or encoded proves nothing."""
    assert found(sent(LF, message)) == []


def test_commands() -> None:
    """A mark that ran and an option that stands by itself prove COMMAND."""
    option = next(one for one in FIRST if one.trial is Trial.OPTION)
    assert found(sent(option, b"", argv=(b"sendmail", b"-t", b"-X/tmp/cqb"))) == [
        (Ability.COMMAND, "email", "command line", None)
    ]
    assert found(sent(option, b"", argv=(b"sendmail", b"-f", b"-X/tmp/cqb", b"-t"))) == []
    assert found(sent(option, b"", argv=(b"sendmail", b"--", b"-X/tmp/cqb"))) == []
    shell = next(one for one in FIRST if one.trial is Trial.SHELL)
    loads = carried((EMAIL,), (1,), shell, "utf-8", {})
    assert [one.ability for one in proved(hits(loads, (), frozenset({1}))).caught] == [Ability.COMMAND]
    assert hits(loads, (), frozenset({2})) == ()


def test_foreign_addresses_behind_a_domain() -> None:
    """A canary at a domain that only looks like the script's own is foreign; one at the script's own is not."""
    alike = [one for one in canaries(b"if ($to =~ /@example\\.jp$/)") if "example.jp" in one.template]
    assert [one.template for one in alike][:2] == [
        "cq{n}@example.jp.hiyari.test",
        "cq{n}@hiyari.test,dq{n}@example.jp",
    ]
    assert found(sent(alike[1], b"To: cqb@hiyari.test,dqb@example.jp\n\nx")) == [
        (Ability.RECIPIENT, "email", "To", None)
    ]
    assert found(sent(alike[1], b"To: dqb@example.jp\n\nx")) == []


def test_a_mail_that_speaks() -> None:
    """A mail holds the visitor's words in its body, in a header or in Base64, or it does not."""
    for message, expected in (
        (b"\nhiyaritoken", True),
        (b"From: hanako@example.net\n\n", True),
        (b"\naGl5YXJpdG9rZW4sIGFhYWE=", True),
        (b"\nfixed", False),
    ):
        (mail,) = mails(Ran(ended="exit", status=0, calls=(Call(argv=(b"sendmail", b"-t"), data=OWNER + message),)))
        assert speaks(mail) is expected


def test_what_is_shown_is_printable() -> None:
    """Control characters in a hostile line are shown as escapes, and long lines are cut."""
    shown = sent(LF, OWNER + b"X: y\nBcc: cqb@hiyari.test \x1b[2J" + b"z" * 900 + b"\n\n")
    (one,) = proved(shown).caught
    assert "\x1b" not in one.shown
    assert len(one.shown) <= 170
