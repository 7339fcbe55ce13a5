"""The machines of the world: two relays, the mail host inside, and a web server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.world import filters, names
from tests.world.config import Host

LMTP_PORT: Final = 2424
_CHECKS: Final = {
    "header_checks": "regexp:/etc/postfix/header_checks",
    "body_checks": "regexp:/etc/postfix/body_checks",
    "smtpd_helo_required": "yes",
    "smtpd_client_restrictions": "permit_mynetworks, warn_if_reject reject_unknown_client_hostname,"
    " reject_rbl_client dnsbl.example.org",
    "smtpd_helo_restrictions": "permit_mynetworks, reject_invalid_helo_hostname, reject_non_fqdn_helo_hostname",
    "smtpd_sender_restrictions": "permit_mynetworks, reject_unknown_sender_domain",
    "smtpd_relay_restrictions": "permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination",
    "relay_domains": "office.example.jp, club.example.jp",
    "relay_recipient_maps": "texthash:/etc/postfix/relay_recipients",
    "transport_maps": "texthash:/etc/postfix/transport",
    "virtual_alias_maps": "texthash:/etc/postfix/virtual",
    "smtpd_sasl_type": "dovecot",
    "smtpd_sasl_path": f"inet:127.0.0.1:{filters.AUTH_PORT}",
    "smtpd_sasl_security_options": "noanonymous",
    "message_size_limit": "200000",
    "smtpd_tls_security_level": "may",
    "smtpd_tls_cert_file": "none",
    "smtpd_tls_loglevel": "1",
    "virtual_alias_domains": "example.jp",
}
_SUBMISSION: Final = """\
submission inet n - n - - smtpd
    -o syslog_name=postfix/submission
    -o smtpd_sasl_auth_enable=yes
    -o smtpd_milters=
    -o mynetworks=
    -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
    -o smtpd_helo_restrictions=
"""
_HEADER_CHECKS: Final = """\
/^X-PHP-Originating-Script:/ WARN
/^Subject: *\\[hold\\]/ HOLD
/^Subject: *\\[forbidden\\]/ REJECT We do not send this
/^Subject: *\\[quiet\\]/ DISCARD
/^Subject:/ WARN
/^X-Test-Prepend:/ PREPEND X-Seen: yes
/^X-Test-Replace:/ REPLACE X-Test-Other: yes
/^X-Test-Ignore:/ IGNORE
/^X-Test-Info:/ INFO from hell; from=<nobody> to=<nobody>
/^X-Test-Redirect:/ REDIRECT other@plain.example.net
/^X-Test-Bcc:/ BCC archive@plain.example.net
"""
_INSIDE: Final = "".join(
    f"{one} ok\n"
    for one in (
        "staff@office.example.jp",
        "alice@office.example.jp",
        "member@club.example.jp",
        "spamtrap@office.example.jp",
    )
)
_VIRTUAL: Final = """\
info@example.jp staff@office.example.jp
sales@example.jp one@plain.example.net,two@plain.example.net
webmaster@example.jp alice@office.example.jp
alice@example.jp alice@office.example.jp
jobs@example.jp alice@office.example.jp
"""


def _relay(name: str, address: str, main: Mapping[str, str], master: str) -> Host:
    return Host(
        name=name,
        address=address,
        main={**_CHECKS, **main},
        master=master + _SUBMISSION,
        files={
            "header_checks": _HEADER_CHECKS,
            "body_checks": "/unsubscribe/ WARN smells of a list\n",
            "relay_recipients": _INSIDE,
            "transport": f"office.example.jp relay:[{names.MAIL}]\nclub.example.jp relay:[{names.MAIL}]\n"
            "closed.example.net error:5.1.2 This domain takes no mail\n"
            "later.example.net retry:4.3.2 This domain is being moved\n"
            "void.example.net discard:thrown away\n",
            "virtual": _VIRTUAL,
            "aliases": "postmaster root\n",
        },
    )


RELAY1: Final = _relay(
    "relay1.example.jp",
    names.RELAY1,
    {
        "inet_interfaces": f"{names.RELAY1}, {names.RELAY1_6}, 127.0.0.1",
        "smtpd_milters": f"inet:127.0.0.1:{filters.MILTER_PORT}",
        "inet_protocols": "all",
    },
    f"""\
{names.RELAY1}:smtp inet n - n - - smtpd
[{names.RELAY1_6}]:smtp inet n - n - - smtpd
{names.RELAY1}:2525 inet n - n - - smtpd
    -o syslog_name=postfix/scanned
    -o smtpd_client_restrictions=
    -o content_filter=scan:[127.0.0.1]:{filters.FILTER_PORT}
    -o smtpd_milters=
{names.RELAY1}:2526 inet n - n - - smtpd
    -o syslog_name=postfix/proxied
    -o smtpd_proxy_filter=127.0.0.1:{filters.FILTER_PORT}
    -o smtpd_client_restrictions=
    -o smtpd_milters=
