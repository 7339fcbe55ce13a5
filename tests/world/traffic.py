"""The traffic of the world: every kind of message, in an order that is the same each time."""

from __future__ import annotations

import smtplib
import socket
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tests.world import names
from tests.world.config import MAIL, RELAY1, RELAY2, WWW
from tests.world.courier import BROWSER, SCRIPT, Courier
from tests.world.filters import VIRUS
from tests.world.truth import Kind, LoginFailed, Refused, Sent

_BOTH: Final = ((names.RELAY1, RELAY1.name), (names.RELAY2, RELAY2.name))
_ALICE: Final = ("alice@example.jp", "open-sesame")


def send_everything(courier: Courier) -> None:
    """All of it; takes some seconds."""
    for part in (_from_inside, _by_command, _by_website, _from_outside, _refused_by_hosts, _postscreen, _wrong_passwords):
        part(courier)
    _held_and_deleted(courier)


def _from_inside(courier: Courier) -> None:
    for number, (server, _) in enumerate(_BOTH):
        for domain in ("plain", "grey", "strict", "listing", "rate", "drop", "full"):
            courier.smtp([f"{domain}{number}@{domain}.example.net"], server=server, subject=f"Report {domain}")
        courier.smtp([f"small{number}@small.example.net"], server=server)
        courier.smtp([f"big{number}@small.example.net"], server=server, size=40_000)
        courier.smtp(["nobody@plain.example.net", "someone@plain.example.net"], server=server)
        courier.smtp(["a@nowhere.example.net", "b@nomail.example.net"], server=server)
        courier.smtp([f"r{n:02d}@plain.example.net" for n in range(30)], server=server, subject="To many")
        courier.smtp(["mixed@plain.example.net", f"mixed{number}@grey.example.net", "x@strict.example.net"], server=server)
        courier.smtp(["sales@example.jp"], server=server, subject="To an alias")
        courier.smtp(["a@plain.example.net"], server=server, sender="", subject="Null reverse-path")
        courier.smtp(['"two words"@plain.example.net', "a+b=c@plain.example.net"], server=server, sender="o'neil@sender.example.com")
        courier.smtp(
            ["a@plain.example.net"], server=server, port=587, kind=Kind.AUTHENTICATED, login=_ALICE, sender=_ALICE[0]
        )
    courier.smtp([f"late@{names.DEAD}"], subject="=?UTF-8?B?5pel5pys6Kqe44Gu5Lu25ZCN?=")
    courier.smtp(["v6@plain.example.net"], server=names.RELAY1_6, client=names.APP6)
    for to in (["scan1@plain.example.net"], ["scan2@plain.example.net", "scan2@grey.example.net"], ["nobody9@plain.example.net"]):
        courier.smtp(to, port=2525, kind=Kind.FILTERED, subject="Scanned")


def _by_command(courier: Courier) -> None:
    courier.command(["a@plain.example.net"], host=MAIL.name, user="bob")
    courier.command(["batch@grey.example.net", "b@plain.example.net"], host=MAIL.name, user="batch", sender="jobs@example.jp")
    courier.command(["staff@office.example.jp"], host=MAIL.name, user="carol")
    courier.command(["away@office.example.jp"], host=MAIL.name, user="carol", subject="Holiday")
    courier.command(["ticket@office.example.jp", "broken@office.example.jp"], host=MAIL.name, user="alice")
    courier.command(["list@club.example.jp", "member@club.example.jp"], host=MAIL.name, user="alice")
    courier.command(["ghost@office.example.jp", "ghost@club.example.jp"], host=MAIL.name, user="alice")
    courier.command(["a@plain.example.net"], host=RELAY1.name, user="root", subject="Cron <root@relay1> job")
    courier.command(["nobody3@plain.example.net"], host=WWW.name, user="batch")


def _by_website(courier: Courier) -> None:
    for visitor, agent in zip(names.VISITORS, (BROWSER, SCRIPT, SCRIPT), strict=True):
        courier.visit(visitor, "GET", "/contact.html?ref=top&lang=ja", agent)
    for number in range(4):
        courier.form(f"victim{number}@plain.example.net", visitor=names.VISITORS[1 + number % 2], subject=f"Offer {number}")
    courier.form("victim9@grey.example.net", visitor=names.VISITORS[2], subject="Offer 9")
    courier.form("staff@office.example.jp", visitor=names.VISITORS[0], subject="A question", agent=BROWSER)
    courier.form("order@plain.example.net", visitor=names.VISITORS[1], subject="Order", script="order.cgi")
    courier.form("nobody7@plain.example.net", visitor=names.VISITORS[1], subject="Order 7", script="order.cgi")
    courier.visit(names.VISITORS[1], "GET", "/wp-login.php", SCRIPT)


def _from_outside(courier: Courier) -> None:
    for server in (names.RELAY1, names.RELAY2_MX):
        for to in (["staff@office.example.jp"], ["info@example.jp"], ["member@club.example.jp", "alice@office.example.jp"]):
            _inbound(courier, server, to)


def _inbound(courier: Courier, server: str, to: Sequence[str], subject: str = "From outside") -> Sent | None:
    return courier.smtp(
        to,
        server=server,
        client=names.STRANGER,
        helo="out.sender.example.com",
        sender="someone@sender.example.com",
        subject=subject,
        kind=Kind.INBOUND,
    )


