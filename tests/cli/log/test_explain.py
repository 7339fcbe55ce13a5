"""`hiyari log explain` from the command line: sentences, JSON, many lines, and honest ignorance."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest

from hiyari.carriers.replies.advice import WHAT_TO_DO
from hiyari.carriers.replies.cause import MEANING
from hiyari.carriers.replies.for_good import FOR_GOOD
from hiyari.carriers.replies.telling import PLACES
from hiyari.cli.log import explain_kinds as module
from hiyari.cli.log.explain import command as explain
from hiyari.model.error import UserError
from tests.carriers.replies.known import KNOWN

LISTED = (
    "Nov 26 19:48:25 relay2 postfix/smtp[123]: 4C1ABF1234: to=<taro@example.net>, relay=mx.example.net[192.0.2.1]:25, "
    "delay=1.2, delays=0.1/0/0.6/0.5, dsn=5.7.1, status=bounced (host mx.example.net[192.0.2.1] said: 554 5.7.1 "
    "Service unavailable; Client host [198.51.100.7] blocked using zen.spamhaus.org (in reply to RCPT TO command))"
)
ACCEPTED = "250 2.0.0 Ok: queued as 4C1ABF1234"


@pytest.fixture(autouse=True)
def columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 80 columns, in English."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("HIYARI_LANG", "en")


def run(*arguments: str) -> int:
    """The command's exit code."""
    code = explain.main(list(arguments), standalone_mode=False)
    assert isinstance(code, int)
    return code


