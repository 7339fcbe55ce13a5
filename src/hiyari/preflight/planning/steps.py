"""The steps of a plan in their order: hosts that come first, hosts that leave last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hiyari.auth.spf.result import Result, SpfResult
from hiyari.dns.change import RrsetChange
from hiyari.dns.records import RdType
from hiyari.model.inventory import Host, HostState, IPAddress, Role
from hiyari.model.plan import Review, RrsetEdit, Stage, Step, Task, Wait
from hiyari.model.text import Duration, Text, text
from hiyari.preflight.planning.ground import Ground
from hiyari.preflight.planning.material import Material
from hiyari.preflight.planning.ways import Way


def make_steps(material: Material) -> Iterator[Step]:
    """Every step, in the order to be done."""
    yield from _prepare(material)
    planned = material.hosts(HostState.PLANNED)
    if planned:
        yield from _enter(planned, material)
    retiring = material.hosts(HostState.RETIRING)
    if retiring:
        yield from _leave(retiring, material)


def _prepare(material: Material) -> Iterator[Step]:
    """What receivers must know before the first mail; then the servers are asked, then time passes."""
    wishes, ground = material.wishes, material.ground
    for host, change in wishes.addresses:
        yield _dns(change, ground, Stage.PREPARE, text("{helo} has no address", helo=host.helo), without=_no_name(host))
    for host, change in wishes.pointers:
        yield _dns(change, ground, Stage.PREPARE, text("the address has no reverse name"), without=_no_pointer(host))
    for host, address in wishes.orders:
        yield Step(
            kind="reverse dns",
            action=Task(),
            title=text("have the PTR record of {address} made: {name}.", address=str(address), name=host.name),
            reasons=(text("the reverse zone is not declared as yours: whoever gave you the addresses holds it"),),
            without=_no_pointer(host),
        )
    for edit in material.edits.edits:
        results = [material.judged.results[way] for way in edit.ways]
        reasons = tuple(_reason(way, result) for way, result in zip(edit.ways, results, strict=True))
        yield _dns(edit.change, ground, Stage.PREPARE, *reasons, without=_refusals(results))
    changes = (
        *(change for _, change in (*wishes.addresses, *wishes.pointers)),
        *(edit.change for edit in material.edits.edits),
    )
    yield from _settled(changes, ground)


def _settled(changes: tuple[RrsetChange, ...], ground: Ground) -> Iterator[Step]:
    """Ask every authoritative server, then wait until no cache can hold what was before."""
    if not changes:
        return
    yield _verify(changes, ground)
    longest = max(changes, key=lambda change: _remembered(change, ground))
    seconds = _remembered(longest, ground)
    if seconds:
        yield Step(
            kind="wait",
            action=Wait(seconds=seconds),
            title=text("{time}, counted from when the last server shows it", time=Duration(seconds)),
            reasons=(_memory(longest, seconds),),
            without=text("Receivers that remember the old answer refuse for so long, each as its cache happens to be."),
        )


def _remembered(change: RrsetChange, ground: Ground) -> int:
    """Seconds that the old answer may live; where nobody said, what the zone's SOA says, or a day."""
    if change.remembered is not None:
        return change.remembered
    found = ground.soa(change.question.name)
    return found[1].minimum if found else 86400


def _memory(change: RrsetChange, seconds: int) -> Text:
    name, rdtype = change.question.name, change.question.rdtype.name
    if change.before:
        return text(
            "the old {type} of {name} may be remembered for its TTL, {ttl} s", type=rdtype, name=name, ttl=seconds
        )
    if change.remembered is None:
        return text(
            "nobody says how long it is remembered that {name} had no {type}: {ttl} s are assumed",
            name=name,
            type=rdtype,
            ttl=seconds,
        )
    return text(
        "that {name} had no {type} may be remembered for the negative TTL, {ttl} s. Ask for it before it is published, "
        "and a resolver begins to remember.",
        name=name,
        type=rdtype,
        ttl=seconds,
    )


