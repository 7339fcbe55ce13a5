"""What receivers will say to a campaign's route: SPF of every egress, the DKIM signature, DMARC, and the message."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from typing import Final

from hiyari.auth.spf.result import IdentityKind
from hiyari.cli.sending.bench import Bench
from hiyari.delivery.campaign import Campaign, DkimKey
from hiyari.delivery.judging import CampaignFacts, Policy, Signed, judge_campaign
from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.loaded import spread
from hiyari.delivery.node.assemble import make_letters
from hiyari.delivery.prepare import Prepared
from hiyari.delivery.preview import Preview
from hiyari.dns.answer import Answer, Question
from hiyari.dns.drive import Source
from hiyari.dns.records import RdType, Txt
from hiyari.model.clock import system_clock
from hiyari.model.finding import Evidence, Finding
from hiyari.model.inventory import Domain, Host, Inventory, Role
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict
from hiyari.preflight.check import judge_all
from hiyari.preflight.collect import collect
from hiyari.preflight.evidence import evidence
from hiyari.preflight.facts import Facts

_ABOUT_THE_ROUTE: Final = ("SPF", "RLY")
_EXAMPLES: Final = 20


async def judge_route(bench: Bench, prepared: Prepared, preview: Preview) -> tuple[Finding, ...]:
    """Every finding about the message and the way it takes; of a smart host's way nothing is known from here."""
    campaign, source = bench.campaign, bench.source()
    bodies = tuple(one.rendered for one in preview.examples)
    if source is None:
        return judge_campaign(CampaignFacts(at=preview.at, campaign=campaign, bodies=bodies))
    facts = await collect(_inventory(bench), source, system_clock)
    about_us = [one for one in judge_all(facts) if one.rule.id.startswith(_ABOUT_THE_ROUTE)]
    found = judge_campaign(
        CampaignFacts(
            at=preview.at,
            campaign=campaign,
            bodies=bodies,
            spf=_spf(campaign, facts),
            signed=await _signed(bench, prepared, campaign.dkim, source) if campaign.dkim is not None else None,
            policy=await _policy(campaign, source),
        )
    )
    return (*about_us, *found)


def _inventory(bench: Bench) -> Inventory:
    """The campaign's route as `hiyari check` would see it."""
    campaign = bench.campaign
    reverse, header = campaign.reverse_path.rpartition("@")[2], campaign.message.sender.domain
    domains = tuple(Domain(name=name, header_from=name == header) for name in dict.fromkeys((reverse, header)))
    helo = campaign.route.helo
    host = Host(name=helo, role=Role.BULK, egress=campaign.route.egress, helo=helo)
    ignores = bench.opened.inventory.ignores if bench.opened.inventory is not None else ()
    return Inventory(path="", domains=domains, hosts=(host,), ignores=ignores)


def _spf(campaign: Campaign, facts: Facts) -> tuple[Verdict, ...]:
    domain = campaign.reverse_path.rpartition("@")[2]
    return tuple(
        sender.unknown or (Pass() if sender.spf.result.value == "pass" else NearMiss())
        for sender in facts.senders
        if sender.identity.kind is IdentityKind.MAIL_FROM and sender.domain == domain
    )


async def _policy(campaign: Campaign, source: Source) -> Policy:
    """The record of the domain, else of a domain above it (RFC 7489 section 6.6.3, without the public suffix list)."""
    domain = campaign.message.sender.domain
    labels = domain.split(".")
    answers: list[Answer] = []
    for begin in range(max(len(labels) - 1, 1)):
        name = "_dmarc." + ".".join(labels[begin:])
        answer = await source.ask(Question(name, RdType.TXT))
        answers.append(answer)
        record = next((one for one in _strings(answer.records) if one.lower().startswith("v=dmarc1")), None)
        if record is not None or answer.lost is not None:
            return Policy(name=name, record=record, lost=answer.lost, evidence=evidence(answer))
    return Policy(name=f"_dmarc.{domain}", record=None, lost=None, evidence=evidence(*answers[:1]))


async def _signed(bench: Bench, prepared: Prepared, key: DkimKey, source: Source) -> Signed | None:
    """Sign a message of the campaign, and verify it as a receiver does."""
    answer = await source.ask(Question(f"{key.selector}._domainkey.{key.domain}", RdType.TXT))
    shown: tuple[Evidence, ...] = evidence(answer)
    if answer.lost is not None:
        return Signed(verdict=Unknown(cause=answer.lost), evidence=shown)
    letters = make_letters(bench.campaign, prepared.materials, bench.opened.key(), prepared.row.token)
    with bench.opened.engine.connect().execution_options(reads_only=True) as connection, connection.begin():
        numbers = spread(connection, prepared.row.name, 1)
        delivery = book.by_number(connection, prepared.row.name, numbers[0]) if numbers else None
    if delivery is None:
        return None
    message = letters.envelope(delivery, system_clock().astimezone(UTC)).content
    records = _strings(answer.records)
    verified = len(records) == 1 and _verifies(message, records[0].encode("latin-1", "replace"))
    return Signed(verdict=Pass() if verified else NearMiss(), evidence=shown)


def _verifies(message: bytes, record: bytes) -> bool:
    import dkim  # noqa: PLC0415 - a tenth of a second that only signed campaigns pay

    try:
        return bool(dkim.verify(message, dnsfunc=lambda _name, timeout=5: record))  # noqa: ARG005 - dkimpy names it
    except Exception:  # noqa: BLE001 - whatever dkimpy raises for a broken record, a receiver cannot verify it either
        return False


def _strings(records: Iterable[object]) -> list[str]:
    return [one.joined.decode("latin-1") for one in records if isinstance(one, Txt)]
