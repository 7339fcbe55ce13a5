"""Dynamic update of a zone (RFC 2136), signed with TSIG, with what was seen before as its prerequisites.

One message changes all RRsets of a zone or none of them. A primary that finds anything else than what was planned
against says so, and nothing is changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

import dns.asyncquery
import dns.exception
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.tsig
import dns.update

from hiyari.dns.tsig import TsigKey
from hiyari.model.inventory import ServerAddress
from hiyari.model.plan import RrsetEdit
from hiyari.model.text import Remote, Text, text

_MOVED: Final = {dns.rcode.YXDOMAIN, dns.rcode.YXRRSET, dns.rcode.NXRRSET, dns.rcode.NXDOMAIN}


class UpdateState(Enum):
    """What became of an update."""

    DONE = auto()
    MOVED = auto()
    """The zone is no longer as it was planned against; nothing was changed."""
    REFUSED = auto()
    """The primary did not want to; nothing was changed."""
    UNKNOWN = auto()
    """The answer was lost: the zone may have been changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateResult:
    """What became of it, with a sentence for a person."""

    state: UpdateState
    detail: Text


def make_update(zone: str, edits: tuple[RrsetEdit, ...], key: TsigKey) -> dns.update.UpdateMessage:
    """The signed message for one zone's edits."""
    message = dns.update.UpdateMessage(f"{zone}.")
    name = dns.name.from_text(f"{key.name}.")
    message.use_tsig(dns.tsig.Key(name, key.secret, f"{key.algorithm}."))
    for edit in edits:
        owner, rdtype = dns.name.from_text(f"{edit.name}."), dns.rdatatype.from_text(edit.rdtype)
        if edit.before:
            for one in _rdatas(edit.before, rdtype):
                message.present(owner, one)
        else:
            message.absent(owner, rdtype)
    for edit in edits:
        owner, rdtype = dns.name.from_text(f"{edit.name}."), dns.rdatatype.from_text(edit.rdtype)
        if edit.before:
            message.delete(owner, rdtype)
        for one in _rdatas(edit.after, rdtype):
            message.add(owner, edit.ttl, one)
    return message


def _rdatas(written: tuple[str, ...], rdtype: dns.rdatatype.RdataType) -> list[dns.rdata.Rdata]:
    return [dns.rdata.from_text(dns.rdataclass.IN, rdtype, rdata) for rdata in written]


async def send_update(
    zone: str, edits: tuple[RrsetEdit, ...], primary: ServerAddress, key: TsigKey, longest: float
) -> UpdateResult:
    """Send it over TCP and read the answer; never raises for what a server or a network does.

    Args:
        zone: The zone to be changed.
        edits: All of this zone.
        primary: Where updates are taken.
        key: Signs the message, and must sign the answer.
        longest: Seconds for all of it.
    """
    message = make_update(zone, edits, key)
    server = str(primary)
    try:
        response = await dns.asyncquery.tcp(message, str(primary.address), timeout=longest, port=primary.port)
    except (ConnectionRefusedError, dns.exception.SyntaxError) as error:
        reason = Remote(getattr(error, "strerror", None) or type(error).__name__)
        return _result(UpdateState.REFUSED, text("{server} cannot be reached: {detail}", server=server, detail=reason))
    except dns.tsig.PeerError as error:
        detail = text(
            "{server} does not accept the TSIG key {key}: {detail}",
            server=server,
            key=key.name,
            detail=Remote(type(error).__name__.removeprefix("Peer")),
        )
        return _result(UpdateState.REFUSED, detail)
    except (dns.exception.DNSException, OSError, EOFError) as error:
        reason = Remote(getattr(error, "strerror", None) or type(error).__name__)
        return _result(
            UpdateState.UNKNOWN, text("the answer of {server} was lost: {detail}", server=server, detail=reason)
        )
    return _judge(response, zone, server)


def _judge(response: dns.message.Message, zone: str, server: str) -> UpdateResult:
    rcode = response.rcode()
    if rcode == dns.rcode.NOERROR:
        return _result(UpdateState.DONE, text("{zone} is changed at {server}", zone=zone, server=server))
    if rcode in _MOVED:
        detail = text("{server} says that {zone} is not as it was when the plan was made", server=server, zone=zone)
        return _result(UpdateState.MOVED, detail)
    said = dns.rcode.to_text(rcode)
    return _result(UpdateState.REFUSED, text("{server} answered {rcode}", server=server, rcode=said))


def _result(state: UpdateState, detail: Text) -> UpdateResult:
    return UpdateResult(state=state, detail=detail)