def _verify(changes: Iterable[RrsetChange], ground: Ground) -> Step:
    zones = {change.question.name: ground.soa(change.question.name) for change in changes}
    refresh = max((found[1].refresh for found in zones.values() if found), default=0)
    names = tuple(dict.fromkeys(ground.zone(name) for name in zones))
    slow = (
        (text("a secondary that misses the NOTIFY asks again after {time}", time=Duration(refresh)),) if refresh else ()
    )
    return Step(
        kind="verify",
        action=Task(),
        title=text("ask every authoritative server of {zones} for the new records", zones=names),
        reasons=(text("receivers ask any of them, and one that is behind answers as before"), *slow),
        without=text("Some receivers go on refusing, depending on which server their resolver asked."),
    )


def _enter(planned: tuple[Host, ...], material: Material) -> Iterator[Step]:
    """From closed ports to full use."""
    names = tuple(host.name for host in planned)
    ground = material.ground
    joins = {host.name for hosts, _ in material.wishes.joins for host in hosts}
    yield Step(
        kind="firewall",
        action=Review(lines=tuple(_rules(planned, joins))),
        title=text("let {hosts} send and take mail", hosts=names) if joins else text("let {hosts} send", hosts=names),
        reasons=(text("read the lines before you load them; the table and chain are yours"),),
        without=text("Mail waits in the queue of the new host, or senders find its port closed."),
    )
    for hosts, change in material.wishes.joins:
        reason = text("mail for the domain shall come in over {hosts} too", hosts=tuple(host.name for host in hosts))
        yield _dns(change, ground, Stage.OPEN, reason, without=text("No mail comes in over the new host."))
    asked = _exchange_domains(planned, material)
    by_mx = tuple(change for _, change in material.wishes.joins if not asked.isdisjoint(change.names))
    yield from _settled(by_mx, ground)
    inside = tuple(host.name for host in ground.inventory.hosts if _hands_over(host))
    yield Step(
        kind="next hop",
        action=Task(),
        title=text("let the internal servers hand mail to {hosts}", hosts=names),
        reasons=(text("they are: {inside}", inside=inside),)
        if inside
        else (text("none is declared in the inventory"),),
        without=text("All mail still leaves by the old hosts."),
    )
    yield Step(
        kind="trickle",
        action=Task(),
        title=text("run hiyari check, then send a few mails over {hosts} to strict receivers", hosts=names),
        reasons=(text("a lenient receiver proves nothing: send to those that verify SPF, and read their replies"),),
        without=text("The first thing that goes wrong goes wrong for all mail."),
    )
    yield Step(
        kind="full use",
        action=Task(),
        title=text('give {hosts} the full share, and set state = "active" in the inventory', hosts=names),
        reasons=(text("from now on check judges them as hosts in service"),),
    )


def _leave(retiring: tuple[Host, ...], material: Material) -> Iterator[Step]:
    """The way in, backwards; what lets the host send goes last."""
    names = tuple(host.name for host in retiring)
    ground = material.ground
    lifetime = ground.inventory.queue_lifetime
    yield Step(
        kind="next hop",
        action=Task(),
        title=text("let nobody hand mail to {hosts} any more", hosts=names),
        reasons=(text("what is handed over from now on would stay in its queue"),),
    )
    late = material.closes_late
    if not late:
        yield from _close(material)
    yield Step(
        kind="drain",
        action=Wait(seconds=lifetime),
        title=text("until the queues of {hosts} are empty, {time} at most", hosts=names, time=Duration(lifetime)),
        reasons=(text("mail that was refused for now is sent again from the old address for so long"),),
        without=text("Deferred mail leaves from an address that SPF no longer knows, and is refused for good."),
    )
    if late:
        yield from _close(material)
    changes = material.withdrawal.changes
    later = ground.with_changes(
        tuple(change for stage, some in material.stages if stage is not Stage.WITHDRAW for change in some)
    )
    for change in changes:
        reason = text("the terms let only {hosts} send", hosts=names)
        unsafe = text("Whoever is given the address next may send as you.")
        yield _dns(change, later, Stage.WITHDRAW, reason, without=unsafe)
    if changes:
        yield _verify(changes, later)
    yield Step(
        kind="clean up",
        action=Task(),
        title=text("take {hosts} out of firewall, reverse DNS, host names and inventory", hosts=names),
        reasons=(text("its addresses: {addresses}", addresses=_addresses(retiring)),),
    )


