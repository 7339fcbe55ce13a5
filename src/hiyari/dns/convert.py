"""Between dnspython's rdata and our records; one of two places that know dnspython."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any, Final

import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype

from hiyari.dns.records import Address, Host, Mx, RdType, Record, Soa, Txt

KNOWN: Final = frozenset(int(rdtype) for rdtype in RdType)


def name_text(name: dns.name.Name) -> str:
    r"""A name as our rooms write it: lower case, no final dot, odd octets as ``\DDD``."""
    return name.to_text(omit_final_dot=True).lower() if name.labels != (b"",) else ""


def to_record(rdata: dns.rdata.Rdata) -> Record:
    """Our record for dnspython's; the type must be in `KNOWN`."""
    data: Any = rdata
    match RdType(int(rdata.rdtype)):
        case RdType.A | RdType.AAAA:
            return Address(ip_address(data.address))
        case RdType.NS | RdType.CNAME | RdType.PTR:
            return Host(name_text(data.target))
        case RdType.MX:
            return Mx(data.preference, name_text(data.exchange))
        case RdType.TXT | RdType.SPF:
            return Txt(tuple(data.strings))
        case RdType.SOA:
            times = (data.serial, data.refresh, data.retry, data.expire, data.minimum)
            return Soa(name_text(data.mname), name_text(data.rname), *times)


def to_rdata(record: Record, rdtype: RdType) -> dns.rdata.Rdata:
    """The rdata of dnspython for our record.

    Raises:
        dns.exception.DNSException: The record cannot be written in master-file form.
    """
    return dns.rdata.from_text(dns.rdataclass.IN, dns.rdatatype.RdataType(int(rdtype)), str(record))


def parse_record(written: str, rdtype: RdType) -> Record:
    """Our record from its master-file notation; names are absolute.

    Raises:
        dns.exception.DNSException: It is no such record.
    """
    return to_record(dns.rdata.from_text(dns.rdataclass.IN, dns.rdatatype.RdataType(int(rdtype)), written))
