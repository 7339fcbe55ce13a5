"""Reads ``hiyari.toml``: the text of the file in, an `Inventory` out, or every problem of it at once.

Nothing is guessed and nothing unknown is passed over: a key that hiyari does not know may be the one that mattered.
"""

from __future__ import annotations

from typing import Final

from hiyari.model.inventory import (
    Domain,
    Host,
    HostState,
    Ignore,
    Inventory,
    IPAddress,
    LogSource,
    ManagedZone,
    Role,
    WebRoot,
)
from hiyari.model.text import Text, text
from hiyari.model.toml_document import Document
from hiyari.model.toml_table import Problems, Table
from hiyari.model.written import parse_address, parse_duration, parse_helo, parse_name, parse_server

_MANY: Final = ("domain", "host", "zone", "log", "webroot", "ignore")
_ONE: Final = ("resolver", "state", "queue")
_QUEUE_LIFETIME: Final = 5 * 86400


def parse_inventory(source: str, path: str) -> Inventory:
    """Read the text of an inventory file.

    Args:
        source: The file's text.
        path: Its name, for the messages.

    Raises:
        UserError: With a sentence for each problem, each with its line; at most twenty.
    """
    reader = _Reader(Document(source, path, {*_MANY, *_ONE}))
    inventory = reader.inventory(path)
    _references(inventory, reader.problems)
    reader.problems.settle()
    return inventory


class _Reader:
    def __init__(self, document: Document) -> None:
        self.problems = document.problems
        self._document = document

    def inventory(self, path: str) -> Inventory:
        """Every table in turn; what is wrong is left out and stands among the problems."""
        resolver, state, queue = (self._document.one(key) for key in _ONE)
        servers = resolver.many("servers", parse_server, text("Write an IP address, with a port where it is not 53."))
        written = queue.string("lifetime")
        lifetime = queue.parsed("lifetime", written, parse_duration, text("Write a time span such as 5d or 12h."))
        url = state.string("url")
        inventory = Inventory(
            path=path,
            domains=tuple(filter(None, map(self._domain, self._document.many("domain")))),
            hosts=tuple(filter(None, map(self._host, self._document.many("host")))),
            zones=tuple(filter(None, map(self._zone, self._document.many("zone")))),
            resolvers=servers,
            logs=tuple(filter(None, map(self._log, self._document.many("log")))),
            webroots=tuple(filter(None, map(self._webroot, self._document.many("webroot")))),
            ignores=tuple(filter(None, map(self._ignore, self._document.many("ignore")))),
            state_url=url,
            queue_lifetime=_QUEUE_LIFETIME if lifetime is None else lifetime,
        )
        for table in (resolver, state, queue):
            table.close()
        return inventory

    def _name(self, table: Table, key: str, example: str) -> str | None:
        return table.parsed(key, table.needed(key, example), parse_name, _no_name())

    def _domain(self, table: Table) -> Domain | None:
        name = self._name(table, "name", "example.jp")
        selectors = table.many("dkim_selectors", _selector, text("Write the selector's name alone, such as s2026."))
        header_from = table.flag("header_from", default=True)
        if name is None:
            return None
        return Domain(name=name, dkim_selectors=selectors, header_from=header_from, line=table.line)

    def _host(self, table: Table) -> Host | None:
        name = self._name(table, "name", "relay1.example.jp")
        role = table.word("role", Role, table.needed("role", "relay"))
        egress: tuple[IPAddress, ...] = table.many(
            "egress", parse_address, text("Write the address that mail leaves from, for example 203.0.113.30.")
        )
        helo = table.parsed("helo", table.string("helo"), parse_helo, _no_name())
        group = table.string("peer_group")
        state = table.word("state", HostState, table.string("state") or HostState.ACTIVE)
        if name is None or role is None or state is None:
            return None
        return Host(
            name=name, role=role, egress=egress, helo=helo or name, peer_group=group, state=state, line=table.line
        )

    def _zone(self, table: Table) -> ManagedZone | None:
        name = self._name(table, "name", "example.jp")
        written = table.string("primary")
        address = text("Write an IP address, with a port if not 53.")
        primary = table.parsed("primary", written, parse_server, address)
        servers = table.many("servers", parse_server, address)
        key_file = table.string("key_file")
        if name is None:
            return None
        return ManagedZone(name=name, primary=primary, servers=servers, key_file=key_file, line=table.line)

    def _log(self, table: Table) -> LogSource | None:
        host = self._name(table, "host", "relay1.example.jp")
        path = table.needed("path", "/var/log/mail.log*")
        form = table.string("format") or "auto"
        return LogSource(host=host, path=path, format=form, line=table.line) if host and path else None

    def _webroot(self, table: Table) -> WebRoot | None:
        host = self._name(table, "host", "www.example.jp")
        path, url = table.needed("path", "/var/www"), table.needed("url", "https://www.example.jp/")
        log = table.string("access_log")
        config = table.one_or_many("server_config")
        if not (host and path and url):
            return None
        return WebRoot(host=host, path=path, url=url, access_log=log, server_config=config, line=table.line)

    def _ignore(self, table: Table) -> Ignore | None:
        rule, object_ = table.needed("rule", "SPF101"), table.needed("object", "what the finding names")
        reason, until = table.needed("reason", "why it may stay"), table.day("until")
        if not (rule and object_ and reason and until):
            return None
        return Ignore(rule=rule, object=object_, reason=reason, until=until, line=table.line)


def _no_name() -> Text:
    return text("this is not a domain name. Write one like relay1.example.jp.")


def _selector(written: str) -> str | None:
    return parse_name(f"{written}.example", underscore=True) and written


def _references(inventory: Inventory, problems: Problems) -> None:
    """Names once, addresses of one host only, and references that lead somewhere."""
    for kind, values in (("domain", inventory.domains), ("host", inventory.hosts), ("zone", inventory.zones)):
        lines: dict[str, int] = {}
        for value in values:
            first = lines.setdefault(value.name, value.line)
            if first != value.line:
                sentence = text(
                    "{kind} {name} is declared on line {line} already. Keep one.",
                    kind=kind,
                    name=value.name,
                    line=first,
                )
                problems.add_line(value.line, sentence)
    owners: dict[object, Host] = {}
    for host in inventory.hosts:
        for address in host.egress:
            owner = owners.setdefault(address, host)
            if owner is not host:
                sentence = text(
                    "egress {address} belongs to {owner} already (line {line}). An address has one host.",
                    address=str(address),
                    owner=owner.name,
                    line=owner.line,
                )
                problems.add_line(host.line, sentence)
    known = {host.name for host in inventory.hosts}
    places = [(log.host, log.line) for log in inventory.logs] + [(root.host, root.line) for root in inventory.webroots]
    for name, line in places:
        if name not in known:
            problems.add_line(line, text("host {host} is not declared. Add a [[host]] with this name.", host=name))
