"""What goes wrong in the world: refusals, rude clients, wrong passwords, held and deleted mail, lines of others."""

from __future__ import annotations

import smtplib
import socket
import time
from collections.abc import Sequence
from dataclasses import replace

from tests.world import names
from tests.world.courier import Courier
from tests.world.filters import VIRUS
from tests.world.hosts import RELAY1, RELAY2, WWW
from tests.world.truth import Hop, Kind, LoginFailed, Refused, Sent


def make_trouble(courier: Courier) -> None:
    """All of it."""
    for part in (_refused_by_hosts, _postscreen, _wrong_passwords, _held_and_deleted, _other_lines):
        part(courier)


def inbound(courier: Courier, server: str, to: Sequence[str], *, client: str = names.STRANGER) -> Sent | None:
    """One message from outside; None where it is refused."""
    return courier.smtp(
        to,
        server=server,
        client=client,
        helo="out.sender.example.com",
        sender="someone@sender.example.com",
        subject="From outside",
        kind=Kind.INBOUND,
    )


def _refused_by_hosts(courier: Courier) -> None:
    relay1 = RELAY1.name
    assert inbound(courier, names.RELAY1, ["alice@office.example.jp"], client=names.LISTED) is None
    courier.refused(_refusal(relay1, "RCPT", 554, "5.7.1", names.LISTED, recipient="alice@office.example.jp"))
    assert inbound(courier, names.RELAY1, ["alice@office.example.jp"], client=names.NAMELESS)
    for to, code, enhanced in (
        ("thief@plain.example.net", 554, "5.7.1"),
        ("ghost@office.example.jp", 550, "5.1.1"),
        ("spamtrap@office.example.jp", 550, "5.7.1"),
    ):
        assert inbound(courier, names.RELAY1, [to]) is None, to
        courier.refused(_refusal(relay1, "RCPT", code, enhanced, recipient=to))
    assert not courier.smtp(
        ["staff@office.example.jp"], client=names.STRANGER, helo="friend", sender="a@sender.example.com"
    )
    courier.refused(
        _refusal(relay1, "RCPT", 504, "5.5.2", sender="a@sender.example.com", recipient="staff@office.example.jp")
    )
    lost = "a@gone.example.org"
    assert not courier.smtp(
        ["staff@office.example.jp"], client=names.STRANGER, helo="out.sender.example.com", sender=lost
    )
    courier.refused(_refusal(relay1, "RCPT", 450, "4.1.8", sender=lost, recipient="staff@office.example.jp"))
    assert not courier.smtp(["a@plain.example.net"], extra=f"{VIRUS}: yes\r\n", subject="Infected")
    inside = "app@sender.example.com"
    courier.refused(
        _refusal(
            relay1,
            "END-OF-MESSAGE",
            550,
            "5.7.1",
            names.APP,
            program="cleanup",
            sender=inside,
            recipient="a@plain.example.net",
        )
    )
    assert not courier.smtp(["a@plain.example.net"], subject="[forbidden] thing")
    courier.refused(replace(courier.truth.refused[-1]))
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
    for said in (
        b"",
        b"EHLO x.example.com\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\r\n",
        b"NOOP\r\nBLA\r\nBLU\r\n",
    ):
        with socket.create_connection((names.RELAY1, 25), 10, (names.STRANGER, 0)) as rude:
            rude.recv(200)
            rude.sendall(said)
            time.sleep(0.1)
    with socket.create_connection((names.RELAY1, 25), 10, (names.APP, 0)) as rude:
        for line in (
            "EHLO app.example.jp",
            "MAIL FROM:<a@sender.example.com>",
            "RCPT TO:<a@plain.example.net>",
            "DATA",
            "Subject: cut",
        ):
            rude.recv(1000)
            rude.sendall(f"{line}\r\n".encode())


def _postscreen(courier: Courier) -> None:
    with socket.create_connection((names.RELAY2_MX, 25), 10, (names.VISITORS[1], 0)) as hasty:
        hasty.sendall(
            b"EHLO bot.example.com\r\nMAIL FROM:<x@bot.example.com>\r\nRCPT TO:<staff@office.example.jp>\r\nQUIT\r\n"
        )
        while hasty.recv(4096):
            pass
    more = {"sender": "x@bot.example.com", "recipient": "staff@office.example.jp", "program": "postscreen"}
    courier.refused(_refusal(RELAY2.name, "RCPT", 550, "5.5.1", names.VISITORS[1], **more))
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
                courier.login_failed(
                    LoginFailed(host=RELAY1.name, address=names.STRANGER, method=mechanism, account="kiosk@example.jp")
                )


def _held_and_deleted(courier: Courier) -> None:
    relay1 = courier.machines[RELAY1.name]
    again = _hold(courier, "again")
    relay1.run(["postsuper", "-r", again.hops[0].queue_id])
    for _ in range(100):
        if (now := relay1.held()) and again.hops[0].queue_id not in now:
            relay1.run(["postsuper", "-H", *now])
            courier.note(
                again, replace(again, kind=Kind.REQUEUED, hops=(*again.hops, Hop(host=RELAY1.name, queue_id=now.pop())))
            )
            break
        time.sleep(0.05)
    kept, deleted, released = (_hold(courier, what) for what in ("kept", "deleted", "released"))
    relay1.run(["postsuper", "-d", deleted.hops[0].queue_id])
    relay1.run(["postsuper", "-H", released.hops[0].queue_id])
    courier.note(deleted, replace(deleted, kind=Kind.DELETED))
    courier.note(kept, replace(kept, ending="open"))
    relay1.run(["postqueue", "-f"])


def _hold(courier: Courier, what: str) -> Sent:
    sent = courier.smtp(["a@plain.example.net"], subject=f"[hold] {what}", kind=Kind.HELD)
    assert sent
    return sent


def _other_lines(courier: Courier) -> None:
    """A machine has other programs, and a mail server is reloaded now and then."""
    for machine in courier.machines.values():
        if not machine.host.own_log:
            machine.say("<38>sshd[4711]: Failed password for invalid user admin from 192.0.2.99 port 40022 ssh2")
            machine.say("<78>CRON[4712]: (root) CMD (   cd / && run-parts --report /etc/cron.hourly)")
            machine.say("<6>kernel: Out of memory: Killed process 4713 (to=<a@example.jp>)")
    quiet = courier.machines[WWW.name]
    while quiet.waiting():
        # A delivery that a reload cuts in two is tried again only after a minute.
        time.sleep(0.1)
    quiet.run(["postfix", "reload"])