def value(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit code and JSON."""
    code = run(*arguments, "--format", "json")
    return code, json.loads(capsys.readouterr().out)


def given(monkeypatch: pytest.MonkeyPatch, text: str | bytes) -> None:
    """Lines on the standard input."""
    octets = text if isinstance(text, bytes) else text.encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(octets)))


def test_a_listing_is_told_with_list_address_and_page(capsys: pytest.CaptureFixture[str]) -> None:
    """Which list, for which address of ours, that it is not the recipient's fault, what to do, and the source."""
    assert run(LISTED) == 0
    shown = capsys.readouterr().out
    assert all(len(line) <= 80 for line in shown.splitlines())
    told = " ".join(shown.split())
    for words in (
        'blocked using zen.spamhaus.org (in reply to RCPT TO command)"',
        "Said by mx.example.net in answer to RCPT TO.",
        "List: Spamhaus ZEN, for 198.51.100.7.",
        "It says nothing about the recipient: do not take the address off your lists.",
        "554: refused for good",
        "5.7.1: about security or a rule.",
        "1. Find out what got the address listed and stop it",
        "https://check.spamhaus.org/",
        "Known from: spamhaus.org",
    ):
        assert words in told


def test_the_json_has_it_all(capsys: pytest.CaptureFixture[str]) -> None:
    """The envelope holds the reading with stable values and the sentences in the reader's language."""
    code, found = value(capsys, LISTED)
    (reply,) = found["replies"]
    assert (code, found["hiyari"], found["command"], found["findings"]) == (0, 1, "log explain", [])
    assert found["summary"] == {"replies": 1, "kinds": 1, "not_understood": 0, "without_reply": 0}
    assert (reply["code"], reply["enhanced"], reply["phase"]) == (554, "5.7.1", "rcpt")
    assert (reply["outcome"], reply["cause"], reply["about"]) == ("refused", "blocklist", "sender")
    assert (reply["blocklist"], reply["listed_address"]) == ("Spamhaus ZEN", "198.51.100.7")
    assert (reply["said_by"], reply["recipient"], reply["ours"]) == ("mx.example.net", "taro@example.net", False)
    assert len(reply["steps"]) == 3


def test_what_nobody_knows_is_said_to_be_so(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 3, the codes' own words, and no cause that was guessed."""
    assert run("550 mumble mumble") == 3
    told = " ".join(capsys.readouterr().out.split())
    assert "Nothing that is known fits this text." in told
    assert "550: refused for good, the same would be refused again; about the mail system and the mailbox." in told
    assert "Whether it is about the recipient cannot be told." in told
    assert "Known from: nothing." in told
    code, found = value(capsys, "completely different")
    assert (code, found["summary"]["not_understood"]) == (3, 1)
    assert found["replies"][0]["cause"] == "undefined"


def test_words_of_a_command_line_are_joined(capsys: pytest.CaptureFixture[str]) -> None:
    """Unquoted words are one line."""
    assert run("550", "5.1.1", "User", "unknown") == 0
    assert "It is about the recipient's address." in capsys.readouterr().out


def test_many_lines_are_told_by_kind(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Lines that mean the same are told once with their number, accepted ones last, and others only counted."""
    lines = [ACCEPTED] * 3 + [LISTED.replace("taro", f"t{number}") for number in range(5)]
    lines += ["Nov 26 19:48:25 relay2 postfix/qmgr[1]: 4C1ABF1234: removed", "", "450 4.2.0 <a@b.example>: Greylisted"]
    given(monkeypatch, "\n".join(lines))
    code, found = value(capsys)
    assert code == 0
    assert [(one["lines"], one["outcome"]) for one in found["replies"]] == [
        (5, "refused"),
        (1, "deferred"),
        (3, "accepted"),
    ]
    assert found["summary"]["without_reply"] == 1
    given(monkeypatch, "\n".join(lines))
    assert run("-") == 0
    told = capsys.readouterr().out
    assert "5 lines say so; this is the first." in told
    assert "1 line holds no reply." in told


def test_a_reply_of_several_lines_is_one(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """``550-`` goes on in the next line, and a last line without an end is read, too."""
    given(
        monkeypatch,
        "550-5.7.26 This mail has been blocked because\n550-5.7.26 the sender is unauthenticated.\n550 5.7.26 x",
    )
    code, found = value(capsys)
    assert (code, len(found["replies"]), found["replies"][0]["cause"]) == (0, 1, "dmarc")
    given(monkeypatch, "550-5.7.1 listed at bl.spamcop.net")
    assert value(capsys)[1]["replies"][0]["blocklist"] == "SpamCop"


def test_an_unknown_one_among_many_is_exit_3(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One reply that nobody knows is enough to say so."""
    given(monkeypatch, f"{LISTED}\n550 mumble\n")
    code, found = value(capsys)
    assert (code, found["summary"]["not_understood"]) == (3, 1)


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Further kinds of replies are counted and said to be missing; a line without end is read in pieces."""
    monkeypatch.setattr(module, "MOST_KINDS", 2)
    given(
        monkeypatch, "550 5.1.1 User unknown\n552 5.2.2 Mailbox full\n550 5.7.1 spam\n450 Greylisted\n" + "x" * 200_000
    )
    assert run() == 0
    told = capsys.readouterr().out
    assert "lines more are of further kinds, which are not shown." in " ".join(told.split())


def test_nothing_to_explain(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Empty input is exit 3 with a sentence, and a terminal without a line is a mistake that is told."""
    given(monkeypatch, "\n\n")
    assert run() == 3
    assert "There is no reply to explain" in capsys.readouterr().out

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    with pytest.raises(UserError, match="no line to explain"):
        run()


def test_our_own_refusal_is_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    """What this server refuses itself leaves nothing in our queue, and is told for the other side."""
    line = (
        "Nov 26 19:48:25 mx1 postfix/smtpd[9]: NOQUEUE: reject: RCPT from unknown[203.0.113.9]: 450 4.7.1 Client host "
        "rejected: cannot find your reverse hostname, [203.0.113.9]; from=<b@example.net> to=<a@example.org> proto=SMTP"
    )
    assert run(line) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Your own server said so to a client." in told
    assert "stays in the queue" not in told


def test_a_day_decides_what_a_carrier_meant(capsys: pytest.CaptureFixture[str]) -> None:
    """With --relay and --on, what the provider's file says of that day."""
    words = ("550 Unknown user taro@docomo.ne.jp (in reply to end of DATA command)", "--relay", "mfsmax.docomo.ne.jp")
    assert value(capsys, *words, "--on", "2024-01-01")[1]["replies"][0]["cause"] == "policy"
    assert value(capsys, *words)[1]["replies"][0]["cause"] == "address"


def test_control_characters_are_shown_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing from outside moves the cursor."""
    run("host mx\x1b[2J.example[192.0.2.1] said: 550 5.1.1 \x1b]0;x\x07 user unknown \u202e")
    told = capsys.readouterr().out
    assert "\x1b" not in told
    assert "\x07" not in told
    assert "\u202e" not in told


def test_octets_that_are_no_text(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """EUC-JP on the standard input is read as what it is."""
    given(monkeypatch, "550 5.1.1 宛先不明".encode("euc_jp") + b"\n")
    assert value(capsys)[1]["replies"][0]["cause"] == "address"


@pytest.mark.parametrize("text", [one.text for one in KNOWN[::7]])
def test_every_kind_of_reply_is_told(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Any known reply has its meaning, steps and source in sentences."""
    assert run("--", text) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert any(" ".join(one.split()) in told for one in MEANING.values())
    assert any(" ".join(one.split()) in told for one in (*WHAT_TO_DO.values(), *FOR_GOOD.values()))
    assert "Known from: " in told


def test_places_are_those_of_smtp() -> None:
    """Each place in a session has words."""
    assert {"connect", "mail", "rcpt", "final dot"} <= set(PLACES)


POSTFIX = "Nov 26 19:48:25 mx1 postfix/smtpd[9]: "
GUESSED = f"{POSTFIX}warning: unknown[192.0.2.9]: SASL LOGIN authentication failed: UGFzc3dvcmQ6, sasl_username=taro"


@pytest.mark.parametrize(
    "line",
    [
        GUESSED,
        "Nov 26 19:48:25 mx1 dovecot: pop3-login: Aborted login (auth failed, 3 attempts): user=<x>, rip=192.0.2.9",
        "2026-11-26 19:48:25 login authenticator failed for (x) [192.0.2.9]: 535 Incorrect authentication data",
        "Nov 26 19:48:25 mx1 sm-mta[9]: 4AQ: AUTH failure (LOGIN): user not found (-20) SASL(-13), relay=x [192.0.2.9]",
    ],
)
def test_a_guessed_password_is_no_reply(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A failed login at our own server is told as what it is, with what is done about guessers."""
    assert run(line) == 0
    told = " ".join(capsys.readouterr().out.split())
    for words in ("guesses passwords", "hiyari log summary", "fail2ban", "whether the account is real"):
        assert words in told
    assert "credentials that are still valid" not in told


def test_a_guess_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    """An event has no cause and no advice of a reply."""
    code, found = value(capsys, GUESSED)
    (one,) = found["replies"]
    assert (code, one["event"], one["cause"], one["advice"], one["ours"]) == (0, "login_failed", None, None, True)
    assert found["summary"]["not_understood"] == 0


@pytest.mark.parametrize(
    "line", ["connect from x.example[192.0.2.9]", "disconnect from unknown[192.0.2.9] ehlo=1 quit=1"]
)
def test_a_client_that_comes_and_goes(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is wrong with a client that connects, and nobody has to be written to."""
    assert run(POSTFIX + line) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Nothing is wrong." in told
    assert "What to do" not in told
    assert "postmaster" not in told


def test_a_client_that_breaks_off(capsys: pytest.CaptureFixture[str]) -> None:
    """A client that goes away says nothing about our own way out."""
    assert run(f"{POSTFIX}lost connection after AUTH from unknown[192.0.2.9]") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "went away in the middle" in told
    assert "Check the way out" not in told


def test_events_among_replies(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside replies, clients that come and go are only counted; guessers are told."""
    given(monkeypatch, "\n".join([f"{POSTFIX}connect from x[192.0.2.9]", GUESSED, GUESSED, LISTED]))
    code, found = value(capsys)
    assert (code, [one["event"] for one in found["replies"]]) == (0, ["login_failed", None])
    assert (found["replies"][0]["lines"], found["summary"]["without_reply"]) == (2, 1)


def test_a_login_of_ours_at_a_relay(capsys: pytest.CaptureFixture[str]) -> None:
    """Where our own server is the client, it is about its credentials."""
    line = (
        "Nov 26 19:48:25 mx1 postfix/smtp[9]: 4C1ABF1234: to=<a@example.net>, relay=r.example.com[192.0.2.1]:587, "
        "delay=1, delays=0/0/1/0, dsn=4.7.8, status=deferred (SASL authentication failed; server "
        "r.example.com[192.0.2.1] said: 535 5.7.8 Error: authentication failed)"
    )
    assert run(line) == 0
    assert "credentials that are still valid" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    "words",
    [
        "conversation with mx.example.net[192.0.2.1] timed out while sending end of data",
        "lost connection with mx.example.net[192.0.2.1] while sending end of data",
    ],
)
def test_sent_more_than_once(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the last answer was lost, the recipient may get it twice, and the reason is told."""
    assert run(f"{words} -- message may be sent more than once") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "gets it twice" in told
    assert "its answer was lost" in told


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("dsn=5.7.26, stat=Service unavailable", "dmarc"),
        ("554 5.7.26 Service unavailable", "dmarc"),
        ("dsn=5.7.23, stat=Service unavailable", "spf"),
        ("dsn=5.7.25, stat=Service unavailable", "ptr"),
        ("450 4.7.25 Service unavailable, try again later", "ptr"),
        ("450 4.7.24 try again later", "spf"),
        ("451 4.7.28 internal error", "rate"),
        ("dsn=5.7.1, stat=Service unavailable", "policy"),
        ("dsn=5.1.1, stat=Service unavailable", "address"),
        ("550 5.1.8 rejected by policy", "sender"),
        ("550 5.1.10 Service unavailable", "dns"),
        ("dsn=5.2.2, stat=Service unavailable", "mailbox_full"),
        ("550 5.2.2 mailbox unavailable", "mailbox_full"),
        ("dsn=4.7.1, stat=Service unavailable", "system"),
        ("421 Service unavailable", "system"),
        ("554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", "blocklist"),
    ],
)
def test_a_code_wins_over_vague_words(line: str, cause: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An enhanced status code that means one thing is believed before words that are said about anything."""
    assert value(capsys, line)[1]["replies"][0]["cause"] == cause


@pytest.mark.parametrize(
    "line",
    ["554 Service unavailable", "550 5.7.28 mail flood", "550 greylisted", "554 5.3.0 too many messages", LISTED],
)
def test_what_is_refused_for_good_is_not_tried_again(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing says that the server tries again where the code is permanent."""
    run(line)
    told = " ".join(capsys.readouterr().out.split())
    assert "tries again by itself" not in told
    assert "is tried again" not in told
    assert "the server tries again and" not in told
