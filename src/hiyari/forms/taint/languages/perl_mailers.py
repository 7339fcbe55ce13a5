"""Perl's mail modules: classes whose objects gather a mail before they send it.

"Measured" is as in `hiyari.forms.taint.languages.perl`. A bare CR that a module leaves in a field is no line's end for
any sendmail command that reads the message, so a module that deals with LF is taken to stop both.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hiyari.forms.taint.tables import BREAKS, Mailer, Power, Role

Roles = Mapping[int | str, Role]

FIELDS: Final[Roles] = MappingProxyType(
    {
        "To": Role.TO,
        "Cc": Role.TO,
        "Bcc": Role.TO,
        "From": Role.FROM,
        "Reply-To": Role.FROM,
        "Sender": Role.FROM,
        "Return-Path": Role.FROM,
        "Subject": Role.SUBJECT,
        "Data": Role.BODY,
        "Body": Role.BODY,
        "Body_str": Role.BODY,
    }
)
SENDER: Final[Roles] = MappingProxyType(
    {
        "to": Role.TO,
        "cc": Role.TO,
        "bcc": Role.TO,
        "from": Role.FROM,
        "replyto": Role.FROM,
        "subject": Role.SUBJECT,
        "headers": Role.HEADERS,
        "msg": Role.BODY,
    }
)
_TO: Final[Roles] = MappingProxyType({0: Role.TO, "*": Role.TO})
_FROM: Final[Roles] = MappingProxyType({0: Role.FROM})
_SUBJECT: Final[Roles] = MappingProxyType({0: Role.SUBJECT})
_BODY: Final[Roles] = MappingProxyType({0: Role.BODY, "*": Role.BODY})
_MESSAGE: Final[Roles] = MappingProxyType({0: Role.MESSAGE, "*": Role.MESSAGE})
_LINES: Final[Mapping[Role, Power]] = MappingProxyType(
    dict.fromkeys((Role.TO, Role.FROM, Role.SUBJECT), BREAKS | Power.TRAILING_LF)
)

MAILERS: Final = (
    Mailer(
        name="Net::SMTP",
        made_by=("Net::SMTP.new", "Net::SMTP::SSL.new", "Net::SMTP::TLS.new", "Net::SMTPS.new"),
        reason="Net::Cmd 3.14 makes line feeds in a command blanks; DATA is sent as it is",
        sets={
            ".mail": _FROM,
            ".to": _TO,
            ".recipient": _TO,
            ".cc": _TO,
            ".bcc": _TO,
            ".data": _MESSAGE,
            ".datasend": _MESSAGE,
        },
        sends=(".dataend", ".quit", ".data"),
        cleans=MappingProxyType({Role.TO: BREAKS | Power.TRAILING_LF, Role.FROM: BREAKS}),
    ),
    Mailer(
        name="MIME::Lite",
        made_by=("MIME::Lite.new", "MIME::Lite.build", "MIME::Lite::TT.new"),
        reason="A line feed in a field gets a blank behind it, and so continues the field (measured, 3.033)",
        sets={
            "MIME::Lite.new": FIELDS,
            "MIME::Lite.build": FIELDS,
            "MIME::Lite::TT.new": FIELDS,
            ".add": FIELDS,
            ".replace": FIELDS,
            ".attach": {"Data": Role.BODY},
            ".data": _BODY,
        },
        sends=(".send", ".send_by_sendmail", ".send_by_smtp", ".print"),
        cleans=_LINES,
    ),
    Mailer(
        name="Email::Simple, Email::MIME",
        made_by=("Email::Simple.create", "Email::MIME.create"),
        reason="Line breaks in a field become blanks or continue it (measured, 2.218 and 1.953)",
        sets={
            "Email::Simple.create": FIELDS,
            "Email::MIME.create": FIELDS,
            ".header_set": FIELDS,
            ".header_str_set": FIELDS,
            ".header_raw_set": FIELDS,
            ".body_set": _BODY,
            ".body_str_set": _BODY,
        },
        sends=(
            "sendmail:0",
            "try_to_sendmail:0",
            "Email::Sender::Simple.send:0",
            "Email::Sender::Simple::sendmail:0",
            ".send:0",
        ),
        cleans=_LINES,
    ),
    Mailer(
        name="Email::Stuffer",
        made_by=("Email::Stuffer.new", "Email::Stuffer.from", "Email::Stuffer.to", "Email::Stuffer.subject"),
        reason="Line breaks in a field are dropped or continue it (measured, 0.020)",
        sets={
            "Email::Stuffer.new": FIELDS,
            "Email::Stuffer.from": _FROM,
            "Email::Stuffer.to": _TO,
            "Email::Stuffer.subject": _SUBJECT,
            ".to": _TO,
            ".cc": _TO,
            ".bcc": _TO,
            ".from": _FROM,
            ".reply_to": _FROM,
            ".subject": _SUBJECT,
            ".header": FIELDS,
            ".text_body": _BODY,
            ".html_body": _BODY,
        },
        sends=(".send", ".send_or_die"),
        cleans=_LINES,
    ),
    Mailer(
        name="Mail::Sender",
        made_by=("Mail::Sender.new",),
        reason="Takes the fields as they come",
        sets={
            "Mail::Sender.new": SENDER,
            ".Open": SENDER,
            ".OpenMultipart": SENDER,
            ".MailMsg": SENDER,
            ".MailFile": SENDER,
            ".Send": _BODY,
            ".SendEnc": _BODY,
            ".SendLine": _BODY,
            ".SendLineEnc": _BODY,
            ".Body": _BODY,
        },
        sends=(".MailMsg", ".MailFile", ".Close"),
    ),
    Mailer(
        name="Email::Send",
        made_by=("Email::Send.new",),
        reason="Sends a message as it is",
        sets={".send": _MESSAGE},
        sends=(".send",),
    ),
    Mailer(
        name="MIME::Entity",
        made_by=("MIME::Entity.build",),
        reason="Line breaks in a field are dropped (measured, MIME-tools 5.510)",
        sets={
            "MIME::Entity.build": FIELDS,
            ".attach": {"Data": Role.BODY},
            ".add": FIELDS,
            ".replace": FIELDS,
        },
        sends=(".send", ".smtpsend", ".print"),
        cleans=_LINES,
    ),
    Mailer(
        name="Mail::Internet",
        made_by=("Mail::Internet.new",),
        reason="Mail::Header leaves a field with a line break out (measured, MailTools 2.21)",
        sets={"Mail::Internet.new": FIELDS, ".add": FIELDS, ".replace": FIELDS, ".body": _BODY},
        sends=(".send", ".smtpsend"),
        cleans=_LINES,
    ),
    Mailer(
        name="Mail::Send",
        made_by=("Mail::Send.new",),
        reason="Mail::Mailer writes line breaks in a field as they are (measured, MailTools 2.21)",
        sets={
            "Mail::Send.new": FIELDS,
            ".to": _TO,
            ".cc": _TO,
            ".bcc": _TO,
            ".subject": _SUBJECT,
            ".set": FIELDS,
            ".add": FIELDS,
        },
        sends=(".open",),
    ),
    Mailer(
        name="Mail::Mailer",
        made_by=("Mail::Mailer.new",),
        reason="Writes line breaks in a field as they are (measured, MailTools 2.21)",
        sets={".open": FIELDS},
        sends=(".open",),
    ),
)
