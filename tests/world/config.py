"""The configuration of each Postfix in the world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_MASTER: Final = """\
pickup    unix  n - n 1 1 pickup
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - - proxymap
smtp      unix  - - n - - smtp
relay     unix  - - n - - smtp
scan      unix  - - n - 2 smtp
    -o smtp_bind_address=127.0.0.1
    -o smtp_send_xforward_command=yes
scache    unix  - - n - 1 scache
showq     unix  n - n - - showq
error     unix  - - n - - error
retry     unix  - - n - - error
discard   unix  - - n - - discard
local     unix  - n n - - local
virtual   unix  - n n - - virtual
lmtp      unix  - - n - - lmtp
anvil     unix  - - n - 1 anvil
postlog   unix-dgram n - n - 1 postlogd
archive   unix  - n n - - pipe
    flags=Rq user=nobody argv=/bin/sh /etc/postfix/archive ${recipient}
"""
_COMMON: Final[Mapping[str, str]] = {
    "compatibility_level": "3.6",
    "queue_directory": "/var/spool/postfix",
    "command_directory": "/usr/sbin",
    "daemon_directory": "/usr/lib/postfix/sbin",
    "data_directory": "/var/lib/postfix",
    "mydomain": "example.jp",
    "myorigin": "$myhostname",
    "mydestination": "$myhostname, localhost",
    "inet_protocols": "ipv4",
    "alias_maps": "texthash:/etc/postfix/aliases",
    "alias_database": "",
    "default_database_type": "texthash",
    "mynetworks": "127.0.0.0/8 203.0.113.0/24 [2001:db8:113::]/64",
    "biff": "no",
    "queue_run_delay": "2s",
    "minimal_backoff_time": "2s",
    "maximal_backoff_time": "3s",
    "maximal_queue_lifetime": "10s",
    "bounce_queue_lifetime": "10s",
    "smtp_connect_timeout": "5s",
    "smtp_helo_timeout": "3s",
    "smtp_tls_loglevel": "1",
    "smtpd_error_sleep_time": "0",
    "max_idle": "20s",
    "smtpd_client_connection_count_limit": "0",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One machine of the world."""

    name: str
    """Fully qualified, as its log says."""
    address: str
    main: Mapping[str, str]
    master: str
    files: Mapping[str, str] = field(default_factory=dict)
    """Below /etc/postfix."""
    own_log: bool = False
    """Postfix writes ``mail.log`` itself (postlogd) instead of the log daemon."""

    def main_cf(self) -> str:
        """The text of main.cf."""
        own = {"myhostname": self.name, "inet_interfaces": self.address, "smtp_bind_address": self.address}
        return "".join(f"{key} = {value}\n" for key, value in {**_COMMON, **own, **self.main}.items())

    def master_cf(self) -> str:
        """The text of master.cf."""
        return self.master + _MASTER
