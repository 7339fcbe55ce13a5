"""A small authoritative name server over UDP and TCP, for the lab and the tests.

It serves `Zones`, which can be replaced while it runs. It answers REFUSED outside them, truncates over UDP at what
the client offers, and drops what is no query. It is bound to one loopback address and knows no recursion.
"""

from __future__ import annotations

import asyncio
import struct
from ipaddress import ip_address
from typing import Final, Self, cast

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from hiyari.dns.answer import Absent, Answer, Found, Question
from hiyari.dns.convert import name_text, to_rdata
from hiyari.dns.records import RdType
from hiyari.dns.zone import Zones
from hiyari.model.inventory import ServerAddress

_PLAIN_UDP: Final = 512
_LARGEST_UDP: Final = 1232
_TCP_IDLE: Final = 5.0
"""Seconds until a silent TCP client is dropped."""
_TCP_CLIENTS: Final = 64


class DnsServer:
    """Serves zones on one address; ``async with DnsServer(zones) as server: server.address``."""

    def __init__(self, zones: Zones, host: str = "127.0.0.1", port: int = 0) -> None:
        self.zones = zones
        self.questions: list[Question] = []
        """What was asked, newest last; the last ten thousand."""
        self._host = host
        self._port = port
        self._tcp_clients = asyncio.Semaphore(_TCP_CLIENTS)

    async def __aenter__(self) -> Self:
        """Bind UDP and TCP to the same port."""
        loop = asyncio.get_running_loop()
        self._tcp = await asyncio.start_server(self._serve_tcp, self._host, self._port)
        port = self._tcp.sockets[0].getsockname()[1]
        self.address = ServerAddress(address=ip_address(self._host), port=port)
        self._udp, _ = await loop.create_datagram_endpoint(lambda: _Udp(self), local_addr=(self._host, port))
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop answering."""
        self._udp.close()
        self._tcp.close()
        await self._tcp.wait_closed()

    def reply(self, octets: bytes, limit: int | None) -> bytes | None:
        """The reply to one message, or None for what is no query; ``limit`` is None over TCP."""
        try:
            query = dns.message.from_wire(octets)
            if query.flags & dns.flags.QR or len(query.question) != 1:
                return None
            response = dns.message.make_response(query)
        except (dns.exception.DNSException, ValueError, struct.error):
            return None
        asked = query.question[0]
        if int(asked.rdtype) not in set(RdType):
            response.set_rcode(dns.rcode.REFUSED)
        else:
            question = Question(name_text(asked.name), RdType(int(asked.rdtype)))
            self.questions = [*self.questions[-9999:], question] if len(self.questions) > 9999 else self.questions
            self.questions.append(question)
            self._fill(response, asked.name, question)
        size = 65535 if limit is None else max(_PLAIN_UDP, min(query.payload or _PLAIN_UDP, limit))
        try:
            return response.to_wire(max_size=size)
        except dns.exception.TooBig:
            short = dns.message.make_response(query)
            short.flags |= dns.flags.TC | dns.flags.AA
            return short.to_wire()

    def _fill(self, response: dns.message.Message, owner: dns.name.Name, question: Question) -> None:
        answer = self.zones.find(question)
        zone = self.zones.zone_of(question.name)
        if answer is None or zone is None or answer.lost is not None:
            response.set_rcode(dns.rcode.REFUSED if answer is None else dns.rcode.SERVFAIL)
            return
        response.flags |= dns.flags.AA
        match answer.outcome:
            case Found() as found:
                self._write(response, owner, answer, found)
            case outcome:
                if isinstance(outcome, Absent):
                    response.set_rcode(dns.rcode.NXDOMAIN)
                if zone.soa is not None:
                    soa = to_rdata(zone.soa, RdType.SOA)
                    apex = dns.name.from_text(f"{zone.origin}.")
                    response.authority.append(dns.rrset.from_rdata(apex, outcome_ttl(answer), soa))

    @staticmethod
    def _write(response: dns.message.Message, owner: dns.name.Name, answer: Answer, found: Found) -> None:
        for alias in found.chain:
            target = dns.name.from_text(f"{alias}.")
            response.answer.append(dns.rrset.from_text(owner, found.ttl, "IN", "CNAME", target.to_text()))
            owner = target
        rdatas = [to_rdata(record, answer.question.rdtype) for record in found.records]
        response.answer.append(dns.rrset.from_rdata_list(owner, found.ttl, rdatas))

    async def _serve_tcp(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with self._tcp_clients:
            try:
                while True:
                    async with asyncio.timeout(_TCP_IDLE):
                        (length,) = struct.unpack("!H", await reader.readexactly(2))
                        reply = self.reply(await reader.readexactly(length), None)
                    if reply is None:
                        break
                    writer.write(struct.pack("!H", len(reply)) + reply)
                    await writer.drain()
            except (TimeoutError, asyncio.IncompleteReadError, OSError):
                pass
            finally:
                writer.close()


def outcome_ttl(answer: Answer) -> int:
    """Seconds that an answer may be remembered; 0 where it does not say."""
    return getattr(answer.outcome, "ttl", None) or 0


class _Udp(asyncio.DatagramProtocol):
    def __init__(self, server: DnsServer) -> None:
        self._server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport for replies."""
        # Before 3.12 the selector loop's transport does not derive from this type, so `isinstance` would be wrong.
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer one query."""
        reply = self._server.reply(data, _LARGEST_UDP)
        if reply is not None:
            self._transport.sendto(reply, addr)