127.0.0.1:{filters.BACK_PORT} inet n - n - - smtpd
    -o syslog_name=postfix/back
    -o smtpd_authorized_xforward_hosts=127.0.0.0/8
    -o content_filter=
    -o smtpd_milters=
    -o receive_override_options=no_header_body_checks,no_unknown_recipient_checks
""",
)
RELAY2: Final = _relay(
    "relay2.example.jp",
    names.RELAY2,
    {
        "inet_interfaces": f"{names.RELAY2}, {names.RELAY2_MX}",
        "enable_long_queue_ids": "yes",
        "delay_warning_time": "4s",
        "postscreen_greet_wait": "1s",
        "postscreen_greet_action": "enforce",
        "postscreen_dnsbl_sites": "dnsbl.example.org*2",
        "postscreen_dnsbl_threshold": "2",
        "postscreen_dnsbl_action": "enforce",
        "postscreen_cache_map": "internal:postscreen",
    },
    f"""\
{names.RELAY2}:smtp inet n - n - - smtpd
{names.RELAY2_MX}:smtp inet n - n - 1 postscreen
smtpd     pass  -  -  n  -  -  smtpd
dnsblog   unix  -  -  n  -  0  dnsblog
tlsproxy  unix  -  -  n  -  0  tlsproxy
""",
)
MAIL: Final = Host(
    name="mail.example.jp",
    address=names.MAIL,
    own_log=True,
    main={
        "syslog_name": "postfix-in",
        "maillog_file": "/var/spool/postfix/mail.log",
        "relayhost": "relays.example.jp",
        "mydestination": "$myhostname, office.example.jp, localhost",
        "mail_spool_directory": "/var/mail",
        "virtual_mailbox_domains": "club.example.jp",
        "virtual_mailbox_base": "/var/mail",
        "virtual_mailbox_maps": "texthash:/etc/postfix/mailboxes",
        "virtual_minimum_uid": "100",
        "virtual_uid_maps": "static:2001",
        "virtual_gid_maps": "static:8",
        "transport_maps": "texthash:/etc/postfix/transport",
    },
    master=f"{names.MAIL}:smtp inet n - n - - smtpd\n",
    files={
        "mailboxes": "member@club.example.jp member\nbox@club.example.jp box\n",
        "transport": f"list@club.example.jp archive:\nbox@club.example.jp lmtp:inet:127.0.0.1:{LMTP_PORT}\n",
        "aliases": 'staff alice, carol\naway \\alice, away@plain.example.net\nticket "|/bin/cat >/dev/null"\n'
        'broken "|/bin/false"\nowner-staff postmaster\npostmaster alice\n',
        "archive": "cat >/dev/null\n",
    },
)
WWW: Final = Host(
    name="www.example.jp",
    address=names.WWW,
    main={
        "inet_interfaces": f"{names.WWW}, 127.0.0.1",
        "smtp_tls_security_level": "may",
        "relayhost": "relays.example.jp",
        "enable_long_queue_ids": "yes",
        "mynetworks": "127.0.0.0/8",
        "header_checks": "regexp:/etc/postfix/header_checks",
    },
    master=f"127.0.0.1:smtp inet n - n - - smtpd\n{names.WWW}:smtp inet n - n - - smtpd\n",
    files={"header_checks": _HEADER_CHECKS, "aliases": "root alice@office.example.jp\n"},
)
HOSTS: Final = (RELAY1, RELAY2, MAIL, WWW)
