"""Dovecot: failed logins, and its complaints. Also the SASL daemon of Cyrus and Cyrus IMAP.

A failed login is told from the line with which a ``*-login`` process ends the session, once for the session. Dovecot's
``auth`` process speaks of single attempts when ``auth_verbose`` is on; it is told only where no session id stands in
its line: then it answered for another server (Postfix, Exim), whose own log knows no account.

Deliveries by LMTP carry no queue id and are told by the mail server that handed them over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from hiyari.maillog.formats.told import Handle, Told

_ENDED: Final = re.compile(
    r"(?P<service>imap|pop3|submission|managesieve|sieve|lmtp)-login: (?:Info: )?(?P<how>[^:(]{1,80}(?:: [^:(]{1,80})?)"
    r" ?\((?P<why>[^()]{1,200})\)(?: ?\([^()]*\))*: (?P<rest>.*)"
)
_FAILED: Final = (
    "auth failed", "auth_failed", "authentication failed", "tried to use disallowed plaintext auth",
    "tried to use disabled ",
)  # fmt: skip
_WHO: Final = re.compile(
    r"user=<(?P<account>.*)>, (?:method=(?P<method>[A-Za-z0-9-]{1,32}), )?rip=(?P<address>[0-9A-Fa-f:.]+)(?:,.*)?"
    r"|(?:method=(?P<way>[A-Za-z0-9-]{1,32}), )?rip=(?P<from>[0-9A-Fa-f:.]+)(?:,.*)?"
)
"""The account is the client's to choose, so it ends where the last address begins."""
_ATTEMPT: Final = re.compile(
    r"auth(?:-worker\([^()]*\))?: (?:Info: |Debug: )?(?:conn .{1,200}?: auth-worker<\d+>: )?"
    r"(?P<driver>[a-z0-9-]{1,20})\((?P<account>.*?),(?P<address>[0-9A-Fa-f:.]+)(?P<session>,<[^<>]*>)?\): (?P<said>.*)"
)
_WRONG: Final = (
    "unknown user", "Unknown user", "Password mismatch", "password mismatch", "pam_authenticate() failed",
    "invalid credentials", "Invalid password", "user not found", "User is disabled", "Authentication failure",
)  # fmt: skip
_SEVERITY: Final = {"Error": "error", "Fatal": "fatal", "Panic": "panic", "Warning": "warning"}
_TROUBLE: Final = re.compile(
    r"[a-z0-9-]{1,30}(?:\(.{0,400}?\)(?:<[^<>]*>)*)?: (?P<severity>Error|Fatal|Panic|Warning): "
)
_SERVICE: Final = re.compile(
    r"(?:imap|pop3|lmtp|lda|lmtp-proxy|managesieve|submission|sieve|imap-urlauth|indexer-worker|indexer|stats|log|auth"
    r"|auth-worker|anvil|config|master|doveadm|director|replicator|aggregator|dict|dns-client|quota-status|quota|ipc|"
    r"imap-login|pop3-login|submission-login|managesieve-login|dsync-local|dsync|old-stats|script|ssl-params|health-check"
    r"|imap-hibernate|fts|deliver|tcpwrap|service|welcome|lua)(?:\(|:|<|-)"
)
_SASLAUTHD: Final = re.compile(
    r"(?:do_auth|do_request)? *: auth failure(?: \(cached\))?: "
    r"\[user=(?P<account>.*)\] \[service=[^\]]*\] \[realm=(?P<realm>[^\]]*)\](?: \[mech=[^\]]*\])?"
    r"(?: \[reason=(?P<reason>.*)\])?"
)
_SASLAUTHD_QUIET: Final = (
    "do_auth", "do_request", "detach_tty", "ipc_", "server_exit", "get_accept_lock", "rel_accept_lock", "auth_", "pam_",
    "PAM", "Caught ", "master exited", "num_procs", "cache", "ldap", "Authentication failed", ": auth success", " ",
)  # fmt: skip
_BAD_LOGIN: Final = re.compile(
    r"badlogin: (?:(?P<name>[^\s\[]+) )?\[(?P<address>[^\s\]]*)\] (?P<method>\S+)"
    r"(?: \((?P<account>[^()]*)\)| (?P<bare>[^\s\[]+))? ?(?P<reason>.*)"
)


def dovecot(told: Told, at: int, body: str, line: str) -> bool:  # noqa: ARG001 - a Handle's signature
    """Tell failed logins and complaints; say whether the line is Dovecot's."""
    service = body.partition(":")[0]
    if service.endswith("-login"):
        return _session(told, at, body) or _trouble(told, at, body) or True
    if service.startswith("auth"):
        found = _ATTEMPT.match(body)
        if found is not None:
            if found["session"] is None and found["said"].startswith(_WRONG):
                told.login_failed(at, "auth", None, found["address"], found["account"] or None, None, found["said"])
            return True
    return _trouble(told, at, body) or _SERVICE.match(body) is not None


def _session(told: Told, at: int, body: str) -> bool:
    found = _ENDED.match(body)
    if found is None:
        return False
    who = _WHO.fullmatch(found["rest"]) if found["why"].startswith(_FAILED) else None
    if who is not None:
        told.login_failed(
            at,
            f"{found['service']}-login",
            None,
            who["address"] or who["from"],
            who["account"] or None,
            who["method"] or who["way"],
            found["why"],
        )
    return True


def _trouble(told: Told, at: int, body: str) -> bool:
    found = _TROUBLE.match(body)
    if found is None:
        return False
    told.notice(at, "dovecot", _SEVERITY[found["severity"]], body)
    return True


def saslauthd(told: Told, at: int, body: str, line: str) -> bool:  # noqa: ARG001 - a Handle's signature
    """Tell failed logins: saslauthd knows the account, and not the client."""
    found = _SASLAUTHD.fullmatch(body)
    if found is None:
        return body.startswith(_SASLAUTHD_QUIET)
    account = found["account"]
    if found["realm"] and "@" not in account:
        account = f"{account}@{found['realm']}"
    told.login_failed(at, "saslauthd", None, None, account or None, None, found["reason"])
    return True


def cyrus(told: Told, at: int, body: str, line: str) -> bool:  # noqa: ARG001 - a Handle's signature
    """Tell failed logins to Cyrus IMAP; whatever else its programs say is about mailboxes."""
    if not body.startswith("badlogin: "):
        return True
    found = _BAD_LOGIN.fullmatch(body)
    if found is None:
        return False
    account = found["account"] or found["bare"]
    told.login_failed(at, "cyrus", found["name"], found["address"], account, found["method"], found["reason"] or None)
    return True


_CYRUS: Final = ("imap", "imaps", "pop3", "pop3s", "lmtp", "lmtpunix", "sieve", "timsieved", "master", "ctl_cyrusdb")

PROGRAMS: Final[Mapping[str, Handle]] = {
    "dovecot": dovecot,
    "saslauthd": saslauthd,
    **{f"cyrus/{service}": cyrus for service in _CYRUS},
}
