"""The first accident happens on real sockets, and the edit prevents it."""

from hiyari.cli.main import main
from hiyari.lab.relay_accident import RELAYS, world
from hiyari.model.clock import system_clock
from hiyari.model.plan import Stage
from hiyari.smtp.reply import Phase


async def test_only_the_new_relay_is_refused_and_only_by_the_strict() -> None:
    """Three strict receivers refuse relay 2, each in its own phase; after the edit nobody refuses anybody."""
    async with world(system_clock) as lab:
        before = await lab.send_all()
        refused = [(mail.relay, mail.receiver, mail.phase) for mail in before if not mail.accepted]
        assert refused == [
            ("relay2.example.jp", "strict1.example.net", Phase.MAIL),
            ("relay2.example.jp", "strict2.example.net", Phase.RCPT),
            ("relay2.example.jp", "strict3.example.net", Phase.FINAL_DOT),
        ]
        found = {one.rule.id: one for one in await lab.check()}
        assert {"SPF101", "RLY101"} <= set(found)
        assert found["SPF101"].params["address"] == RELAYS[1][1]
        ((stage, edit),) = (await lab.plan()).edits
        assert (stage, edit.after) == (Stage.PREPARE, ('"v=spf1 ip4:127.0.0.11 ip4:127.0.0.12 -all"',))
        lab.publish(*edit.after)
        assert all(mail.accepted for mail in await lab.send_all())
        assert not await lab.check()


def test_the_demo_ends_well() -> None:
    """The demo exits 0, and would exit 5 if a receiver did not behave as told."""
    assert main(["demo"]) == 0