def _refused_by_hosts(courier: Courier) -> None:
    relay1 = RELAY1.name
    for to, code, enhanced in (
        ("thief@plain.example.net", 554, "5.7.1"),
        ("ghost@office.example.jp", 550, "5.1.1"),
        ("spamtrap@office.example.jp", 550, "5.7.1"),
    ):
        assert _inbound(courier, names.RELAY1, [to]) is None, to
        courier.refused(_refusal(relay1, "RCPT", code, enhanced, recipient=to))
    assert not courier.smtp(
        ["staff@office.example.jp"], client=names.STRANGER, helo="friend", sender="a@sender.example.com"
    )
    courier.refused(_refusal(relay1, "RCPT", 504, "5.5.2", sender="a@sender.example.com", recipient="staff@office.example.jp"))
    lost = "a@gone.example.org"
    assert not courier.smtp(["staff@office.example.jp"], client=names.STRANGER, helo="out.sender.example.com", sender=lost)
    courier.refused(_refusal(relay1, "RCPT", 450, "4.1.8", sender=lost, recipient="staff@office.example.jp"))
    assert not courier.smtp(["a@plain.example.net"], extra=f"{VIRUS}: yes\r\n", subject="Infected")
    inside = "app@sender.example.com"
    courier.refused(_refusal(relay1, "END-OF-MESSAGE", 550, "5.7.1", names.APP, sender=inside, recipient="a@plain.example.net"))
    assert not courier.smtp(["a@plain.example.net"], subject="[forbidden] thing")
    courier.refused(_refusal(relay1, "END-OF-MESSAGE", 550, "5.7.1", names.APP, program="cleanup", sender=inside))
    assert not courier.smtp(["a@plain.example.net"], size=300_000)
    courier.refused(_refusal(relay1, "MAIL", 552, "5.3.4", names.APP, sender=inside))
    for subject, extra in (("[quiet] thing", ""), ("Quiet", "X-Test-Discard: yes\r\n")):
        sent = courier.smtp(["a@plain.example.net"], subject=subject, extra=extra, kind=Kind.DISCARDED)
        assert sent is not None
    _rude_clients()


def _refusal(host: str, stage: str, code: int, enhanced: str, address: str = names.STRANGER, **more: str) -> Refused:
    more = {"sender": "someone@sender.example.com", **more}
    return Refused(host=host, stage=stage, code=code, enhanced=enhanced, address=address, **more)


def _rude_clients() -> None:
    """Sessions that only leave lines behind: no history must come of them."""
    for said in (b"", b"EHLO x.example.com\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\r\n", b"NOOP\r\nBLA\r\nBLU\r\n"):
        with socket.create_connection((names.RELAY1, 25), 10, (names.STRANGER, 0)) as rude:
            rude.recv(200)
            rude.sendall(said)
            time.sleep(0.1)
    with socket.create_connection((names.RELAY1, 25), 10, (names.APP, 0)) as rude:
        for said in ("EHLO app.example.jp", "MAIL FROM:<a@sender.example.com>", "RCPT TO:<a@plain.example.net>", "DATA", "Subject: cut"):
            rude.recv(1000)
            rude.sendall(f"{said}\r\n".encode())


def _postscreen(courier: Courier) -> None:
    with socket.create_connection((names.RELAY2_MX, 25), 10, (names.VISITORS[1], 0)) as hasty:
        hasty.sendall(b"EHLO bot.example.com\r\nMAIL FROM:<x@bot.example.com>\r\nRCPT TO:<staff@office.example.jp>\r\nQUIT\r\n")
        while hasty.recv(4096):
            pass
    with socket.create_connection((names.RELAY2_MX, 25), 10, (names.VISITORS[2], 0)):
        pass
    with smtplib.SMTP(names.RELAY2_MX, 25, "host66.isp.example.org", 20, (names.LISTED, 0)) as smtp:
        smtp.ehlo()
        smtp.mail("spam@isp.example.org")
        code, _ = smtp.rcpt("staff@office.example.jp")
        assert code == 550, code
    more = {"sender": "spam@isp.example.org", "recipient": "staff@office.example.jp", "program": "postscreen"}
    courier.refused(_refusal(RELAY2.name, "RCPT", 550, "5.7.1", names.LISTED, **more))


def _wrong_passwords(courier: Courier) -> None:
    for mechanism in ("PLAIN", "LOGIN"):
        with smtplib.SMTP(names.RELAY1, 587, "laptop.example.jp", 20, (names.STRANGER, 0)) as smtp:
            smtp.ehlo()
            smtp.user, smtp.password = "kiosk@example.jp", "guessed"
            way = smtp.auth_plain if mechanism == "PLAIN" else smtp.auth_login
            try:
                smtp.auth(mechanism, way)
            except smtplib.SMTPAuthenticationError:
                account = None
                courier.login_failed(
                    LoginFailed(host=RELAY1.name, address=names.STRANGER, method=mechanism, account=account)
                )


def _held_and_deleted(courier: Courier) -> None:
    held = [
        courier.smtp(["a@plain.example.net"], subject=f"[hold] {what}", kind=Kind.HELD)
        for what in ("kept", "deleted", "released", "again")
    ]
    kept, deleted, released, again = (one for one in held if one)
    relay1 = courier.machines[RELAY1.name]
    _super(courier, deleted, "-d")
    courier.note(deleted, replace(deleted, kind=Kind.DELETED))
    _super(courier, released, "-H")
    _super(courier, again, "-r")
    courier.note(kept, replace(kept, ending="open"))
    relay1.run(["postqueue", "-f"])


def _super(courier: Courier, sent: Sent, option: str) -> None:
    courier.machines[sent.host].run(["postsuper", option, sent.hops[0].queue_id])