def _close(material: Material) -> Iterator[Step]:
    """Out of the MX; late where being an exchange is what lets the host send."""
    late = (text("it comes after the queue is empty, because SPF lets the host send only as an exchange"),)
    for hosts, change in material.wishes.leaves:
        reasons = (
            text("senders shall not bring mail to {hosts} any more", hosts=tuple(host.name for host in hosts)),
            *(late if material.closes_late else ()),
        )
        unsafe = text("Mail goes on coming in over a host that leaves.")
        yield _dns(change, material.ground, Stage.CLOSE, *reasons, without=unsafe)
    yield from _settled(tuple(change for _, change in material.wishes.leaves), material.ground)


def _dns(change: RrsetChange, ground: Ground, stage: Stage, *reasons: Text, without: Text) -> Step:
    name, rdtype = change.question.name, change.question.rdtype
    return Step(
        kind="dns",
        stage=stage,
        action=RrsetEdit(
            zone=ground.zone(name),
            name=name,
            rdtype=rdtype.name,
            before=tuple(map(str, change.before)),
            after=tuple(map(str, change.after)),
            remembered=_remembered(change, ground),
            ttl=change.ttl,
            aliases=change.aliases,
        ),
        title=text("{name} {type}", name=name, type=rdtype.name),
        reasons=reasons,
        without=without,
    )


def _reason(way: Way, result: SpfResult) -> Text:
    said = result.result.value
    if result.problem is not None:
        return text("{way} gets {result}: {problem}", way=str(way), result=said, problem=result.problem.detail)
    if result.matched is not None and result.matched.term:
        return text("{way} gets {result}, by {term}", way=str(way), result=said, term=result.matched.term)
    return text("{way} gets {result}", way=str(way), result=said)


def _refusals(results: Iterable[SpfResult]) -> Text:
    """Who refuses, by the worst result."""
    words = {result.result for result in results}
    if Result.FAIL in words or Result.PERMERROR in words:
        return text(
            "Every receiver that verifies SPF refuses the mail, usually with 550 5.7.x. Lenient ones take it, so that "
            "tests go through."
        )
    return text(
        "Receivers that want SPF to pass refuse the mail (Microsoft from 5000 a day: 550 5.7.515), and filters that "
        "take softfail for a refusal too; others mark it as suspect."
    )


def _no_name(host: Host) -> Text:
    return text("Receivers that look up the HELO name {helo} refuse or suspect the mail.", helo=host.helo)


def _no_pointer(host: Host) -> Text:
    return text(
        "Google and many others refuse mail from an address without a reverse name; {host} is one.", host=host.name
    )


def _exchange_domains(planned: tuple[Host, ...], material: Material) -> frozenset[str]:
    """The domains whose MX answer a planned host's evaluation asks for: there it passes as an exchange."""
    names = {host.name for host in planned}
    return frozenset(
        answer.question.name
        for way, result in material.judged.results.items()
        if way.host.name in names
        for answer in result.answers
        if answer.question.rdtype is RdType.MX
    )


def _hands_over(host: Host) -> bool:
    return host.state is HostState.ACTIVE and (
        host.role in {Role.INTERNAL, Role.MAILBOX, Role.WEB, Role.BULK} or not host.egress
    )


def _rules(hosts: Iterable[Host], exchanges: set[str]) -> Iterator[str]:
    """Lines for nftables, one for each address and direction."""
    for host in hosts:
        for address in host.egress:
            family = _family(address)
            yield (
                f"add rule inet filter forward {family} saddr {address} tcp dport 25 "
                f'counter accept comment "{host.name} sends"'
            )
            if host.role is Role.MX or host.name in exchanges:
                yield (
                    f"add rule inet filter forward {family} daddr {address} tcp dport 25 "
                    f'counter accept comment "{host.name} takes mail"'
                )


def _family(address: IPAddress) -> str:
    return "ip" if address.version == 4 else "ip6"


def _addresses(hosts: Iterable[Host]) -> tuple[str, ...]:
    return tuple(str(address) for host in hosts for address in host.egress)
