"""``hiyari demo relay``: the accident of the forgotten relay on loopback, and how it is prevented."""

from __future__ import annotations

from collections.abc import Iterable

import click

from hiyari.cli.exit import ExitCode
from hiyari.cli.plan_render.text import edit_lines
from hiyari.cli.plan_render.words import kind
from hiyari.cli.render.text import as_text
from hiyari.cli.report import Report
from hiyari.lab.relay_accident import DOMAIN, RECORD, RELAYS, Mail, world
from hiyari.locale.translate import Translator
from hiyari.model.clock import system_clock
from hiyari.model.error import ActionError
from hiyari.model.plan import Plan, RrsetEdit
from hiyari.model.text import Param, text


async def play(words: Translator) -> ExitCode:
    """Tell it, and prevent it.

    Raises:
        ActionError: It did not go as told.
        OSError: There are no addresses 127.0.0.x here.
    """

    def tell(message: str, /, **params: Param) -> None:
        click.echo(words.render(text(message, **params)))

    (first, _), (second, _) = RELAYS
    async with world(system_clock) as lab:
        tell("A second relay is added: MX, firewall and internal servers know {second}. SPF does not.", second=second)
        tell("  {domain} TXT {record}", domain=DOMAIN, record=RECORD)
        click.echo()
        tell("1. Both relays send the same mail to four receivers:")
        before = await lab.send_all()
        _table(before, words)
        tell("   The log of {first} shows nothing but success.", first=first)
        click.echo()
        tell("2. hiyari check names the cause:")
        found = await lab.check()
        click.echo(as_text(Report(command="check", findings=found), words))
        click.echo()
        plan = await lab.plan()
        tell("3. hiyari plan shows the edit and its order:")
        _steps(plan, words)
        click.echo()
        tell("4. It is published in the lab's DNS (its receivers remember nothing), and the same mails go out again:")
        for _, edit in plan.edits:
            lab.publish(" ".join(edit.after))
        after = await lab.send_all()
        _table(after, words)
        as_told = (
            _refused(before) == {(second, name) for name in _strict(before)}
            and any(finding.rule.id == "SPF101" for finding in found)
            and not _refused(after)
            and not any(finding.rule.id == "SPF101" for finding in await lab.check())
        )
    if not as_told:
        raise ActionError(text("The demo did not go as it should have. Report it with the output above."))
    tell("Nobody was refused. Try your own domain: hiyari check {domain}", domain="YOUR-DOMAIN")
    return ExitCode.FINE


def _steps(plan: Plan, words: Translator) -> None:
    """Each step in a line or two; the whole plan with its reasons is what ``hiyari plan`` shows."""
    for number, step in enumerate(plan.steps, 1):
        click.echo(f"   {number}. {kind(step, words)}: {words.render(step.title)}")
        if isinstance(step.action, RrsetEdit):
            for line in edit_lines(step.action):
                click.echo(f"  {line}")


def _strict(mails: Iterable[Mail]) -> set[str]:
    return {mail.receiver for mail in mails if mail.receiver.startswith("strict")}


def _refused(mails: Iterable[Mail]) -> set[tuple[str, str]]:
    return {(mail.relay, mail.receiver) for mail in mails if not mail.accepted}


def _table(mails: Iterable[Mail], words: Translator) -> None:
    for mail in mails:
        state = words.render(text("accepted") if mail.accepted else text("REFUSED"))
        click.echo(f"   {mail.relay.partition('.')[0]} -> {mail.receiver}: {state}")
        if not mail.accepted:
            click.echo(f"      {mail.reply}")
