"""What the declared hosts need in DNS besides SPF: addresses for HELO names, reverse names, MX records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from hiyari.auth.spf.result import IPAddress
from hiyari.dns.answer import Answer
from hiyari.dns.change import RrsetChange
from hiyari.dns.records import Address, Mx, RdType
from hiyari.dns.records import Host as Pointer
from hiyari.model.inventory import Host, HostState, Role
from hiyari.model.text import Text, text
from hiyari.preflight.planning.ground import Ground, is_void


@dataclass(slots=True)
class Wishes:
    """What was found to be wanting."""

    addresses: list[tuple[Host, RrsetChange]] = field(default_factory=list)
    pointers: list[tuple[Host, RrsetChange]] = field(default_factory=list)
    orders: list[tuple[Host, IPAddress]] = field(default_factory=list)
    """PTR records that somebody else must make: the holder of the address block."""
    joins: list[tuple[tuple[Host, ...], RrsetChange]] = field(default_factory=list)
    """MX records to be added: one change for each domain, with the hosts that join."""
    leaves: list[tuple[tuple[Host, ...], RrsetChange]] = field(default_factory=list)
    obstacles: list[Text] = field(default_factory=list)
    unknowns: list[Text] = field(default_factory=list)


def find_wishes(ground: Ground) -> Wishes:
    """Compare what is declared with what DNS says."""
    wishes = Wishes()
    for host in ground.inventory.hosts:
        if host.sends_outside and host.state is not HostState.RETIRING:
            _helo(host, ground, wishes)
            _pointers(host, ground, wishes)
    for domain in ground.inventory.domains:
        _exchanges(domain.name, ground, wishes)
    return wishes


def _lost(answer: Answer, wishes: Wishes) -> bool:
    if answer.lost is None:
        return False
    wishes.unknowns.append(text("{question}: {cause}", question=str(answer.question), cause=answer.lost.describe()))
    return True


def _helo(host: Host, ground: Ground, wishes: Wishes) -> None:
    """A HELO name of ours without any address gets the egress addresses."""
    if host.helo.startswith("[") or not ground.is_ours(host.helo):
        return
    answers = {4: ground.ask(host.helo, RdType.A), 6: ground.ask(host.helo, RdType.AAAA)}
    if any([_lost(answer, wishes) for answer in answers.values()]):  # noqa: C419 - each loss is told
        return
    if all(is_void(answer) for answer in answers.values()) and ground.may_hold(host.helo):
        for family, answer in answers.items():
            own = tuple(Address(address) for address in host.egress if address.version == family)
            if own:
                wishes.addresses.append((host, ground.change(answer, own)))


def _pointers(host: Host, ground: Ground, wishes: Wishes) -> None:
    for address in host.egress:
        answer = ground.ask(address.reverse_pointer, RdType.PTR)
        if _lost(answer, wishes) or not is_void(answer):
            continue
        if ground.may_hold(answer.question.name):
            wishes.pointers.append((host, ground.change(answer, (Pointer(host.name),))))
        else:
            wishes.orders.append((host, address))


def _exchanges(domain: str, ground: Ground, wishes: Wishes) -> None:
    answer = ground.ask(domain, RdType.MX)
    hosts = ground.inventory.hosts
    if not any(host.state is not HostState.ACTIVE for host in hosts) or _lost(answer, wishes):
        return
    present = tuple(record for record in answer.records if isinstance(record, Mx))
    names = {record.exchange for record in present if record.exchange}
    joining = tuple(host for host in hosts if host.name not in names and _belongs(host, hosts, names))
    joining = tuple(host for host in joining if _has_address(host, ground, wishes))
    if joining:
        added = tuple(Mx(_preference(host, hosts, present), host.name) for host in joining)
        change = ground.change(answer, (*present, *added))
        wishes.joins.append((joining, change))
        ground = ground.with_changes((change,))
        answer = ground.ask(domain, RdType.MX)
    leaving = tuple(host for host in hosts if host.state is HostState.RETIRING and host.name in names)
    stay = tuple(one for one in answer.records if isinstance(one, Mx) and one.exchange not in _names(leaving))
    if leaving and not stay:
        wishes.obstacles.append(
            text(
                "{hosts} would leave {domain} without an MX. Declare the host that takes the place.",
                hosts=tuple(_names(leaving)),
                domain=domain,
            )
        )
    elif leaving:
        wishes.leaves.append((leaving, ground.change(answer, stay)))


def _has_address(host: Host, ground: Ground, wishes: Wishes) -> bool:
    """Whether mail can be brought to a host that is to be an exchange; its wished addresses count."""
    wished = ground.with_changes(tuple(change for _, change in wishes.addresses))
    answers = [wished.ask(host.name, rdtype) for rdtype in (RdType.A, RdType.AAAA)]
    if any(answer.records for answer in answers):
        return True
    if not any([_lost(answer, wishes) for answer in answers]):  # noqa: C419 - each loss is told
        sentence = text("{host} has no address and cannot become an MX. Publish an A or AAAA record.", host=host.name)
        wishes.obstacles.append(sentence)
    return False


def _names(hosts: tuple[Host, ...]) -> tuple[str, ...]:
    return tuple(host.name for host in hosts)


def _belongs(host: Host, hosts: tuple[Host, ...], names: set[str]) -> bool:
    """Whether a planned host takes mail in: by its role, or because every active peer of its group is an exchange."""
    if host.state is not HostState.PLANNED or host.role is Role.INTERNAL:
        return False
    peers = list(_peers(host, hosts))
    return bool(names) and (host.role is Role.MX or (bool(peers) and all(peer.name in names for peer in peers)))


def _peers(host: Host, hosts: tuple[Host, ...]) -> Iterator[Host]:
    for other in hosts:
        if host.peer_group and other.peer_group == host.peer_group and other.state is HostState.ACTIVE:
            yield other


def _preference(host: Host, hosts: tuple[Host, ...], present: tuple[Mx, ...]) -> int:
    """That of its peers; else that of the first exchange."""
    peers = {peer.name for peer in _peers(host, hosts)}
    beside = [record.preference for record in present if record.exchange in peers]
    return max(beside) if beside else min((record.preference for record in present if record.exchange), default=10)
