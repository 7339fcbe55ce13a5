"""The traffic of the world: every kind of message, in an order that is the same each time."""

from __future__ import annotations

from typing import Final

from tests.world import names
from tests.world.courier import BROWSER, SCRIPT, Courier
from tests.world.hosts import MAIL, RELAY1, RELAY2, WWW
from tests.world.trouble import inbound, make_trouble
from tests.world.truth import Kind

_BOTH: Final = ((names.RELAY1, RELAY1.name), (names.RELAY2, RELAY2.name))
_ALICE: Final = ("alice@example.jp", "open-sesame")


def send_everything(courier: Courier) -> None:
    """All of it; takes some seconds."""
    for part in (_from_inside, _by_command, _by_website, _from_outside, make_trouble):
        part(courier)


def _from_inside(courier: Courier) -> None:
    for number, (server, _) in enumerate(_BOTH):
        for domain in ("plain", "grey", "strict", "listing", "rate", "drop", "full", "slow"):
            courier.smtp([f"{domain}{number}@{domain}.example.net"], server=server, subject=f"Report {domain}")
        courier.smtp([f"small{number}@small.example.net"], server=server)
        courier.smtp([f"big{number}@small.example.net"], server=server, size=40_000)
        courier.smtp(["nobody@plain.example.net", "someone@plain.example.net"], server=server)
        courier.smtp(["a@nowhere.example.net", "b@nomail.example.net"], server=server)
        courier.smtp([f"r{n:02d}@plain.example.net" for n in range(30)], server=server, subject="To many")
        courier.smtp(
            ["mixed@plain.example.net", f"mixed{number}@grey.example.net", "x@strict.example.net"], server=server
        )
        courier.smtp(["sales@example.jp"], server=server, subject="To an alias")
        courier.smtp(["a@plain.example.net"], server=server, sender="", subject="Null reverse-path")
        courier.smtp(
            ['"two words"@plain.example.net', "a+b=c@plain.example.net"],
            server=server,
            sender="o'neil@sender.example.com",
        )
        courier.smtp(
            ["a@plain.example.net"], server=server, port=587, kind=Kind.AUTHENTICATED, login=_ALICE, sender=_ALICE[0]
        )
    courier.smtp(["山田@plain.example.net"], subject="Wide")
    courier.smtp(["山田@listing.example.net"], subject="Too wide")
    checks = "".join(f"X-Test-{name}: yes\r\n" for name in ("Prepend", "Replace", "Ignore", "Info", "Bcc"))
    courier.smtp(["checked@plain.example.net"], kind=Kind.CHECKED, extra=checks, subject="Checked")
    courier.smtp(["lost@plain.example.net"], kind=Kind.CHECKED, extra="X-Test-Redirect: yes\r\n", subject="Redirected")
    courier.smtp(["a@plain.example.net"], extra="\r\nTo unsubscribe from <x>; from=<y> to=<z>: w\r\n", subject="Body")
    courier.smtp(["proxied@plain.example.net"], port=2526, kind=Kind.PROXIED, subject="Proxied")
    courier.smtp(["nobody5@plain.example.net"], sender=f"lost@{names.DEAD}", subject="Nobody to tell")
    courier.smtp(["told@plain.example.net"], notify="SUCCESS", subject="Tell me")
    courier.smtp([f"late@{names.DEAD}"], subject="=?UTF-8?B?5pel5pys6Kqe44Gu5Lu25ZCN?=")
    courier.smtp(["v6@plain.example.net"], server=names.RELAY1_6, client=names.APP6)
    for to in (
        ["scan1@plain.example.net"],
        ["scan2@plain.example.net", "scan2@grey.example.net"],
        ["nobody9@plain.example.net"],
    ):
        courier.smtp(to, port=2525, kind=Kind.FILTERED, subject="Scanned")


def _by_command(courier: Courier) -> None:
    courier.command(["a@plain.example.net"], host=MAIL.name, user="bob")
    courier.command(
        ["batch@grey.example.net", "b@plain.example.net"], host=MAIL.name, user="batch", sender="jobs@example.jp"
    )
    courier.command(["staff@office.example.jp"], host=MAIL.name, user="carol")
    courier.command(["away@office.example.jp"], host=MAIL.name, user="carol", subject="Holiday")
    courier.command(["ticket@office.example.jp", "broken@office.example.jp"], host=MAIL.name, user="alice")
    courier.command(["list@club.example.jp", "member@club.example.jp"], host=MAIL.name, user="alice")
    courier.command(["box@club.example.jp"], host=MAIL.name, user="bob")
    courier.command(["ghost@office.example.jp", "ghost@club.example.jp"], host=MAIL.name, user="alice")
    courier.command(["a@plain.example.net"], host=RELAY1.name, user="root", subject="Cron <root@relay1> job")
    courier.command(["nobody3@plain.example.net"], host=WWW.name, user="batch")

    courier.command(["a@closed.example.net", "b@later.example.net", "c@void.example.net"], host=RELAY1.name, user="bob")


def _by_website(courier: Courier) -> None:
    for visitor, agent in zip(names.VISITORS, (BROWSER, SCRIPT, SCRIPT), strict=True):
        courier.visit(visitor, "GET", "/contact.html?ref=top&lang=ja", agent)
    for number in range(4):
        courier.form(
            f"victim{number}@plain.example.net", visitor=names.VISITORS[1 + number % 2], subject=f"Offer {number}"
        )
    courier.form("victim9@grey.example.net", visitor=names.VISITORS[2], subject="Offer 9")
    courier.form("staff@office.example.jp", visitor=names.VISITORS[0], subject="A question", agent=BROWSER)
    courier.form("order@plain.example.net", visitor=names.VISITORS[1], subject="Order", script="order.cgi")
    courier.form("nobody7@plain.example.net", visitor=names.VISITORS[1], subject="Order 7", script="order.cgi")
    courier.visit(names.VISITORS[1], "GET", "/wp-login.php", SCRIPT)


def _from_outside(courier: Courier) -> None:
    for server in (names.RELAY1, names.RELAY2_MX):
        for to in (
            ["staff@office.example.jp"],
            ["info@example.jp"],
            ["member@club.example.jp", "alice@office.example.jp"],
        ):
            inbound(courier, server, to)
