"""What to do about a refusal: one sentence for each advice, stored untranslated."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from hiyari.carriers.replies.cause import Cause
from hiyari.model.text import N_


class Advice(StrEnum):
    """The keys that the data files name."""

    SPF_ADD = "spf-add"
    SPF_REPAIR = "spf-repair"
    DKIM_SIGN = "dkim-sign"
    DMARC_ALIGN = "dmarc-align"
    DMARC_PUBLISH = "dmarc-publish"
    AUTHENTICATE = "authenticate"
    AUTHENTICATE_BOTH = "authenticate-both"
    AUTHENTICATE_IPV6 = "authenticate-ipv6"
    PTR_PUBLISH = "ptr-publish"
    PTR_OWN = "ptr-own"
    HELO_NAME = "helo-name"
    DELIST = "delist"
    DELIST_WAIT = "delist-wait"
    DELIST_NETWORK = "delist-network"
    DELIST_DYNAMIC = "delist-dynamic"
    DELIST_DOMAIN = "delist-domain"
    DELIST_OWN = "delist-own"
    LIST_CLOSED = "list-closed"
    LIST_UNREADABLE = "list-unreadable"
    REPUTATION = "reputation"
    SLOW_DOWN = "slow-down"
    SLOW_RECIPIENT = "slow-recipient"
    FEWER_RECIPIENTS = "fewer-recipients"
    CLEAN_LIST = "clean-list"
    WAIT_GREYLISTING = "wait-greylisting"
    WAIT = "wait"
    TLS_USE = "tls-use"
    TLS_THEIRS = "tls-theirs"
    VIRUS = "virus"
    ATTACHMENT = "attachment"
    LINKS = "links"
    MESSAGE_FORM = "message-form"
    STOP_SPAM = "stop-spam"
    SMALLER = "smaller"
    REMOVE_ADDRESS = "remove-address"
    TRY_LATER = "try-later"
    ASK_RECIPIENT = "ask-recipient"
    ROUTE = "route"
    LOG_IN = "log-in"
    SENDER_DOMAIN = "sender-domain"
    SENDER_EXISTS = "sender-exists"
    SENDER_ALLOWED = "sender-allowed"
    DOMAIN_CHECK = "domain-check"
    NULL_MX = "null-mx"
    RESOLVER = "resolver"
    NETWORK = "network"
    DUPLICATE = "duplicate"
    LOOP = "loop"
    COMMANDS = "commands"
    OWN_SYSTEM = "own-system"
    EXPIRED = "expired"
    ASK_POSTMASTER = "ask-postmaster"


WHAT_TO_DO: Final[Mapping[Advice, str]] = {
    Advice.SPF_ADD: N_(
        "Let the SPF record of the domain in MAIL FROM name the address that the mail left from; hiyari spf shows each "
        "step of the evaluation."
    ),
    Advice.SPF_REPAIR: N_(
        "Repair the SPF record: it cannot be evaluated (a mistake in it, several records, or more than 10 look-ups)."
    ),
    Advice.DKIM_SIGN: N_(
        "Sign with DKIM, and check that the published key is the one that signs and that nothing changes the message "
        "after signing."
    ),
    Advice.DMARC_ALIGN: N_(
        "Let SPF or DKIM pass for the domain in From itself: a pass for another domain does not count for DMARC."
    ),
    Advice.DMARC_PUBLISH: N_("Publish a DMARC record for the domain in From; p=none is enough to begin with."),
    Advice.AUTHENTICATE: N_("Let SPF or DKIM pass for this mail, better both."),
    Advice.AUTHENTICATE_BOTH: N_(
        "Let SPF and DKIM both pass, and at least one of them for the domain in From, which has a DMARC record."
    ),
    Advice.AUTHENTICATE_IPV6: N_(
        "Give the IPv6 address a reverse name and a place in SPF, and sign with DKIM; or send to this receiver by IPv4."
    ),
    Advice.PTR_PUBLISH: N_(
        "Publish a reverse name (PTR) for the sending address, and let that name lead back to the same address."
    ),
    Advice.PTR_OWN: N_(
        "Give the sending address a reverse name of your own; the present one looks like that of a private connection."
    ),
    Advice.HELO_NAME: N_(
        "Let the server say its full host name in EHLO, one that leads to the sending address (Postfix: "
        "smtp_helo_name)."
    ),
    Advice.DELIST: N_(
        "Find out what got the address listed and stop it, and only then ask the list to take it off; otherwise it "
        "comes back."
    ),
    Advice.DELIST_WAIT: N_(
        "Find out what got the address listed and stop it; this list takes it off by itself some time after the last "
        "report."
    ),
    Advice.DELIST_NETWORK: N_(
        "Ask the provider of your network: a part of the network is listed, not your address alone."
    ),
    Advice.DELIST_DYNAMIC: N_(
        "Send through your provider's relay; or, where this is a mail server with a fixed address, have it taken off "
        "the list of end users' addresses."
    ),
    Advice.DELIST_DOMAIN: N_(
        "Look which domain is listed (in MAIL FROM, in EHLO or in the message), find out why, and then ask the list to "
        "take it off."
    ),
    Advice.DELIST_OWN: N_(
        "It is the receiver's own list: stop what it complains about, then write to its postmaster with this reply, "
        "the address and the time."
    ),
    Advice.LIST_CLOSED: N_(
        "Tell the receiver's postmaster that this list was closed: whoever still asks it gets wrong answers."
    ),
    Advice.LIST_UNREADABLE: N_(
        "Tell the receiver's postmaster: the list refused to answer its resolver, and it took that for a listing. Your "
        "address need not be listed at all."
    ),
    Advice.REPUTATION: N_(
        "Find out what spoilt the reputation (complaints, unknown addresses, an account or form that sends spam), stop "
        "it, and send little and wanted mail for some time."
    ),
    Advice.SLOW_DOWN: N_(
        "Send more slowly to this receiver: fewer connections and fewer messages in a time; your server tries again by "
        "itself."
    ),
    Advice.SLOW_RECIPIENT: N_(
        "Find out why this one recipient gets so much mail (an alarm, a loop, a forward); your server tries again by "
        "itself."
    ),
    Advice.FEWER_RECIPIENTS: N_("Send to fewer recipients in one transaction or session."),
    Advice.CLEAN_LIST: N_("Stop sending to addresses that do not exist: clean the list before anything else is sent."),
    Advice.WAIT_GREYLISTING: N_(
        "Nothing: the server tries again and is let in. Only see that it does so from the same address."
    ),
    Advice.WAIT: N_("Wait: the server tries again by itself. Look at it again when it lasts longer than a few hours."),
    Advice.TLS_USE: N_(
        "Let the server use TLS towards this receiver (Postfix: smtp_tls_security_level = may, or stricter), in a "
        "version that is not outdated."
    ),
    Advice.TLS_THEIRS: N_(
        "Compare the certificate that the receiver shows with your policy for it (DANE, MTA-STS or your own), and tell "
        "its postmaster; do not weaken the policy for everybody."
    ),
    Advice.VIRUS: N_(
        "Find the account, form or machine that the message came from, and stop it: it carries malware, or is taken "
        "for it."
    ),
    Advice.ATTACHMENT: N_("Send the file in another way, or in a format that the receiver takes."),
    Advice.LINKS: N_(
        "Look at the links and domains in the message: one of them is on a list. Mail without it shows whether it was "
        "that."
    ),
    Advice.MESSAGE_FORM: N_(
        "Repair the program that writes the message: header fields are missing, double or malformed (RFC 5322), or a "
        "line is too long."
    ),
    Advice.STOP_SPAM: N_(
        "Look at what was sent: an account or form in wrong hands, mail that was forwarded, or mail that nobody asked "
        "for. Stop it before you write to the receiver."
    ),
    Advice.SMALLER: N_("Send less at once, or a link to the file."),
    Advice.REMOVE_ADDRESS: N_(
        "Take the address off your lists and tell the sender; unless many addresses of this receiver have become "
        "unknown all at once, which is about you and not about them."
    ),
    Advice.TRY_LATER: N_("Try again in some days; when it stays so, take the address off your lists."),
    Advice.ASK_RECIPIENT: N_("Ask the recipient by another way to allow the sender; it is their filter or setting."),
    Advice.ROUTE: N_(
        "Check where the mail was sent to: the MX of the recipient's domain, a transport table or the smart host is "
        "not in charge of this domain."
    ),
    Advice.LOG_IN: N_("Let the server log in to this relay (SASL), with credentials that are still valid."),
    Advice.SENDER_DOMAIN: N_(
        "Let the domain in MAIL FROM exist in DNS with an MX or an address, so that mail can come back."
    ),
    Advice.SENDER_EXISTS: N_(
        "Let the address in MAIL FROM exist and take mail with an empty reverse-path: the receiver has tried it."
    ),
    Advice.SENDER_ALLOWED: N_(
        "Check the address in MAIL FROM and From: the receiver does not take it, or not from this server or login."
    ),
    Advice.DOMAIN_CHECK: N_(
        "Check how the recipient's domain is spelt, and whether it has an MX or an address: hiyari cannot guess what "
        "was meant."
    ),
    Advice.NULL_MX: N_("Take the address off your lists: its domain says that it takes no mail at all (RFC 7505)."),
    Advice.RESOLVER: N_(
        "Check the resolver of the server that asked: the look-up itself failed, which says nothing about the domain."
    ),
    Advice.NETWORK: N_(
        "Check the way out (firewall, port 25, IPv6 route) with another receiver; when only this one fails, wait for "
        "it."
    ),
    Advice.DUPLICATE: N_(
        "Expect that the recipient gets it twice: the receiver may have taken the message, but its answer was lost, so "
        "the server sends it once more (RFC 1047). When it happens often, look for a filter there that takes minutes, "
        "or a firewall that cuts quiet connections."
    ),
    Advice.LOOP: N_("Look for the loop: aliases, forwards or routes that send the message back to where it came from."),
    Advice.COMMANDS: N_(
        "Look at the session of the two servers: one says something that the other does not understand, often because "
        "of a firewall or proxy between them."
    ),
    Advice.OWN_SYSTEM: N_("Look at the server that wrote this line: it is its own disk, queue or configuration."),
    Advice.EXPIRED: N_("Look for the earlier attempts of the same message: their replies tell the cause."),
    Advice.ASK_POSTMASTER: N_(
        "Write to the receiver's postmaster by another way, with this reply, the sending address and the time: only "
        "they know the rule."
    ),
}
"""One sentence each."""

USUAL: Final[Mapping[Cause, Advice]] = {
    Cause.SPF: Advice.SPF_ADD,
    Cause.DKIM: Advice.DKIM_SIGN,
    Cause.DMARC: Advice.DMARC_ALIGN,
    Cause.PTR: Advice.PTR_PUBLISH,
    Cause.BLOCKLIST: Advice.DELIST_OWN,
    Cause.RATE: Advice.SLOW_DOWN,
    Cause.GREYLISTING: Advice.WAIT_GREYLISTING,
    Cause.TLS: Advice.TLS_USE,
    Cause.CONTENT: Advice.MESSAGE_FORM,
    Cause.SPAM: Advice.STOP_SPAM,
    Cause.SIZE: Advice.SMALLER,
    Cause.ADDRESS: Advice.REMOVE_ADDRESS,
    Cause.MAILBOX_FULL: Advice.TRY_LATER,
    Cause.SUSPENDED: Advice.TRY_LATER,
    Cause.RELAYING: Advice.ROUTE,
    Cause.SENDER: Advice.SENDER_ALLOWED,
    Cause.DNS: Advice.DOMAIN_CHECK,
    Cause.NETWORK: Advice.NETWORK,
    Cause.SYSTEM: Advice.WAIT,
    Cause.POLICY: Advice.ASK_POSTMASTER,
    Cause.EXPIRED: Advice.EXPIRED,
    Cause.UNDEFINED: Advice.ASK_POSTMASTER,
}
"""What is done about a cause where the rule that found it names nothing better."""
