"""Python's messages: classes whose objects gather a mail before it is sent.

"Measured" is with Python 3.11.7. The package ``email`` refuses line breaks in two ways: `EmailMessage` raises
ValueError when the field is set; the older classes (policy compat32) raise HeaderParseError in ``as_string`` when what
stands behind the break is a header field. A name with a blank before its colon (``Bcc :``) gets past that check until
the releases with ``verify_generated_headers`` (3.11.10, 3.12.5, 3.13; gh-121650).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hiyari.forms.taint.tables import BREAKS, Mailer, Power, Role

Roles = Mapping[int | str, Role]

_LINE: Final = BREAKS | Power.TRAILING_LF
_ALL: Final = MappingProxyType(dict.fromkeys((Role.TO, Role.FROM, Role.SUBJECT), _LINE))
_FIELDS: Final[Roles] = MappingProxyType(
    {
        "To": Role.TO,
        "Cc": Role.TO,
        "Bcc": Role.TO,
        "Resent-To": Role.TO,
        "Subject": Role.SUBJECT,
        "From": Role.FROM,
        "Reply-To": Role.FROM,
        "Sender": Role.FROM,
        "Return-Path": Role.FROM,
    }
)
_BODY: Final[Roles] = MappingProxyType({0: Role.BODY, "content": Role.BODY, "_text": Role.BODY})


_CLEARS: Final = MappingProxyType(
    {
        **dict.fromkeys((".set_content", ".set_payload", ".clear_content"), frozenset({Role.BODY.value})),
        ".clear": frozenset(role.value for role in Role),
    }
)
"""A message has one content: a new one takes the place of the old one."""


def _message(name: str, made_by: tuple[str, ...], reason: str, body: Roles) -> Mailer:
    sets: dict[str, Roles] = {
        "[]": _FIELDS,
        ".add_header": _FIELDS,
        ".replace_header": _FIELDS,
        ".set_content": _BODY,
        ".set_payload": _BODY,
        ".add_alternative": _BODY,
        ".attach": _BODY,
    }
    sets.update(dict.fromkeys(made_by, body))
    return Mailer(
        name=name,
        made_by=made_by,
        reason=reason,
        sets=MappingProxyType(sets),
        sends=(".send_message:0", "aiosmtplib.send:0"),
        clears=_CLEARS,
        gives=(".as_string", ".as_bytes"),
        cleans=_ALL,
    )


_OLD: Final = (
    "as_string() raises HeaderParseError when another header field stands behind a line break (measured; not when a "
    "blank stands before its colon); a comma in To stays"
)
_DJANGO_CLASSES: Final = (
    "django.core.mail.EmailMessage",
    "django.core.mail.EmailMultiAlternatives",
    "django.core.mail.message.EmailMessage",
)
_DJANGO: Final[Roles] = MappingProxyType(
    {
        0: Role.SUBJECT,
        1: Role.BODY,
        2: Role.FROM,
        3: Role.TO,
        4: Role.TO,
        "subject": Role.SUBJECT,
        "body": Role.BODY,
        "from_email": Role.FROM,
        "to": Role.TO,
        "cc": Role.TO,
        "bcc": Role.TO,
        "reply_to": Role.FROM,
        "headers": Role.FROM,
    }
)
MAILERS: Final = (
    _message(
        "EmailMessage",
        ("email.message.EmailMessage", "email.mime.EmailMessage"),
        "Setting a field with a line break in it raises ValueError (measured); a comma in To stays",
        MappingProxyType({}),
    ),
    _message(
        "MIMEText",
        (
            "email.mime.text.MIMEText",
            "email.MIMEText.MIMEText",
            "email.mime.multipart.MIMEMultipart",
            "email.MIMEMultipart.MIMEMultipart",
            "email.mime.nonmultipart.MIMENonMultipart",
            "email.mime.base.MIMEBase",
        ),
        _OLD,
        _BODY,
    ),
    _message("email.message.Message", ("email.message.Message", "email.Message.Message"), _OLD, MappingProxyType({})),
    Mailer(
        name="django.core.mail.EmailMessage",
        made_by=_DJANGO_CLASSES,
        reason="Raises BadHeaderError on line breaks in a field; each element of to, cc and bcc is a recipient",
        sets=MappingProxyType(
            {
                **dict.fromkeys(_DJANGO_CLASSES, _DJANGO),
                **{one: {0: Role.TO} for one in ("to", "cc", "bcc")},
                "subject": {0: Role.SUBJECT},
                "body": {0: Role.BODY},
                "from_email": {0: Role.FROM},
                "reply_to": {0: Role.FROM},
                "extra_headers": {0: Role.FROM},
                ".attach_alternative": {0: Role.BODY},
            }
        ),
        sends=(".send",),
        cleans=_ALL,
    ),
    Mailer(
        name="flask_mail.Message",
        made_by=("flask_mail.Message", "flask_mailman.EmailMessage", "flaskext.mail.Message"),
        reason="Raises BadHeaderError on line breaks in subject, sender, reply_to and recipients",
        sets=MappingProxyType(
            {
                "flask_mail.Message": {
                    0: Role.SUBJECT,
                    1: Role.TO,
                    2: Role.BODY,
                    "subject": Role.SUBJECT,
                    "recipients": Role.TO,
                    "cc": Role.TO,
                    "bcc": Role.TO,
                    "body": Role.BODY,
                    "html": Role.BODY,
                    "sender": Role.FROM,
                    "reply_to": Role.FROM,
                },
                "flask_mailman.EmailMessage": {0: Role.SUBJECT, 1: Role.BODY, 2: Role.FROM, 3: Role.TO, "to": Role.TO},
                ".add_recipient": {0: Role.TO},
                "recipients": {0: Role.TO},
                "cc": {0: Role.TO},
                "bcc": {0: Role.TO},
                "subject": {0: Role.SUBJECT},
                "body": {0: Role.BODY},
                "html": {0: Role.BODY},
                "sender": {0: Role.FROM},
                "reply_to": {0: Role.FROM},
            }
        ),
        sends=(".send:0", ".send"),
        cleans=_ALL,
    ),
    Mailer(
        name="fastapi_mail.MessageSchema",
        made_by=("fastapi_mail.MessageSchema",),
        reason="pydantic checks that each recipient is one address; the message is an email.message",
        sets=MappingProxyType(
            {
                "fastapi_mail.MessageSchema": {
                    "recipients": Role.TO,
                    "cc": Role.TO,
                    "bcc": Role.TO,
                    "subject": Role.SUBJECT,
                    "body": Role.BODY,
                    "html": Role.BODY,
                    "reply_to": Role.FROM,
                }
            }
        ),
        sends=(".send_message:0",),
        cleans=_ALL,
    ),
    Mailer(
        name="yagmail.SMTP",
        made_by=("yagmail.SMTP",),
        reason="Builds the message with the package email, which refuses line breaks in fields",
        sets=MappingProxyType(
            {
                ".send": {
                    0: Role.TO,
                    1: Role.SUBJECT,
                    2: Role.BODY,
                    "to": Role.TO,
                    "cc": Role.TO,
                    "bcc": Role.TO,
                    "subject": Role.SUBJECT,
                    "contents": Role.BODY,
                    "headers": Role.FROM,
                }
            }
        ),
        sends=(".send",),
        cleans=_ALL,
    ),
)
