"""Master files (RFC 1035 section 5), read by dnspython's tokenizer into our `Zone`.

A file is read whole or not at all: a line that cannot be understood is a `UserError` with its number, because half a
zone would answer *absent* for the other half. ``$INCLUDE`` is refused, as the file may come from somebody else.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.tokenizer
import dns.transaction
import dns.zone
import dns.zonefile

from hiyari.dns.answer import Question
from hiyari.dns.convert import KNOWN, name_text, to_record
from hiyari.dns.records import RdType
from hiyari.dns.zone import RrSet, Zone, make_zone
from hiyari.model.error import UserError
from hiyari.model.text import Remote, text

MAX_BYTES: Final = 64 * 1024 * 1024
_ORIGIN: Final = re.compile(r"^\s*\$ORIGIN\s+(\S+)", re.MULTILINE | re.IGNORECASE)
_SOA: Final = re.compile(r"^(\S+)\s+(?:\d\w*\s+)?(?:IN\s+)?(?:\d\w*\s+)?SOA\s", re.MULTILINE | re.IGNORECASE)
_GENERATE: Final = re.compile(r"^\s*\$(GENERATE|INCLUDE)\b", re.MULTILINE | re.IGNORECASE)
_AT_LINE: Final = re.compile(r"^(?:.*?:)?(\d+): (.*)$", re.DOTALL)


def read_zone_file(path: Path) -> Zone:
    """Read a master file.

    Raises:
        UserError: It cannot be read, is too big, or a line of it is no master-file syntax; with file, line and reason.
    """
    shown = str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UserError(text("{path} is larger than 64 MiB. Give the zone of one domain.", path=shown))
        source = path.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError as error:
        sentence = text(
            "{path} cannot be read: {reason}. Name a zone file in master-file form (RFC 1035).",
            path=shown,
            reason=error.strerror or "input/output error",
        )
        raise UserError(sentence) from None
    return parse_zone(source, shown)


def parse_zone(source: str, path: str) -> Zone:
    """Parse the text of a master file; ``path`` stands in messages, and names the zone where the text does not.

    Raises:
        UserError: As `read_zone_file`.
    """
    _refuse_directives(source, path)
    origin = _origin(source, path)
    try:
        zone, lines = _read(source, origin, path)
    except (dns.exception.DNSException, ValueError, UnicodeError, KeyError, NotImplementedError) as error:
        raise _syntax(error, path) from None
    rrsets: dict[Question, RrSet] = {}
    also: set[str] = set()
    for name, node in zone.nodes.items():
        owner = name_text(name)
        also.add(owner)
        for rdataset in node.rdatasets:
            if int(rdataset.rdtype) not in KNOWN:
                continue
            rdtype = RdType(int(rdataset.rdtype))
            records = tuple(to_record(rdata) for rdata in rdataset)
            line = lines.get((name, rdataset.rdtype))
            of = f"{path}:{line}" if line else path
            rrsets[Question(owner, rdtype)] = RrSet(records=records, ttl=rdataset.ttl, of=of)
    if not rrsets:
        raise UserError(text("{path} holds no records. Name a zone file in master-file form (RFC 1035).", path=path))
    return make_zone(name_text(zone.origin or dns.name.root), rrsets, path, also)


_Lines: TypeAlias = dict[tuple[dns.name.Name, dns.rdatatype.RdataType], int]


class _Noting:
    """A transaction that notes on which line each RRset begins; everything else is the real one's."""

    def __init__(self, transaction: dns.transaction.Transaction, tokenizer: dns.tokenizer.Tokenizer) -> None:
        self._transaction = transaction
        self._tokenizer = tokenizer
        self.lines: _Lines = {}

    def add(self, name: dns.name.Name, ttl: int, rdata: dns.rdata.Rdata) -> None:
        """Note the line, which the tokenizer has just left, and add the record."""
        self.lines.setdefault((name, rdata.rdtype), self._tokenizer.where()[1] - 1)
        self._transaction.add(name, ttl, rdata)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - what the reader wants of a transaction
        return getattr(self._transaction, name)


def _read(source: str, origin: str, path: str) -> tuple[dns.zone.Zone, _Lines]:
    """The zone, and the line on which each RRset begins (the last line of a record in parentheses)."""
    zone = dns.zone.Zone(dns.name.from_text(origin), relativize=False)
    tokenizer = dns.tokenizer.Tokenizer(source if source.endswith("\n") else f"{source}\n", path)
    with zone.writer(replacement=True) as transaction:
        noting = _Noting(transaction, tokenizer)
        dns.zonefile.Reader(tokenizer, dns.rdataclass.IN, cast("Any", noting), allow_include=False).read()
    return zone, noting.lines


def _refuse_directives(source: str, path: str) -> None:
    found = _GENERATE.search(source)
    if found is not None:
        line = source.count("\n", 0, found.start(1)) + 1
        raise UserError(
            text(
                "{path}:{line}: ${directive} is not read here. Write the zone out (named-compilezone does it).",
                path=path,
                line=line,
                directive=found[1].upper(),
            )
        )


def _origin(source: str, path: str) -> str:
    """The zone's name: ``$ORIGIN``, else the owner of the SOA record, else the file's name."""
    for found in (_SOA.search(source), _ORIGIN.search(source)):
        if found is not None and found[1].endswith(".") and found[1] != ".":
            return found[1]
    name = Path(path).name.removeprefix("db.")
    for suffix in (".zone", ".db", ".txt"):
        name = name.removesuffix(suffix)
    return f"{name}."


def _syntax(error: Exception, path: str) -> UserError:
    found = _AT_LINE.match(str(error))
    reason = Remote(found[2] if found else str(error) or type(error).__name__)
    line = found[1] if found else "1"
    return UserError(
        text(
            "{path}:{line}: this is no zone-file syntax: {reason}. Mend the line.", path=path, line=line, reason=reason
        )
    )
